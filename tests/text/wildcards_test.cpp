// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/wildcards.h"

#include <fstream>
#include <set>

#include <gtest/gtest.h>

namespace sfumato::text {
namespace {

namespace fs = std::filesystem;

class Wildcards : public ::testing::Test {
protected:
    Wildcards() {
        std::string pattern = (fs::temp_directory_path() / "wildcards-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    ~Wildcards() override { fs::remove_all(folder); }

    void write(const std::string &name, const std::string &text) const {
        const fs::path file = folder / (name + ".txt");
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }
    std::string filled(std::string_view prompt, std::uint64_t seed = 1) const {
        const auto result = fill_wildcards(prompt, folder, seed);
        return result ? *result : describe(result.error());
    }
    Error error(std::string_view prompt) const {
        const auto result = fill_wildcards(prompt, folder, 1);
        return result ? Error{} : result.error();
    }

    fs::path folder;
};

TEST_F(Wildcards, AreFoundByTheirUnderscores) {
    const auto names = [](std::string_view prompt) {
        std::vector<std::string> found;
        for (const auto &use : wildcard_uses(prompt)) {
            EXPECT_EQ(prompt.substr(use.offset, use.length), "__" + use.name + "__");
            found.push_back(use.name);
        }
        return found;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(names("a __colour__ house, __a/b__, (__größe__:1.2)"), (Names{"colour", "a/b", "größe"}));
    EXPECT_EQ(names("__a____b__ ___c__ __snake_case__"), (Names{"a", "b", "c", "snake_case"}));
    EXPECT_EQ(names("__ a__ a__b ____ ______ __x"), Names{});
}

TEST_F(Wildcards, DrawALineOfTheirFile) {
    write("colour", "\xEF\xBB\xBF# colours\r\nred\r\n\r\n  dark blue  \r\n#green\r\n");
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 40; ++seed)
        seen.insert(filled("a __colour__ house", seed));
    EXPECT_EQ(seen, (std::set<std::string>{"a red house", "a dark blue house"}));
}

TEST_F(Wildcards, TheSeedAloneDecides) {
    write("n", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    EXPECT_EQ(filled("__n____n____n____n____n__", 42), filled("__n____n____n____n____n__", 42));
    EXPECT_NE(filled("__n____n____n____n____n__", 42), filled("__n____n____n____n____n__", 43));
    EXPECT_EQ(filled("__n____n____n____n____n__", 42), "76719") << "on every machine";
}

TEST_F(Wildcards, HoldOthersAndLieInSubfolders) {
    write("animal", "__animals/cat__");
    write("animals/cat", "a tabby");
    EXPECT_EQ(filled("__animal__ sleeps"), "a tabby sleeps");
    write("animals/dog", "a poodle");
    std::ofstream(folder / "readme.md") << "no wildcard";
    EXPECT_EQ(wildcard_names(folder), (std::vector<std::string>{"animal", "animals/cat", "animals/dog"}));
}

TEST_F(Wildcards, SayWhatIsMissing) {
    const Error unknown = error("a __color__");
    EXPECT_EQ(unknown.code, ErrorCode::NotFound);
    EXPECT_NE(unknown.reason.find("__color__"), std::string::npos);
    EXPECT_NE(unknown.reason.find("color.txt"), std::string::npos);
    write("empty", "# nothing\n");
    EXPECT_EQ(error("__empty__").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(fill_wildcards("__a__", {}, 1).error().code, ErrorCode::NotFound);
    EXPECT_EQ(*fill_wildcards("no wildcard", {}, 1), "no wildcard");
}

TEST_F(Wildcards, DoNotLeaveTheirFolderNorRunForEver) {
    write("circle", "a __circle__");
    write("doubling", "__doubling__ __doubling__");
    EXPECT_EQ(error("__circle__").code, ErrorCode::LimitExceeded);
    EXPECT_EQ(error("__doubling__").code, ErrorCode::LimitExceeded);
    EXPECT_EQ(error("__../secret__").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(error("__/etc/passwd__").code, ErrorCode::InvalidArgument);
    write("binary", std::string("\xff\xfe\0x", 4));
    EXPECT_EQ(error("__binary__").code, ErrorCode::InvalidArgument);
    // Nine files of nine choices each name the next one ten times: a billion words.
    for (char name = 'a'; name < 'j'; ++name) {
        std::string line;
        for (int i = 0; i < 10; ++i)
            line += std::string("__") + static_cast<char>(name + 1) + "__ ";
        write(std::string(1, name), line);
    }
    write("j", "word");
    EXPECT_EQ(error("__a__").code, ErrorCode::LimitExceeded);
}

} // namespace
} // namespace sfumato::text
