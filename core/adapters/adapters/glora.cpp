// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/algebra.h"

namespace sfumato::adapters {
namespace {

/// W a1 a2 + b1 b2; early files have both products the other way round.
at::Tensor change(const Parts &parts, const at::Tensor &weight) {
    const auto a1 = matrix(parts.at("a1")), a2 = matrix(parts.at("a2")), b1 = matrix(parts.at("b1")), b2 = matrix(parts.at("b2"));
    const auto w = weight.flatten(1);
    const int64_t out = weight.size(0), in = weight.dim() >= 2 ? weight.size(1) : 0;
    const bool usual = a1.size(0) == in && a2.size(1) == in && a1.size(1) == a2.size(0) && b1.size(0) == out && b1.size(1) == b2.size(0);
    if (usual) {
        expect_fit(b1.size(0) * b2.size(1), weight);
        const auto through = at::einsum("oik,ij->ojk", {w.unflatten(1, {in, -1}), product(a1, a2)}).flatten(1);
        return (through + product(b1, b2)) * scale(parts, a2.size(0));
    }
    expect(a2.size(0) == w.size(1) && a1.size(1) == w.size(1) && b2.size(0) == out && b1.size(1) == w.size(1),
           "has parts that do not fit the model's weight");
    return (product(b2, b1) + product(product(w, a2), a1)) * scale(parts, a1.size(0));
}

const Registration registration{Algorithm{
    .id = "glora",
    .name = "GLoRA",
    .spellings = {{".a1.weight", "a1"}, {".a2.weight", "a2"}, {".b1.weight", "b1"}, {".b2.weight", "b2"}},
    .needs = {{"a1", "a2", "b1", "b2"}},
    .change = change,
    .source = "Chavan et al. 2023, One-for-All: Generalized LoRA; LyCORIS, modules/glora.py",
}};

} // namespace
} // namespace sfumato::adapters
