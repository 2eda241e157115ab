// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/api/request.h"
#include "core/base/result.h"

namespace sfumato {

/// Whether this processor multiplies bf16 matrices natively (AVX-512 BF16, or its equal on ARM). Where it does
/// not, bf16 is emulated and several times slower than fp32.
bool processor_has_bf16();

/// The types a model computes in, and where. Timesteps, sampler states and sigmas are fp32 or double and the processor's,
/// whatever these say: what a network takes and gives crosses over at each call.
struct DtypePolicy {
    at::ScalarType network = at::kFloat; ///< U-Net and text encoder
    at::ScalarType vae = at::kFloat;     ///< never fp16 where the autoencoder's config says that it overflows
    at::Device device = at::kCPU;

    at::TensorOptions for_network() const { return at::TensorOptions(device).dtype(network); }
    at::TensorOptions for_vae() const { return at::TensorOptions(device).dtype(vae); }

    bool operator==(const DtypePolicy &) const = default;
};

/// What `wanted` means on `device`. Auto: fp32 on a CPU, as the reference computes; fp16 on a GPU.
/// vae_overflows_f16: VaeConfig::force_upcast; such an autoencoder runs in fp32 instead of fp16.
/// Errors: InvalidArgument for fp16 on a CPU, which has no fp16 kernels worth the name.
Result<DtypePolicy> dtype_policy(DType wanted, at::Device device, bool vae_overflows_f16);

/// "f32", "bf16", "f16": as the command line writes them. Other types: the tensor library's own name.
std::string dtype_name(at::ScalarType type);

} // namespace sfumato
