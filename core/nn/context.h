// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

namespace sfumato::nn {

/// What adapters hang into the attentions of a network without changing its weights. Thread: the engine's.
class AttentionAddition {
public:
    virtual ~AttentionAddition() = default;

    /// Changes what keys and values are made of, both [B,S,D]: the text, or a self-attention's own cells.
    virtual void change_sources(at::Tensor & /*keys*/, at::Tensor & /*values*/) const {}

    /// What is added to the values that an attention has gathered, before its output layer: [B,T,C], or undefined.
    /// name: the attention's, such as "mid_block.attentions.0.transformer_blocks.0.attn2"; queries: [B,T,C].
    virtual at::Tensor beside(const std::string & /*name*/, const at::Tensor & /*queries*/, int64_t /*heads*/) const { return {}; }
};
using AttentionAdditions = std::vector<const AttentionAddition *>;

/// What a transformer attends to: a text, and what adapters add.
struct Context {
    Context(at::Tensor text_, AttentionAdditions additions_ = {}) : text(std::move(text_)), additions(std::move(additions_)) {}

    at::Tensor text; ///< [B,S,D]
    AttentionAdditions additions;
};

} // namespace sfumato::nn
