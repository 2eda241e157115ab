// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/service/paths.h"
#include "core/base/file_io.h"
#include "core/modelio/single_file.h"
#include "core/text/bpe_tokenizer.h"
#include "core/text/prompt_chunks.h"
#include "core/text/prompt_parser.h"
#include "core/text/prompt_schedule.h"

namespace sfumato::cli {
namespace {

using nlohmann::json;

/// What one text becomes: the ids of its words, and the sequences the text encoder is given.
struct Tokens {
    std::vector<std::int32_t> ids;
    text::ChunkedPrompt prompt;
};

/// Where a model keeps its vocabulary. A single file has none: its neighbours, or the one that setting up fetched.
Result<std::filesystem::path> tokenizerFolder(const std::string &model, const std::string &config) {
    SFUMATO_TRY(std::filesystem::path folder, service::modelPath(config.empty() ? model : config));
    std::error_code unknown;
    if (std::filesystem::is_regular_file(folder, unknown))
        return modelio::find_vocabulary(folder, service::clipVocabularyFolder());
    if (std::filesystem::is_directory(folder / "tokenizer", unknown))
        folder /= "tokenizer";
    return folder;
}

class Tokenize : public Command {
public:
    std::string name() const override { return "tokenize"; }
    std::string summary() const override { return "the tokens of a text, their chunks and weights"; }
    std::string example() const override { return "--model builtin \"a (red:1.3) house\" --json"; }

    void setup(CLI::App &app) override {
        addText(app, "--model", "PATH", "a diffusers folder, a tokenizer folder, or builtin",
                [this](const std::string &text) { m_model = text; });
        addText(app, "--config", "DIR", "diffusers folder whose tokenizer belongs to a single-file model",
                [this](const std::string &text) { m_config = text; });
        app.add_option("TEXT", m_text, "the text; put -- before one that begins with a minus sign")->required();
        app.add_flag("--raw", m_raw, "no prompt grammar; ids without begin and end");
        addOutputOptions(app, m_print);
    }

    Result<void> run(const CancelToken &) override {
        SFUMATO_CHECK(text::check_prompt(m_text, "TEXT"));
        SFUMATO_TRY(const std::filesystem::path folder, tokenizerFolder(m_model, m_config));
        SFUMATO_TRY(const text::BpeTokenizer tokenizer, text::BpeTokenizer::load(folder));
        if (m_raw) {
            const std::vector<std::int32_t> ids = tokenizer.encode(m_text);
            m_print.json ? fmt::print("{}\n", json{{"ids", ids}, {"count", ids.size()}}.dump())
                         : fmt::print("{}\n", fmt::join(ids, " "));
            return {};
        }
        // Prompt editing is shown as it is at the first of many steps.
        constexpr int steps = 20;
        SFUMATO_TRY(const text::PromptSchedule schedule, text::schedule_prompt(m_text, steps));
        std::vector<Tokens> parts;
        for (std::size_t part = 0; part < schedule.parts.size(); ++part)
            parts.push_back(tokensOf(schedule.at(part, 1), tokenizer));
        m_print.json ? printJson(parts, schedule) : print(parts, schedule, tokenizer);
        return {};
    }

private:
    static Tokens tokensOf(const std::string &words, const text::BpeTokenizer &tokenizer) {
        const text::ParsedPrompt parsed = text::parse_weights(words);
        Tokens tokens;
        for (const text::PromptSegment &segment : parsed.segments) {
            const std::vector<std::int32_t> ids = tokenizer.encode(segment.text);
            tokens.ids.insert(tokens.ids.end(), ids.begin(), ids.end());
        }
        tokens.prompt = text::chunk_prompt(parsed.segments, tokenizer);
        tokens.prompt.issues.insert(tokens.prompt.issues.begin(), parsed.issues.begin(), parsed.issues.end());
        return tokens;
    }

    static json toJson(const Tokens &tokens) {
        json chunks = json::array();
        for (const text::PromptChunk &chunk : tokens.prompt.chunks)
            chunks.push_back({{"ids", chunk.ids}, {"weights", chunk.weights}});
        return {{"ids", tokens.ids}, {"chunks", chunks}, {"count", tokens.prompt.tokens}};
    }

    /// The first part's figures stand at the top; a prompt with AND has all of them under "parts".
    static void printJson(const std::vector<Tokens> &parts, const text::PromptSchedule &schedule) {
        json out = toJson(parts.front());
        if (parts.size() > 1)
            for (std::size_t i = 0; i < parts.size(); ++i) {
                json part = toJson(parts[i]);
                part["weight"] = schedule.parts[i].weight;
                out["parts"].push_back(std::move(part));
            }
        out["issues"] = json::array();
        for (const text::PromptIssue &issue : schedule.issues)
            out["issues"].push_back({{"offset", issue.offset}, {"length", issue.length}, {"message", issue.message}});
        fmt::print("{}\n", out.dump(-1, ' ', false, json::error_handler_t::replace));
    }

    static void print(const std::vector<Tokens> &parts, const text::PromptSchedule &schedule,
                      const text::BpeTokenizer &tokenizer) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts.size() > 1)
                fmt::print("part {}, weight {}\n", i + 1, schedule.parts[i].weight);
            const text::ChunkedPrompt &prompt = parts[i].prompt;
            fmt::print("{} tokens in {} chunk{}\n", prompt.tokens, prompt.chunks.size(), prompt.chunks.size() == 1 ? "" : "s");
            for (const text::PromptChunk &chunk : prompt.chunks) {
                for (std::size_t t = 0; t < chunk.ids.size() && !(t > 0 && chunk.ids[t] == tokenizer.eos()); ++t)
                    fmt::print("{:>7}  {:<20} {:g}\n", chunk.ids[t], tokenizer.token_text(chunk.ids[t]), chunk.weights[t]);
                fmt::print("{:>7}  end\n", tokenizer.eos());
            }
        }
        for (const text::PromptIssue &issue : schedule.issues)
            notice(fmt::format("at byte {}: {}", issue.offset, issue.message));
    }

    std::string m_model = "builtin", m_config, m_text;
    bool m_raw = false;
    OutputOptions m_print;
};

const Registration registration{std::make_unique<Tokenize>()};

} // namespace
} // namespace sfumato::cli
