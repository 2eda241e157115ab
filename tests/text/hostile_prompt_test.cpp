// SPDX-License-Identifier: GPL-3.0-or-later
// Prompts that programs choke on, taken the whole way from text to chunks.
#include <cmath>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "core/text/prompt_chunks.h"
#include "core/text/prompt_schedule.h"
#include "tests/text/golden_tokenizer.h"

namespace sfumato::text {
namespace {

std::string repeated(const std::string &text, int times) {
    std::string out;
    while (times-- > 0)
        out += text;
    return out;
}

struct Case {
    std::string id;
    std::string prompt;
    bool accepted = true;
};

void PrintTo(const Case &test, std::ostream *out) {
    *out << test.id;
}

/// Chunks of every text of every part, checked on the way; or the error.
Result<std::size_t> count_chunks(const std::string &prompt) {
    SFUMATO_TRY(const PromptSchedule schedule, schedule_prompt(prompt, 20));
    EXPECT_EQ(schedule.skeleton.size(), prompt.size());
    for (const PromptPart &part : schedule.parts) {
        EXPECT_TRUE(std::isfinite(part.weight));
        EXPECT_EQ(part.schedule.back().last_step, 20);
    }
    for (const PromptIssue &issue : schedule.issues)
        EXPECT_LE(issue.offset + issue.length, prompt.size());
    std::size_t count = 0;
    for (const std::string &text : schedule.texts) {
        const ChunkedPrompt chunked = chunk_prompt(parse_weights(text).segments, golden_tokenizer());
        for (const PromptChunk &chunk : chunked.chunks)
            for (std::size_t i = 0; i < chunk.ids.size(); ++i)
                if (chunk.ids[i] < 0 || chunk.ids[i] >= golden_tokenizer().vocab_size() || !std::isfinite(chunk.weights[i]))
                    ADD_FAILURE() << "bad token";
        count += chunked.chunks.size();
    }
    return count;
}

class HostilePrompt : public testing::TestWithParam<Case> {};

TEST_P(HostilePrompt, IsReadOrRefusedCleanly) {
    const auto chunks = count_chunks(GetParam().prompt);
    ASSERT_EQ(chunks.has_value(), GetParam().accepted) << (chunks ? "" : describe(chunks.error()));
    if (chunks) {
        EXPECT_GE(*chunks, 1u);
    } else {
        EXPECT_EQ(chunks.error().subject, "prompt");
        EXPECT_FALSE(chunks.error().reason.empty());
    }
}

INSTANTIATE_TEST_SUITE_P(
    Corpus, HostilePrompt,
    testing::Values(
        Case{"63.0", ""}, Case{"63.1", "   \t\n"}, Case{"63.2", repeated("word ", 20000)},
        Case{"63.3", repeated("\U0001F469\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466", 5000)},
        Case{"63.4", repeated("cat, ", 78)}, Case{"64.0", repeated("a\u202Eb\uFEFF\u200D\u0301", 50)},
        Case{"64.1", std::string("nul\0inside", 10), false}, Case{"64.2", "\xED\xA0\x80 lone", false},
        Case{"65.0", std::string(500, '(') + "x"}, Case{"65.1", "[a:b:"}, Case{"65.2", "(x:1e309)"}, Case{"65.3", "(x:-5)"},
        Case{"65.4", "(x:nan)"}, Case{"65.5", repeated("BREAK ", 1000)}, Case{"65.6", "\\(literal\\)"},
        Case{"65.7", repeated("[[[[a|b]|c]|d]|e]", 40)}, Case{"65.8", "a AND b:1e9 AND :-1"},
        Case{"66.0", "<lora:../../x:1>", false}, Case{"66.1", "<lora:a:b:c>", false}, Case{"66.2", "<lora::>", false},
        Case{"66.3", repeated("<lora:missing:1>", 500)}, // refused by whoever loads adapters, which are listed
        Case{"66.4", "__a__ {a|{b|{c|d}}}"}, Case{"66.5", std::string(300, '{') + "a" + std::string(300, '}')}));

// Anything quadratic or recursive would overflow the stack or run into the test's time limit on these.
INSTANTIATE_TEST_SUITE_P(
    Megabytes, HostilePrompt,
    testing::Values(
        Case{"open round", std::string(1 << 20, '(')}, Case{"open square", std::string(1 << 20, '[')},
        Case{"nested", std::string(10'000, '[') + "x" + std::string(10'000, ']')},
        Case{"nested alternation", repeated("[a|", 50'000) + repeated("]", 50'000)},
        Case{"nested schedule", repeated("[a:", 50'000) + repeated(":0.5]", 50'000)},
        Case{"many alternations", repeated("[a|b]", 100'000)}, Case{"many schedules", repeated("[a:b:0.5]", 50'000)},
        Case{"unfinished schedules", repeated("[a:b:", 100'000)}, Case{"colons", std::string(1 << 20, ':')},
        Case{"colons in brackets", repeated("(:", 1 << 19)}, Case{"bars", std::string(1 << 20, '|')},
        Case{"backslashes", std::string(1 << 20, '\\')}, Case{"angles", std::string(1 << 20, '<')},
        Case{"unfinished tags", repeated("<a:", 1 << 18)}, Case{"tags", repeated("<x:y>", 100'000)},
        Case{"mixed brackets", repeated("([)]", 100'000)}, Case{"one word", std::string(1 << 20, 'x')},
        Case{"commas", std::string(1 << 20, ',')}, Case{"newlines", std::string(1 << 20, '\n')},
        Case{"spaces before weights", repeated("(a:" + std::string(100, ' '), 5'000)},
        Case{"almost BREAK", repeated("BREAKBREAK:", 50'000)}, Case{"almost AND", repeated("_AND", 100'000)},
        Case{"too long", std::string((1 << 20) + 1, 'x'), false}, Case{"too many parts", repeated("a AND ", 100'000), false},
        Case{"control characters", repeated("\x01\x02\x7F\x1B[0m", 1000)}, Case{"combining", std::string("a").append(repeated("\u0301\u0323", 100'000))}));

} // namespace
} // namespace sfumato::text
