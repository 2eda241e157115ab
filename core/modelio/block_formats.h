// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sfumato::modelio {

/// A way to store several numbers in one block with common scales.
struct BlockFormat {
    std::uint32_t id;      ///< ggml type
    std::string_view name; ///< "Q4_K"
    std::size_t numbers;   ///< in a block
    std::size_t bytes;     ///< of a block
    /// Writes the block's numbers: exactly what ggml computes, in fp32.
    void (*decode)(const std::uint8_t *block, float *numbers);
};

/// The format of a ggml type id; null for plain numbers and for what is not known here.
/// Source: ggml/src/ggml-quants.c (dequantize_row_*), ggml-common.h (block_*).
const BlockFormat *block_format(std::uint32_t ggml_type);

} // namespace sfumato::modelio
