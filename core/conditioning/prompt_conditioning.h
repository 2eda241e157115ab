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
#include "core/text/prompt_chunks.h"
#include "core/text/prompt_schedule.h"

namespace sfumato::conditioning {

/// How prompts are read.
struct PromptRules {
    Emphasis emphasis = Emphasis::Original;
    bool literal = false;  ///< no grammar at all
    bool truncate = false; ///< keep one chunk and report the rest
    int clip_skip = 1;
    bool skips_negative = true;  ///< false: the negative prompt is read from the last layer, as diffusers does
    bool final_norm = true;      ///< false for SDXL: a layer earlier and without the last norm
    bool zeros_for_none = false; ///< an empty negative prompt is all zeros instead of an empty text's encoding
};

/// A text as the network is told it.
struct EncodedText {
    at::Tensor context; ///< [1,77k,D] fp32
    at::Tensor pooled;  ///< [1,P] fp32, or undefined where no text encoder gives one
};

/// One side of an AND and its share of the guidance.
struct WeightedText {
    EncodedText text;
    double weight = 1.0;
};

/// What the network is told at one step.
struct StepContexts {
    EncodedText negative;
    std::vector<WeightedText> positive;
};

/// A text encoder, its tokenizer and the words it learnt besides; none of them owned but the words.
struct Speaker {
    const text::BpeTokenizer *tokenizer = nullptr;
    const text::ClipTextEncoder *encoder = nullptr;
    std::vector<text::EmbeddedWord> words;
    at::Tensor vectors; ///< [N,hidden] what the ids of the words stand for, in their order; or undefined
};

/// Turns texts into contexts: grammar, chunks, encoders, emphasis. Equal texts are encoded once.
class PromptEncoder {
public:
    /// speakers: one; for SDXL two, whose contexts are joined channel by channel. Each does its own chunks and emphasis.
    PromptEncoder(std::vector<Speaker> speakers, const PromptRules &rules, CancelToken cancel);

    /// Adds to `issues` what could not be honoured. Throws Failure{Cancelled, LimitExceeded}.
    EncodedText encode(const std::string &text, std::vector<std::string> &issues);
    /// The same for the negative prompt.
    EncodedText encode_negative(const std::string &text, std::vector<std::string> &issues);

private:
    /// One text encoder at work: remembers what it has encoded.
    class Voice {
    public:
        Voice(Speaker speaker, const PromptRules &rules, CancelToken cancel)
            : speaker_(std::move(speaker)), rules_(rules), cancel_(std::move(cancel)) {}

        EncodedText encode(const std::string &text, int clip_skip, std::vector<std::string> &issues);
        /// The context with chunks of an empty text behind it, `tokens` long in all.
        at::Tensor padded(const at::Tensor &context, int64_t tokens, int clip_skip);

    private:
        EncodedText chunk(const std::vector<std::int32_t> &ids, int clip_skip);
        at::Tensor weighted(const at::Tensor &context, const std::vector<float> &weights, int clip_skip);

        Speaker speaker_;
        PromptRules rules_;
        CancelToken cancel_;
        std::map<std::pair<int, std::vector<std::int32_t>>, EncodedText> chunks_; ///< by clip skip and ids
    };

    EncodedText encode(const std::string &text, int clip_skip, std::vector<std::string> &issues);

    std::vector<Voice> voices_;
    PromptRules rules_;
    std::map<std::pair<int, std::string>, EncodedText> texts_;
};

/// Prompt and negative prompt for every step of a run.
class PromptConditioning {
public:
    /// Errors: those of schedule_prompt(). Throws Failure{Cancelled}.
    static Result<PromptConditioning> make(PromptEncoder &encoder, const std::string &prompt, const std::string &negative,
                                           text::PassSteps pass, const PromptRules &rules);

    /// step: 0-based, of the steps the conditioning was made for.
    const StepContexts &at(int step) const;
    const std::vector<std::string> &issues() const { return issues_; }

private:
    std::vector<StepContexts> steps_;
    std::vector<std::string> issues_;
};

} // namespace sfumato::conditioning
