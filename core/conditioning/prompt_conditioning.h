// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/api/request.h"
#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/text/bpe_tokenizer.h"
#include "core/text/encoder/clip_text_encoder.h"
#include "core/text/prompt_schedule.h"

namespace sfumato::conditioning {

/// How prompts are read.
struct PromptRules {
    Emphasis emphasis = Emphasis::Original;
    bool literal = false;  ///< no grammar at all
    bool truncate = false; ///< keep one chunk and report the rest
    int clip_skip = 1;
    bool skips_negative = true; ///< false: the negative prompt is read from the last layer, as diffusers does
};

/// One side of an AND: its context and its share of the guidance.
struct WeightedContext {
    at::Tensor context; ///< [1,77k,D] fp32
    double weight = 1.0;
};

/// What the network is told at one step.
struct StepContexts {
    at::Tensor negative; ///< [1,77k,D] fp32
    std::vector<WeightedContext> positive;
};

/// Turns texts into contexts: grammar, chunks, encoder, emphasis. Equal texts are encoded once.
class PromptEncoder {
public:
    PromptEncoder(const text::BpeTokenizer &tokenizer, const text::ClipTextEncoder &encoder, const PromptRules &rules,
                  CancelToken cancel)
        : tokenizer_(tokenizer), encoder_(encoder), rules_(rules), cancel_(std::move(cancel)) {}

    /// [1,77k,D] fp32. Adds to `issues` what could not be honoured. Throws Failure{Cancelled, LimitExceeded}.
    at::Tensor encode(const std::string &text, std::vector<std::string> &issues);
    /// The same for the negative prompt.
    at::Tensor encode_negative(const std::string &text, std::vector<std::string> &issues);

private:
    at::Tensor encode(const std::string &text, int clip_skip, std::vector<std::string> &issues);
    at::Tensor chunk(const std::vector<std::int32_t> &ids, int clip_skip);
    at::Tensor weighted(const at::Tensor &context, const std::vector<float> &weights, int clip_skip);

    const text::BpeTokenizer &tokenizer_;
    const text::ClipTextEncoder &encoder_;
    PromptRules rules_;
    CancelToken cancel_;
    std::map<std::pair<int, std::vector<std::int32_t>>, at::Tensor> chunks_; ///< by clip skip and ids
    std::map<std::pair<int, std::string>, at::Tensor> texts_;
};

/// Prompt and negative prompt for every step of a run.
class PromptConditioning {
public:
    /// Errors: those of schedule_prompt(). Throws Failure{Cancelled}.
    static Result<PromptConditioning> make(PromptEncoder &encoder, const std::string &prompt, const std::string &negative,
                                           int steps, const PromptRules &rules);

    /// step: 0-based, of the steps the conditioning was made for.
    const StepContexts &at(int step) const;
    const std::vector<std::string> &issues() const { return issues_; }

private:
    std::vector<StepContexts> steps_;
    std::vector<std::string> issues_;
};

} // namespace sfumato::conditioning
