// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/nn/layers.h"

namespace sfumato::nn {

/// Sinusoids of a timestep, fp32. t: [B], may be fractional -> [B,dim]; a scalar stands for all images: [1,dim].
/// Source: diffusers get_timestep_embedding; spec 1.3 (cosines first where flip_sin_to_cos).
at::Tensor timestep_sinusoids(const at::Tensor &t, int64_t dim, bool flip_sin_to_cos, double freq_shift);

/// Two linear layers with SiLU between: `linear_1`, `linear_2`; a further condition may be projected onto their input.
struct TimestepEmbedding {
    TimestepEmbedding() = default;
    /// condition_width 0 = no condition.
    TimestepEmbedding(const Scope &scope, int64_t in, int64_t out, int64_t condition_width = 0);
    /// [B,in], and [B,condition_width] where there is a condition -> [B,out]
    at::Tensor operator()(const at::Tensor &sinusoids, const at::Tensor &condition = {}) const;

    Linear linear_1, linear_2;
    std::optional<Linear> cond_proj;
};

} // namespace sfumato::nn
