// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/part_width.h"

#include <algorithm>
#include <string_view>

namespace sfumato::modelio {
namespace {

constexpr std::int64_t widest = 1 << 20;
constexpr int sdxl = 2048; ///< its two encoders' together

int width(std::int64_t size) { return size > 0 && size < widest ? static_cast<int>(size) : 0; }

/// Tensors that multiply the text from the right: [rank, text] of a LoRA, [channels, text] of a network.
int of_cross_attention(const TensorIndex &tensors) {
    for (const TensorEntry *tensor : tensors.all()) {
        const std::string_view name = tensor->name;
        const bool reads_text = name.find("attn2_to_k") != name.npos || name.find("attn2.to_k") != name.npos || name.find("attn2.processor.to_k_lora") != name.npos;
        const bool right = name.ends_with("lora_down.weight") || name.ends_with("lora.down.weight") || name.ends_with("_lora.down.weight") ||
                           name.find("lora_A") != name.npos || name.ends_with("hada_w1_b") || name.ends_with("attn2.to_k.weight");
        if (reads_text && right && tensor->shape.size() >= 2)
            return width(tensor->shape[1]);
    }
    return 0;
}

int of_embedding(const TensorIndex &tensors) {
    if (tensors.find("clip_g") != nullptr)
        return sdxl;
    for (const TensorEntry *tensor : tensors.all())
        if (!tensor->shape.empty() && tensor->shape.size() <= 2)
            return width(tensor->shape.back());
    return 0;
}

} // namespace

int text_width_of(ModelKind kind, const TensorIndex &tensors) {
    switch (kind) {
    case ModelKind::Lora:
    case ModelKind::ControlNet: return of_cross_attention(tensors);
    case ModelKind::Embedding: return of_embedding(tensors);
    default: return 0;
    }
}

} // namespace sfumato::modelio
