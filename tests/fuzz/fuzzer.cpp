// SPDX-License-Identifier: GPL-3.0-or-later
// The entry of one libFuzzer program; FUZZ_TARGET names the function of targets.h.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    sfumato::fuzz::FUZZ_TARGET({reinterpret_cast<const char *>(data), size});
    return 0;
}
