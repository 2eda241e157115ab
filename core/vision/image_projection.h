// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/nn/layers.h"

namespace sfumato::vision {

/// The three ways in which IP-Adapters make tokens of what an image encoder saw.
enum class ProjectionKind {
    Base, ///< a few tokens of the whole picture's embedding
    Full, ///< one token of every patch
    Plus, ///< a few tokens that have looked at all patches
};

struct ProjectionConfig {
    ProjectionKind kind = ProjectionKind::Base;
    int seen_width = 1024;   ///< of the encoder's embedding, or of its penultimate layer
    int context_width = 768; ///< of the U-Net's text
    int tokens = 4;          ///< that it makes; of Full as many as patches
    int inner_width = 768;   ///< Plus: of its transformer; Full: of its inner layer
    int heads = 12;          ///< Plus: of 64 channels each
    int layers = 4;          ///< Plus

    /// What the adapter was trained to be shown instead of a picture.
    bool reads_patches() const { return kind != ProjectionKind::Base; }
};

/// Makes tokens, as the U-Net attends to, of what an image encoder saw. Source: tencent-ailab/IP-Adapter,
/// ip_adapter/{ip_adapter,resampler}.py, whose keys it has.
class ImageProjection {
public:
    ImageProjection(const nn::Scope &scope, const ProjectionConfig &config);

    /// seen: [B,E] of Base, else [B,1+patches,E] -> [B,tokens,context_width].
    at::Tensor operator()(const at::Tensor &seen) const;

    const ProjectionConfig &config() const { return config_; }

private:
    /// Latents look at the patches and at themselves.
    struct Layer {
        Layer(const nn::Scope &scope, const ProjectionConfig &config);
        at::Tensor operator()(const at::Tensor &seen, const at::Tensor &latents, int64_t heads) const;

        nn::LayerNorm norm1, norm2, ff_norm;
        nn::Linear to_q, to_kv, to_out, ff_in, ff_out;
    };

    ProjectionConfig config_;
    nn::Linear first_, second_;
    nn::LayerNorm norm_;
    at::Tensor latents_; ///< [1,tokens,inner_width]
    std::vector<Layer> layers_;
};

} // namespace sfumato::vision
