// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/algebra.h"

namespace sfumato::adapters {
namespace {

/// w1 or w2: whole, as a product, or (w2 of convolutions) with a core t2 [r,r,k,k].
at::Tensor factor(const Parts &parts, const std::string &name, const at::Tensor &weight) {
    if (const auto whole = parts.find(name); whole != parts.end())
        return whole->second;
    const auto &a = parts.at(name + "_a"), &b = parts.at(name + "_b");
    expect(a.dim() == 2 && b.dim() == 2, "has a factor that is no matrix");
    const auto core = name == "lokr_w2" ? parts.find("lokr_t2") : parts.end();
    if (core == parts.end()) {
        expect(a.size(0) * b.size(1) <= weight.numel(), "is larger than the model's weight");
        return product(a, b);
    }
    const auto &t = core->second;
    expect(t.dim() == 4 && t.size(0) == a.size(0) && t.size(1) == b.size(0), "has a core of another rank");
    expect(a.size(1) * b.size(1) * t.size(2) * t.size(3) <= weight.numel(), "is larger than the model's weight");
    return at::einsum("ijkl,ip,jr->prkl", {t, a, b});
}

at::Tensor change(const Parts &parts, const at::Tensor &weight) {
    auto w1 = factor(parts, "lokr_w1", weight);
    const auto w2 = factor(parts, "lokr_w2", weight);
    expect_fit(w1.numel() * w2.numel(), weight);
    while (w1.dim() < w2.dim())
        w1 = w1.unsqueeze(-1);
    // Two whole factors have no rank; alpha then means nothing.
    const auto w1_b = parts.find("lokr_w1_b"), w2_b = parts.find("lokr_w2_b");
    const auto &ranked = w1_b != parts.end() ? w1_b : w2_b;
    return at::kron(w1, w2) * (ranked == parts.end() ? 1.0 : scale(parts, ranked->second.size(0)));
}

const Registration registration{Algorithm{
    .id = "lokr",
    .name = "LoKr",
    .spellings = {{".lokr_w1", "lokr_w1"},
                  {".lokr_w1_a", "lokr_w1_a"},
                  {".lokr_w1_b", "lokr_w1_b"},
                  {".lokr_w2", "lokr_w2"},
                  {".lokr_w2_a", "lokr_w2_a"},
                  {".lokr_w2_b", "lokr_w2_b"},
                  {".lokr_t2", "lokr_t2"}},
    .needs = {{"lokr_w1", "lokr_w2"},
              {"lokr_w1", "lokr_w2_a", "lokr_w2_b"},
              {"lokr_w1_a", "lokr_w1_b", "lokr_w2"},
              {"lokr_w1_a", "lokr_w1_b", "lokr_w2_a", "lokr_w2_b"},
              {"lokr_w1", "lokr_t2", "lokr_w2_a", "lokr_w2_b"},
              {"lokr_w1_a", "lokr_w1_b", "lokr_t2", "lokr_w2_a", "lokr_w2_b"}},
    .change = change,
    .source = "Yeh et al. 2023, Navigating Text-To-Image Customization; LyCORIS, modules/lokr.py",
}};

} // namespace
} // namespace sfumato::adapters
