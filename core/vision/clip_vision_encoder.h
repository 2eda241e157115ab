// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/image.h"
#include "core/modelio/model_config.h"
#include "core/nn/layers.h"

namespace sfumato::vision {

/// A CLIP vision transformer. Everything but heads and activation can be read from a file's shapes.
struct VisionConfig {
    int hidden_size = 1280;
    int intermediate_size = 5120;
    int num_hidden_layers = 32;
    int num_attention_heads = 16;
    int image_size = 224; ///< pixels a side
    int patch_size = 14;
    int projection_dim = 1024;
    modelio::TextActivation activation = modelio::TextActivation::Gelu;
    double layer_norm_eps = 1e-5;

    bool operator==(const VisionConfig &) const = default;
};

/// CLIP's vision transformer. Source: transformers CLIPVisionModelWithProjection, whose keys it has.
class ClipVisionEncoder {
public:
    ClipVisionEncoder(const nn::Scope &scope, const VisionConfig &config);

    struct Seen {
        at::Tensor embedding;   ///< [B,projection_dim]: the whole picture, projected
        at::Tensor penultimate; ///< [B,1+patches,hidden_size]: the last layer but one, without a norm
    };
    /// pixels: [B,3,image_size,image_size], as seen_by_clip() makes them.
    Seen see(const at::Tensor &pixels) const;

    const VisionConfig &config() const { return config_; }

private:
    struct Layer {
        Layer(const nn::Scope &scope, const VisionConfig &config);
        at::Tensor operator()(const at::Tensor &x, const VisionConfig &config) const;

        nn::LayerNorm layer_norm1, layer_norm2;
        nn::Linear q_proj, k_proj, v_proj, out_proj, fc1, fc2;
    };

    VisionConfig config_;
    at::Tensor class_embedding_;    ///< [hidden]
    nn::Conv2d patch_embedding_;
    at::Tensor position_embedding_; ///< [1+patches,hidden]
    nn::LayerNorm pre_norm_, post_norm_;
    std::vector<Layer> layers_;
    nn::Linear projection_;
};

/// A picture as CLIP was shown them: the shorter side at `side` pixels (cubic, as Pillow does it), its middle cut out,
/// normalised: [1,3,side,side] fp32. Source: transformers CLIPImageProcessor.
at::Tensor seen_by_clip(const Image &rgb, int side);

} // namespace sfumato::vision
