// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/conditioning/prompt_conditioning.h"

#include <algorithm>
#include <cmath>

#include "core/base/printable.h"
#include "core/text/prompt_chunks.h"
#include "core/text/prompt_parser.h"

namespace sfumato::conditioning {
namespace {

constexpr size_t max_chunks = 4096; ///< 307,200 tokens; memory and time stay bounded

void note(std::vector<std::string> &to, const std::vector<text::PromptIssue> &issues) {
    for (const auto &issue : issues)
        if (std::find(to.begin(), to.end(), issue.message) == to.end())
            to.push_back(issue.message);
}

text::PromptGrammar grammar_of(const PromptRules &rules) {
    if (rules.literal || rules.emphasis == Emphasis::None)
        return text::PromptGrammar::Plain;
    return rules.emphasis == Emphasis::Comfy ? text::PromptGrammar::Comfy : text::PromptGrammar::A1111;
}

text::Chunking chunking_of(const PromptRules &rules) {
    if (rules.truncate)
        return text::Chunking::Truncate;
    return rules.emphasis == Emphasis::Comfy ? text::Chunking::KeepShort : text::Chunking::CommaRule;
}

/// A picture made without the adapter that its prompt names would be another one.
Result<void> refuse_networks(const text::PromptSchedule &prompt, const char *option) {
    for (const auto &tag : prompt.networks)
        if (tag.type == "lora" || tag.type == "lyco" || tag.type == "hypernet")
            return fail(ErrorCode::NotFound, option, "asks for " + tag.type + " " + in_quotes(tag.name) + ", which this version cannot load",
                        "take the tag out of the prompt");
    return {};
}

} // namespace

at::Tensor PromptEncoder::chunk(const std::vector<std::int32_t> &ids, int clip_skip) {
    auto &known = chunks_[{clip_skip, ids}];
    if (!known.defined()) {
        cancel_.check();
        const auto input = at::tensor(std::vector<int64_t>(ids.begin(), ids.end()), at::kLong).unsqueeze(0);
        known = encoder_.forward(input, clip_skip).to(at::kFloat);
    }
    return known;
}

at::Tensor PromptEncoder::weighted(const at::Tensor &context, const std::vector<float> &weights, int clip_skip) {
    const bool plain = std::all_of(weights.begin(), weights.end(), [](float w) { return w == 1.0f; });
    if (plain || rules_.emphasis == Emphasis::Ignore || rules_.emphasis == Emphasis::None)
        return context;
    const auto factors = at::tensor(weights, at::kFloat).view({1, -1, 1});
    if (rules_.emphasis == Emphasis::Comfy) {
        const auto empty = chunk(text::empty_chunk(tokenizer_).ids, clip_skip);
        return (context - empty) * factors + empty;
    }
    const auto scaled = context * factors;
    if (rules_.emphasis == Emphasis::NoNorm)
        return scaled;
    return scaled * (context.mean() / scaled.mean()); // A1111's "Original": the whole chunk keeps its mean
}

at::Tensor PromptEncoder::encode(const std::string &text, std::vector<std::string> &issues) {
    return encode(text, rules_.clip_skip, issues);
}

at::Tensor PromptEncoder::encode_negative(const std::string &text, std::vector<std::string> &issues) {
    return encode(text, rules_.skips_negative ? rules_.clip_skip : 1, issues);
}

at::Tensor PromptEncoder::encode(const std::string &text, int clip_skip, std::vector<std::string> &issues) {
    auto &known = texts_[{clip_skip, text}];
    if (known.defined())
        return known;
    const auto parsed = text::parse_weights(text, grammar_of(rules_));
    const auto laid = text::chunk_prompt(parsed.segments, tokenizer_, {chunking_of(rules_)});
    note(issues, parsed.issues);
    note(issues, laid.issues);
    if (laid.chunks.size() > max_chunks)
        throw Failure({ErrorCode::LimitExceeded, "--prompt",
                       "has " + std::to_string(laid.tokens) + " tokens; at most " + std::to_string(75 * max_chunks) + " are encoded",
                       "shorten it"});
    std::vector<at::Tensor> contexts;
    for (const auto &part : laid.chunks)
        contexts.push_back(weighted(chunk(part.ids, clip_skip), part.weights, clip_skip));
    return known = at::cat(contexts, 1);
}

Result<PromptConditioning> PromptConditioning::make(PromptEncoder &encoder, const std::string &prompt,
                                                    const std::string &negative, int steps, const PromptRules &rules) {
    PromptConditioning made;
    if (rules.literal) {
        SFUMATO_CHECK(text::check_prompt(prompt, "--prompt"));
        SFUMATO_CHECK(text::check_prompt(negative, "--negative"));
        made.steps_.assign(static_cast<size_t>(steps), {encoder.encode_negative(negative, made.issues_), {{encoder.encode(prompt, made.issues_), 1.0}}});
        return made;
    }
    SFUMATO_TRY(const auto positive, text::schedule_prompt(prompt, steps));
    SFUMATO_TRY(const auto unwanted, text::schedule_prompt(negative, steps, text::Composition::One));
    SFUMATO_CHECK(refuse_networks(positive, "--prompt"));
    SFUMATO_CHECK(refuse_networks(unwanted, "--negative"));
    note(made.issues_, positive.issues);
    note(made.issues_, unwanted.issues);
    for (int step = 1; step <= steps; ++step) {
        StepContexts contexts{encoder.encode_negative(unwanted.at(0, step), made.issues_), {}};
        for (size_t part = 0; part < positive.parts.size(); ++part)
            contexts.positive.push_back({encoder.encode(positive.at(part, step), made.issues_), positive.parts[part].weight});
        made.steps_.push_back(std::move(contexts));
    }
    return made;
}

const StepContexts &PromptConditioning::at(int step) const {
    return steps_[std::min(static_cast<size_t>(std::max(step, 0)), steps_.size() - 1)];
}

} // namespace sfumato::conditioning
