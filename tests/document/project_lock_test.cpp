// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/project_lock.h"

#include <filesystem>

#include <QProcess>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/file_io.h"
#include "tests/document/folder_fixture.h"

namespace sfumato::document {
namespace {

namespace fs = std::filesystem;

class ProjectLockTest : public FolderTest {
protected:
    fs::path project() const { return folder() / "harbour.sfum"; }

    /// Starts another program that tries to lock the project; returns what it says of that.
    std::string other(QProcess &process) {
        const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / "lock_holder";
        process.start(QString::fromStdString(program.string()), {QString::fromStdString(project().string())});
        EXPECT_TRUE(process.waitForReadyRead()) << process.errorString().toStdString();
        return process.readLine().trimmed().toStdString();
    }
};

TEST_F(ProjectLockTest, AnotherProgramHasToWaitUntilItIsLetGo) {
    auto lock = ProjectLock::take(project());
    ASSERT_TRUE(lock) << describe(lock.error());
    QProcess refused, held;
    EXPECT_EQ(other(refused), "refused");
    lock->reset();
    EXPECT_EQ(other(held), "held");
    for (QProcess *each : {&refused, &held}) {
        each->closeWriteChannel();
        EXPECT_TRUE(each->waitForFinished());
    }
}

TEST_F(ProjectLockTest, SaysWhoHasIt) {
    QProcess process;
    ASSERT_EQ(other(process), "held");
    const auto lock = ProjectLock::take(project());
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, ErrorCode::Conflict);
    EXPECT_NE(lock.error().subject.find("harbour.sfum"), std::string::npos);
    EXPECT_NE(lock.error().reason.find(std::to_string(process.processId())), std::string::npos) << lock.error().reason;
    process.closeWriteChannel();
    EXPECT_TRUE(process.waitForFinished());
    EXPECT_TRUE(ProjectLock::take(project()));
}

TEST_F(ProjectLockTest, TheLockOfAKilledProgramIsTakenOver) {
    QProcess process;
    ASSERT_EQ(other(process), "held");
    process.kill();
    ASSERT_TRUE(process.waitForFinished());
    EXPECT_FALSE(fs::is_empty(folder())) << "it leaves its lock behind";
    EXPECT_TRUE(ProjectLock::take(project()));
}

TEST_F(ProjectLockTest, AnotherWindowOfThisProgramHasToWaitToo) {
    auto lock = ProjectLock::take(project());
    ASSERT_TRUE(lock);
    EXPECT_FALSE(ProjectLock::take(project()));
    EXPECT_TRUE((*lock)->isFor(project()));
    lock->reset();
    EXPECT_TRUE(fs::is_empty(folder())) << "nothing is left beside the project";
}

TEST_F(ProjectLockTest, ALinkToTheProjectIsTheSameProject) {
    fs::create_directory(project().parent_path() / "real");
    fs::create_directory_symlink("real", project().parent_path() / "link");
    const auto lock = ProjectLock::take(project().parent_path() / "real" / "a.sfum");
    ASSERT_TRUE(lock);
    EXPECT_FALSE(ProjectLock::take(project().parent_path() / "link" / "a.sfum"));
}

TEST_F(ProjectLockTest, KnowsWhetherSomebodyElseHasWrittenTheProject) {
    const auto write = [&](const std::string &content) { ASSERT_TRUE(write_file(project(), content)); };
    const auto lock = ProjectLock::take(project());
    ASSERT_TRUE(lock);
    EXPECT_FALSE((*lock)->changedElsewhere());
    write("ours");
    (*lock)->adopt();
    EXPECT_FALSE((*lock)->changedElsewhere());
    write("another's");
    EXPECT_TRUE((*lock)->changedElsewhere());
    fs::last_write_time(project(), fs::last_write_time(project()) - std::chrono::hours(1));
    (*lock)->adopt();
    fs::remove(project());
    EXPECT_FALSE((*lock)->changedElsewhere()) << "nothing of anybody's would be lost";
}

TEST_F(ProjectLockTest, WhereNoLockCanBeMadeTheProjectStillOpens) {
    EXPECT_TRUE(ProjectLock::take("/proc/no-file-can-be-made-here.sfum"));
}

} // namespace
} // namespace sfumato::document
