// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sha256.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/modelio/temporary_folder.h"

namespace sfumato {
namespace {

std::string digest_of(const std::string &text) {
    Sha256 digest;
    digest.update(text.data(), text.size());
    return digest.finish();
}

/// The examples published with FIPS 180.
TEST(Sha256, MatchesThePublishedVectors) {
    EXPECT_EQ(digest_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(digest_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(digest_of(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnThePieces) {
    const std::string text(300, 'x');
    for (const std::size_t piece : {1u, 55u, 56u, 63u, 64u, 65u, 128u}) {
        Sha256 digest;
        for (std::size_t at = 0; at < text.size(); at += piece)
            digest.update(text.data() + at, std::min(piece, text.size() - at));
        EXPECT_EQ(digest.finish(), digest_of(text)) << piece;
    }
}

TEST(Sha256, ReadsFilesAndStopsWhenAsked) {
    const test::TemporaryFolder folder;
    const auto path = folder.write("f", "abc");
    EXPECT_EQ(*sha256_of_file(path), digest_of("abc"));
    EXPECT_EQ(sha256_of_file(folder.path()).error().code, ErrorCode::Unreadable);
    EXPECT_EQ(sha256_of_file(folder.path() / "absent").error().code, ErrorCode::NotFound);
    CancelToken cancel;
    cancel.cancel();
    EXPECT_EQ(sha256_of_file(path, cancel).error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace sfumato
