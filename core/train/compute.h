// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/api/training.h"
#include "core/base/result.h"
#include "core/train/optimiser.h"

namespace sfumato::train {

/// Where a training computes and how precisely.
struct Compute {
    at::Device device = at::kCPU;
    bool bf16 = false; ///< mixed precision

    /// On this device, channels-last where that is 4-dimensional: what convolutions like best.
    at::Tensor batch(const at::Tensor &tensor) const;
    /// Leaves of autograd with these values.
    Parameters trainable(const Parameters &values) const;
};

/// Detached copies on the CPU, or the tensors themselves where they are there already.
Parameters on_cpu(const Parameters &parameters);
std::int64_t parameter_count(const Parameters &parameters);

/// What `device`, `precision` and `threads` mean here. Call before the first tensor.
/// Errors: those of open_device(); InvalidArgument for bf16 on a processor that would emulate it.
Result<Compute> choose_compute(const TrainingRequest &request);

/// While it lives, matrix products and convolutions run in bf16 where `compute` says so.
class MixedPrecision {
public:
    explicit MixedPrecision(const Compute &compute);
    ~MixedPrecision();
    MixedPrecision(const MixedPrecision &) = delete;
    MixedPrecision &operator=(const MixedPrecision &) = delete;

private:
    Compute compute_;
};

} // namespace sfumato::train
