// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/nn/context.h"
#include "core/nn/layers.h"

namespace sfumato::nn {

/// Queries from x, keys and values from a context (or x itself): to_q, to_k, to_v without bias, to_out.0 with.
struct Attention {
    Attention() = default;
    Attention(const Scope &scope, int64_t width, int64_t context_width, int64_t heads);
    at::Tensor operator()(const at::Tensor &x, const at::Tensor &attended, const AttentionAdditions &additions = {}) const; // [B,T,C], [B,S,D] -> [B,T,C]

    std::string name; ///< its upstream key
    Linear to_q, to_k, to_v, to_out;
    int64_t heads = 1;
};

/// Self-attention, cross-attention, gated feed-forward, each with a layer norm before and a shortcut around.
/// Source: diffusers BasicTransformerBlock.
struct TransformerBlock {
    TransformerBlock() = default;
    TransformerBlock(const Scope &scope, int64_t width, int64_t context_width, int64_t heads);
    at::Tensor operator()(const at::Tensor &x, const Context &context) const; // x: [B,T,C]

    LayerNorm norm1, norm2, norm3;
    Attention attn1, attn2;
    Linear ff_gate; ///< ff.net.0.proj: [value, gate]
    Linear ff_out;  ///< ff.net.2
};

/// Transformer blocks over the cells of a feature map.
/// Source: diffusers Transformer2DModel; SD1 projects by 1x1 convolution, SD2 by a linear layer.
struct SpatialTransformer {
    SpatialTransformer() = default;
    SpatialTransformer(const Scope &scope, int64_t channels, int64_t context_width, int64_t heads, int64_t depth,
                       int64_t groups, bool linear_projection);
    at::Tensor operator()(const at::Tensor &x, const Context &context) const; // x: [B,C,H,W]

    GroupNorm norm;
    std::variant<Conv2d, Linear> proj_in, proj_out;
    std::vector<TransformerBlock> blocks;
};

} // namespace sfumato::nn
