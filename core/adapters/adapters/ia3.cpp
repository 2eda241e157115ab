// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/algebra.h"

namespace sfumato::adapters {
namespace {

/// Every input or every output of the module gets a factor of its own: W' = W (1 + w).
at::Tensor change(const Parts &parts, const at::Tensor &weight) {
    const auto &factors = parts.at("ia3_weight"), &on_input = parts.at("on_input");
    expect(on_input.numel() == 1, "does not say which side its factors act on");
    const bool input = on_input.item<float>() != 0.0f;
    expect(!input || weight.dim() >= 2, "acts on the inputs of what has none");
    expect(factors.numel() == weight.size(input ? 1 : 0), "has " + std::to_string(factors.numel()) + " factors for " +
                                                              std::to_string(weight.size(input ? 1 : 0)) + " channels");
    std::vector<int64_t> shape(static_cast<size_t>(weight.dim()), 1);
    shape[input ? 1 : 0] = factors.numel();
    return weight * factors.reshape(shape);
}

const Registration registration{Algorithm{
    .id = "ia3",
    .name = "(IA)3",
    .spellings = {{".weight", "ia3_weight"}, {".on_input", "on_input"}},
    .needs = {{"ia3_weight", "on_input"}},
    .change = change,
    .source = "Liu et al. 2022, Few-Shot Parameter-Efficient Fine-Tuning; LyCORIS, modules/ia3.py",
}};

} // namespace
} // namespace sfumato::adapters
