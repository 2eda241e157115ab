// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/modelio/model_config.h"
#include "core/nn/layers.h"

namespace sfumato::text {

/// CLIP's text transformer. Source: transformers CLIPTextModel; keys begin with `text_model.`.
class ClipTextEncoder {
public:
    ClipTextEncoder(const nn::Scope &scope, const modelio::TextConfig &config);

    /// ids: [B,T] int64, T up to max_position_embeddings -> [B,T,hidden_size].
    /// clip_skip 1 = the last layer, 2 = the one before, ...; the final norm is applied in any case.
    /// Differentiable. Throws Failure{InvalidArgument} where clip_skip exceeds the number of layers.
    at::Tensor forward(const at::Tensor &ids, int clip_skip = 1) const;

    /// What to read out of the encoder.
    struct Reading {
        int clip_skip = 1;
        bool final_norm = true; ///< over the context; false for SDXL, which also skips one layer more
        int64_t eos = -1;       ///< id whose first place gives the pooled vector; -1 = none is wanted
        at::Tensor vectors = {}; ///< [N,hidden]: what ids from vocab_size on stand for; or undefined
    };
    struct Encoded {
        at::Tensor context; ///< [B,T,hidden]
        at::Tensor pooled;  ///< [B,projection], or undefined: the last layer, normed and projected, at the end of the text
    };
    /// As forward(). The pooled vector comes from encoders with a projection only.
    Encoded read(const at::Tensor &ids, const Reading &reading) const;

    const modelio::TextConfig &config() const { return config_; }

private:
    struct Layer {
        Layer(const nn::Scope &scope, const modelio::TextConfig &config);
        at::Tensor operator()(const at::Tensor &x, const modelio::TextConfig &config) const;

        nn::LayerNorm layer_norm1, layer_norm2;
        nn::Linear q_proj, k_proj, v_proj, out_proj, fc1, fc2;
    };

    at::Tensor embedded(const at::Tensor &ids, const at::Tensor &vectors) const;

    modelio::TextConfig config_;
    at::Tensor token_embedding_;    ///< [vocab,hidden]
    at::Tensor position_embedding_; ///< [positions,hidden]
    std::vector<Layer> layers_;
    nn::LayerNorm final_layer_norm_;
    std::optional<nn::Linear> text_projection_;
};

} // namespace sfumato::text
