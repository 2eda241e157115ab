// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/compute.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>

#include "core/torch/device.h"
#include "core/torch/dtype_policy.h"

namespace sfumato::train {

at::Tensor Compute::batch(const at::Tensor &tensor) const {
    return tensor.to(device).contiguous(tensor.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
}

Parameters Compute::trainable(const Parameters &values) const {
    Parameters leaves;
    for (const auto &[name, value] : values) {
        const auto moved = value.detach().to(device);
        // On a processor oneDNN reorders the weights itself; a card reads them as they lie.
        leaves[name] = (device.is_cuda() && moved.dim() == 4 ? moved.contiguous(at::MemoryFormat::ChannelsLast) : moved).requires_grad_();
    }
    return leaves;
}

Parameters on_cpu(const Parameters &parameters) {
    Parameters moved;
    for (const auto &[name, tensor] : parameters)
        moved[name] = tensor.detach().to(at::kCPU);
    return moved;
}

std::int64_t parameter_count(const Parameters &parameters) {
    std::int64_t count = 0;
    for (const auto &[name, tensor] : parameters)
        count += tensor.numel();
    return count;
}

Result<Compute> choose_compute(const TrainingRequest &request) {
    Compute compute;
    SFUMATO_TRY(compute.device, open_device(request.device));
    const bool has_bf16 = compute.device.is_cuda() || processor_has_bf16();
    if (request.precision == "bf16" && !has_bf16)
        return fail(ErrorCode::InvalidArgument, "--precision", "bf16 is emulated by this processor and slower than f32", "use auto or f32");
    compute.bf16 = has_bf16 && request.precision != "f32";
    if (request.threads > 0)
        at::set_num_threads(request.threads);
    return compute;
}

MixedPrecision::MixedPrecision(const Compute &compute) : compute_(compute) {
    if (!compute_.bf16)
        return;
    at::autocast::set_autocast_dtype(compute_.device.type(), at::kBFloat16);
    at::autocast::set_autocast_enabled(compute_.device.type(), true);
}

MixedPrecision::~MixedPrecision() {
    if (!compute_.bf16)
        return;
    at::autocast::set_autocast_enabled(compute_.device.type(), false);
    at::autocast::clear_cache();
}

} // namespace sfumato::train
