// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/api/request.h"

namespace sfumato::pipeline {

/// What the second pass of a request with `hires` is by itself: a request at the larger size, at hires' strength, with its
/// prompts, whose steps all run. `resolved` has steps and sizes; factor: pixels a latent cell.
GenerationRequest second_pass_of(const GenerationRequest &resolved, int factor);

/// Latents resampled to h x w cells, as the web UI's latent upscalers do. latents: [B,C,..,..] fp32. Not for HiresMode::Pixel.
/// Source: torch.nn.functional.interpolate; webui modules/shared_items.py latent_upscale_modes (dialect 4.6).
at::Tensor resampled(const at::Tensor &latents, HiresMode mode, int64_t h, int64_t w);

} // namespace sfumato::pipeline
