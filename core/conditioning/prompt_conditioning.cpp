// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/conditioning/prompt_conditioning.h"

#include <algorithm>
#include <cmath>

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

} // namespace

EncodedText PromptEncoder::Voice::chunk(const std::vector<std::int32_t> &ids, int clip_skip) {
    auto &known = chunks_[{clip_skip, ids}];
    if (!known.context.defined()) {
        cancel_.check();
        const auto input = at::tensor(std::vector<int64_t>(ids.begin(), ids.end()), at::kLong).unsqueeze(0);
        const auto said = speaker_.encoder->read(input, {clip_skip, rules_.final_norm, speaker_.tokenizer->eos(), speaker_.vectors});
        known.context = said.context.to(at::kCPU, at::kFloat);
        if (said.pooled.defined())
            known.pooled = said.pooled.to(at::kCPU, at::kFloat);
    }
    return known;
}

at::Tensor PromptEncoder::Voice::weighted(const at::Tensor &context, const std::vector<float> &weights, int clip_skip) {
    const bool plain = std::all_of(weights.begin(), weights.end(), [](float w) { return w == 1.0f; });
    if (plain || rules_.emphasis == Emphasis::Ignore || rules_.emphasis == Emphasis::None)
        return context;
    const auto factors = at::tensor(weights, at::kFloat).view({1, -1, 1});
    if (rules_.emphasis == Emphasis::Comfy) {
        const auto empty = chunk(text::empty_chunk(*speaker_.tokenizer).ids, clip_skip).context;
        return (context - empty) * factors + empty;
    }
    const auto scaled = context * factors;
    if (rules_.emphasis == Emphasis::NoNorm)
        return scaled;
    return scaled * (context.mean() / scaled.mean()); // A1111's "Original": the whole chunk keeps its mean
}

EncodedText PromptEncoder::Voice::encode(const std::string &text, int clip_skip, std::vector<std::string> &issues) {
    const auto parsed = text::parse_weights(text, grammar_of(rules_));
    text::ChunkRules chunking{chunking_of(rules_)};
    chunking.words = speaker_.words;
    const auto laid = text::chunk_prompt(parsed.segments, *speaker_.tokenizer, chunking);
    note(issues, parsed.issues);
    note(issues, laid.issues);
    if (laid.chunks.size() > max_chunks)
        throw Failure({ErrorCode::LimitExceeded, "--prompt",
                       "has " + std::to_string(laid.tokens) + " tokens; at most " + std::to_string(75 * max_chunks) + " are encoded",
                       "shorten it"});
    std::vector<at::Tensor> contexts;
    for (const auto &part : laid.chunks)
        contexts.push_back(weighted(chunk(part.ids, clip_skip).context, part.weights, clip_skip));
    return {at::cat(contexts, 1), chunk(laid.chunks.front().ids, clip_skip).pooled};
}

at::Tensor PromptEncoder::Voice::padded(const at::Tensor &context, int64_t tokens, int clip_skip) {
    std::vector<at::Tensor> contexts{context};
    const auto empty = text::empty_chunk(*speaker_.tokenizer).ids;
    for (int64_t have = context.size(1); have < tokens; have += static_cast<int64_t>(empty.size()))
        contexts.push_back(chunk(empty, clip_skip).context);
    return contexts.size() == 1 ? context : at::cat(contexts, 1);
}

PromptEncoder::PromptEncoder(std::vector<Speaker> speakers, const PromptRules &rules, CancelToken cancel) : rules_(rules) {
    for (auto &speaker : speakers)
        voices_.emplace_back(std::move(speaker), rules, cancel);
}

EncodedText PromptEncoder::encode(const std::string &text, std::vector<std::string> &issues) {
    return encode(text, rules_.clip_skip, issues);
}

EncodedText PromptEncoder::encode_negative(const std::string &text, std::vector<std::string> &issues) {
    return encode(text, rules_.skips_negative ? rules_.clip_skip : 1, issues);
}

EncodedText PromptEncoder::encode(const std::string &text, int clip_skip, std::vector<std::string> &issues) {
    auto &known = texts_[{clip_skip, text}];
    if (known.context.defined())
        return known;
    std::vector<at::Tensor> contexts;
    int64_t tokens = 0;
    for (auto &voice : voices_) {
        auto said = voice.encode(text, clip_skip, issues);
        if (said.pooled.defined())
            known.pooled = said.pooled;
        tokens = std::max(tokens, said.context.size(1));
        contexts.push_back(std::move(said.context));
    }
    // A word that only one of two encoders knows may make their texts differ in length.
    for (size_t i = 0; i < voices_.size(); ++i)
        contexts[i] = voices_[i].padded(contexts[i], tokens, clip_skip);
    known.context = contexts.size() == 1 ? contexts.front() : at::cat(contexts, 2);
    return known;
}

Result<PromptConditioning> PromptConditioning::make(PromptEncoder &encoder, const std::string &prompt,
                                                    const std::string &negative, text::PassSteps pass, const PromptRules &rules) {
    PromptConditioning made;
    const auto unwanted_text = [&](const std::string &text, const EncodedText &like) {
        if (!text.empty() || !rules.zeros_for_none)
            return encoder.encode_negative(text, made.issues_);
        return EncodedText{at::zeros_like(like.context), like.pooled.defined() ? at::zeros_like(like.pooled) : at::Tensor()};
    };
    if (rules.literal) {
        SFUMATO_CHECK(text::check_prompt(prompt, "--prompt"));
        SFUMATO_CHECK(text::check_prompt(negative, "--negative"));
        const auto wanted = encoder.encode(prompt, made.issues_);
        made.steps_.assign(static_cast<size_t>(pass.steps), {unwanted_text(negative, wanted), {{wanted, 1.0}}});
        return made;
    }
    SFUMATO_TRY(const auto positive, text::schedule_prompt(prompt, pass));
    SFUMATO_TRY(const auto unwanted, text::schedule_prompt(negative, pass, text::Composition::One));
    note(made.issues_, positive.issues);
    note(made.issues_, unwanted.issues);
    for (int step = 1; step <= pass.steps; ++step) {
        StepContexts contexts;
        for (size_t part = 0; part < positive.parts.size(); ++part)
            contexts.positive.push_back({encoder.encode(positive.at(part, step), made.issues_), positive.parts[part].weight});
        contexts.negative = unwanted_text(unwanted.at(0, step), contexts.positive.front().text);
        made.steps_.push_back(std::move(contexts));
    }
    return made;
}

const StepContexts &PromptConditioning::at(int step) const {
    return steps_[std::min(static_cast<size_t>(std::max(step, 0)), steps_.size() - 1)];
}

} // namespace sfumato::conditioning
