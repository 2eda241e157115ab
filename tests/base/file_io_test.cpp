// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_io.h"

#include <csignal>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/printable.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato {
namespace {

using test::TemporaryFolder;

TEST(FileIo, ReadsWhatWasWritten) {
    TemporaryFolder folder;
    const std::string content("a\0b\r\n", 5);
    ASSERT_TRUE(write_file(folder.path() / "f", content));
    EXPECT_EQ(*read_file(folder.path() / "f"), content);
    EXPECT_EQ(folder.entries(), 1u);
}

TEST(FileIo, ReadingStopsAtTheLimit) {
    TemporaryFolder folder;
    const auto path = folder.write("f", "12345");
    EXPECT_TRUE(read_file(path, 5));
    EXPECT_EQ(read_file(path, 4).error().code, ErrorCode::LimitExceeded);
    EXPECT_EQ(read_file("/dev/zero", 4).error().code, ErrorCode::Unreadable);
    EXPECT_EQ(read_file(folder.path()).error().code, ErrorCode::Unreadable);
    EXPECT_EQ(read_file(folder.path() / "absent").error().code, ErrorCode::NotFound);
}

TEST(FileIo, AnAbandonedFileLeavesTheOldOne) {
    TemporaryFolder folder;
    const auto path = folder.write("f", "old");
    {
        auto file = AtomicFile::create(path);
        ASSERT_TRUE(file);
        ASSERT_TRUE(file->write("new", 3));
        EXPECT_EQ(folder.read("f"), "old");
    }
    EXPECT_EQ(folder.read("f"), "old");
    EXPECT_EQ(folder.entries(), 1u);
}

TEST(FileIo, ReplacingKeepsThePermissionsAndFollowsLinks) {
    TemporaryFolder folder;
    const auto path = folder.write("target", "old");
    ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
    std::filesystem::create_symlink("target", folder.path() / "link");
    ASSERT_TRUE(write_file(folder.path() / "link", "new"));
    EXPECT_EQ(folder.read("target"), "new");
    EXPECT_TRUE(std::filesystem::is_symlink(folder.path() / "link"));
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0600u);
}

/// A limit on the size of files stands in for a full disk.
TEST(FileIo, AFullDiskLeavesTheOldFileAndNothingElse) {
    TemporaryFolder folder;
    const auto path = folder.write("f", "old");
    struct rlimit before {};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {4096, before.rlim_max};
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto written = write_file(path, std::string(100'000, 'x'));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::Unreadable);
    EXPECT_EQ(written.error().subject, path.string());
    EXPECT_EQ(folder.read("f"), "old");
    EXPECT_EQ(folder.entries(), 1u);
}

TEST(FileIo, FoldersThatCannotBeWrittenAreTold) {
    TemporaryFolder folder;
    EXPECT_EQ(write_file(folder.path() / "absent" / "f", "x").error().code, ErrorCode::Unreadable);
    EXPECT_EQ(write_file(folder.path(), "x").error().code, ErrorCode::Unreadable);
    if (::geteuid() == 0)
        return; // root writes anywhere
    ASSERT_EQ(::chmod(folder.path().c_str(), 0500), 0);
    EXPECT_EQ(write_file(folder.path() / "f", "x").error().code, ErrorCode::Unreadable);
    ASSERT_EQ(::chmod(folder.path().c_str(), 0700), 0);
    EXPECT_EQ(folder.entries(), 0u);
}

TEST(Printable, MakesUntrustedTextHarmless) {
    EXPECT_EQ(printable("Grüße 👍"), "Grüße 👍");
    EXPECT_EQ(printable("a\nb\x1b[31m"), "a\\x0ab\\x1b[31m");
    EXPECT_EQ(printable("\u202egnp.exe"), "\\u{202e}gnp.exe");
    EXPECT_EQ(printable("\xff\xc0\xaf"), "\\xff\\xc0\\xaf");
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
    EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82");
    EXPECT_EQ(printable(std::string(1000, 'x'), 10), "xxxxxxxxxx...");
    EXPECT_EQ(in_quotes("a"), "\"a\"");
}

} // namespace
} // namespace sfumato
