// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <gtest/gtest.h>

#include "app/document/journal.h"
#include "app/document/project_file.h"
#include "tests/document/random_session.h"

namespace sfumato::document {
namespace {

namespace fs = std::filesystem;

/// Starts the session, lets it do at least `acts` acts and then live for a moment longer, and kills it.
void runAndKill(const fs::path &folder, unsigned seed, std::uintmax_t acts, std::chrono::microseconds moment) {
    const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / "journal_session";
    const std::string text = std::to_string(seed);
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl(program.c_str(), program.c_str(), folder.c_str(), text.c_str(), nullptr);
        ::_exit(127);
    }
    ASSERT_GT(child, 0);
    std::error_code notYet;
    int status = 0;
    while (fs::file_size(folder / "acts", notYet) < acts || notYet) {
        ASSERT_EQ(::waitpid(child, &status, WNOHANG), 0) << "the session ended by itself, status " << status;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::this_thread::sleep_for(moment); // not to wait for something, but to be killed anywhere within an act
    ::kill(child, SIGKILL);
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
}

void checkWhatIsLeft(const fs::path &folder, unsigned seed) {
    const std::vector<RecoverableSession> sessions = recoverableSessions(folder / "sessions");
    ASSERT_EQ(sessions.size(), 1U);
    const Result<RestoredSession> session = restoreSession(sessions[0].path);
    ASSERT_TRUE(session) << describe(session.error());
    const QByteArray restored = fingerprint(session->document->state());

    // The same session again, up to the last act that was done, and one further: it may have been in the journal already.
    const auto acts = fs::file_size(folder / "acts");
    Document document(RandomSession::start());
    RandomSession again(seed);
    for (std::uintmax_t i = 0; i < acts; ++i)
        again.act(document);
    if (restored != fingerprint(document.state())) {
        again.act(document);
        ASSERT_EQ(restored.toHex(), fingerprint(document.state()).toHex()) << acts << " acts were done";
    }
    if (fs::exists(folder / "project.sfum")) {
        const Result<DocumentState> project = openProject(folder / "project.sfum");
        ASSERT_TRUE(project) << describe(project.error());
    }
}

TEST(JournalKill, LosesAtMostTheActInProgress) {
    const char *wanted = std::getenv("SFUMATO_KILLS"); // 50 for the whole proof, which takes a minute
    const int kills = wanted ? std::atoi(wanted) : 4;
    std::mt19937 random(2024);
    for (int i = 0; i < kills; ++i) {
        const QTemporaryDir folder;
        const auto seed = static_cast<unsigned>(random() % 1000);
        const auto acts = 1 + random() % 150;
        const std::chrono::microseconds moment(random() % 20000);
        SCOPED_TRACE(testing::Message() << "kill " << i << ", seed " << seed << ", after " << acts << " acts");
        runAndKill(folder.path().toStdString(), seed, acts, moment);
        if (!HasFatalFailure())
            checkWhatIsLeft(folder.path().toStdString(), seed);
        if (HasFatalFailure())
            return;
    }
}

} // namespace
} // namespace sfumato::document
