// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <string_view>

namespace sfumato::kernels {

/// The widest vector registers that our kernels know.
enum class Vectors { None, Avx2, Avx512 };

/// Those of this processor, held to less by the variable that holds LibTorch to less: ATEN_CPU_CAPABILITY, "avx2" or "default".
inline Vectors processor_vectors() {
#if defined(__x86_64__)
    static const Vectors found = [] {
        const char *const held = std::getenv("ATEN_CPU_CAPABILITY");
        const std::string_view most = held ? held : "";
        if (most == "default" || !__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
            return Vectors::None;
        return most == "avx2" || !__builtin_cpu_supports("avx512f") ? Vectors::Avx2 : Vectors::Avx512;
    }();
    return found;
#else
    return Vectors::None;
#endif
}

} // namespace sfumato::kernels
