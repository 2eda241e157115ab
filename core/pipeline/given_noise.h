// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/base/result.h"

namespace sfumato::pipeline {

/// Noise from a file instead of a generator (`--noise-in`), all [B,C,h,w] fp32.
struct GivenNoise {
    std::string file;
    at::Tensor start;              ///< `noise`; or undefined
    at::Tensor posterior;          ///< `vae_noise`; or undefined: the posterior's mean is taken
    std::vector<at::Tensor> steps; ///< `step_noise.0`, `step_noise.1`, ...

    /// The rows of images first .. first+count of a tensor; a single row serves all images.
    static at::Tensor rows(const at::Tensor &noise, int64_t first, int64_t count);
};

/// Reads and checks a noise file. shape: [images,C,h,w]. Errors: those of reading; ShapeMismatch naming the tensor.
Result<GivenNoise> read_noise(const std::string &file, at::IntArrayRef shape);

} // namespace sfumato::pipeline
