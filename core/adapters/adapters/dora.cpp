// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include "core/adapters/algebra.h"

namespace sfumato::adapters {
namespace {

/// The changed weight with the length of every row (or, in some files, column) replaced by a learned one.
at::Tensor refine(const Parts &parts, const at::Tensor &weight, const at::Tensor &change) {
    const auto &magnitude = parts.at("dora_scale");
    const auto changed = (weight + change.view_as(weight)).flatten(1);
    const bool rows = magnitude.numel() == weight.size(0) && magnitude.dim() >= 1 && magnitude.size(0) == weight.size(0);
    const bool columns = !rows && weight.dim() >= 2 && magnitude.dim() >= 2 && magnitude.numel() == weight.size(1) &&
                         magnitude.size(1) == weight.size(1);
    expect(rows || columns, "has as many magnitudes as the model's weight has neither rows nor columns");
    const double least = std::numeric_limits<float>::epsilon();
    if (rows) {
        const auto length = at::linalg_vector_norm(changed, 2, at::IntArrayRef{1}, true);
        return (changed * (magnitude.reshape({-1, 1}) / (length + least))).view_as(weight) - weight;
    }
    const auto cells = changed.unflatten(1, {weight.size(1), -1}); // [out,in,k*k]
    const auto length = at::linalg_vector_norm(cells, 2, at::IntArrayRef{0, 2}, true);
    return (cells * (magnitude.reshape({1, -1, 1}) / (length + least))).view_as(weight) - weight;
}

const Registration registration{Algorithm{
    .id = "dora",
    .name = "DoRA",
    .spellings = {{".dora_scale", "dora_scale"},
                  {".lora_magnitude_vector", "dora_scale"},
                  {".lora_magnitude_vector.weight", "dora_scale"},
                  {".lora_magnitude_vector.default.weight", "dora_scale"}},
    .needs = {{"dora_scale"}},
    .refine = refine,
    .source = "Liu et al. 2024, DoRA: Weight-Decomposed Low-Rank Adaptation, section 4; LyCORIS apply_weight_decompose",
}};

} // namespace
} // namespace sfumato::adapters
