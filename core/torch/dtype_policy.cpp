// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/dtype_policy.h"

#if defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace sfumato {

bool processor_has_bf16() {
#if defined(__x86_64__)
    // Every processor with AMX-BF16 has this too.
    return __builtin_cpu_supports("avx512bf16") != 0;
#elif defined(__aarch64__) && defined(__linux__) && defined(HWCAP2_BF16)
    return (getauxval(AT_HWCAP2) & HWCAP2_BF16) != 0;
#else
    return false;
#endif
}

Result<DtypePolicy> dtype_policy(DType wanted, at::Device device, bool vae_overflows_f16) {
    const bool cpu = device.is_cpu();
    if (wanted == DType::Auto)
        wanted = cpu ? DType::F32 : DType::F16;
    switch (wanted) {
    case DType::BF16: return DtypePolicy{at::kBFloat16, at::kBFloat16, device};
    case DType::F16:
        if (cpu)
            return fail(ErrorCode::InvalidArgument, "--dtype", "f16 needs a GPU", "use f32, or bf16");
        return DtypePolicy{at::kHalf, vae_overflows_f16 ? at::kFloat : at::kHalf, device};
    default: return DtypePolicy{at::kFloat, at::kFloat, device};
    }
}

std::string dtype_name(at::ScalarType type) {
    switch (type) {
    case at::kFloat: return "f32";
    case at::kBFloat16: return "bf16";
    case at::kHalf: return "f16";
    default: return c10::toString(type);
    }
}

} // namespace sfumato
