// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/layers.h"

namespace sfumato::nn {

/// Sinusoids of a timestep, fp32. t: [B], may be fractional -> [B,dim]; a scalar stands for all images: [1,dim].
/// Source: diffusers get_timestep_embedding; spec 1.3 (cosines first where flip_sin_to_cos).
at::Tensor timestep_sinusoids(const at::Tensor &t, int64_t dim, bool flip_sin_to_cos, double freq_shift);

/// Two linear layers with SiLU between: `linear_1`, `linear_2`.
struct TimestepEmbedding {
    TimestepEmbedding() = default;
    TimestepEmbedding(const Scope &scope, int64_t in, int64_t out);
    at::Tensor operator()(const at::Tensor &sinusoids) const; // [B,in] -> [B,out]

    Linear linear_1, linear_2;
};

} // namespace sfumato::nn
