// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/algebra.h"

namespace sfumato::adapters {
namespace {

/// One of the two factors: a . b, or with a core t [r,r,k,k] for convolutions.
at::Tensor factor(const Parts &parts, const std::string &number, const at::Tensor &weight) {
    const auto &a = parts.at("hada_w" + number + "_a"), &b = parts.at("hada_w" + number + "_b");
    expect(a.dim() == 2 && b.dim() == 2, "has a factor that is no matrix");
    const auto core = parts.find("hada_t" + number);
    if (core == parts.end()) {
        expect_fit(a.size(0) * b.size(1), weight);
        return product(a, b);
    }
    const auto &t = core->second;
    expect(t.dim() == 4 && t.size(0) == a.size(0) && t.size(1) == b.size(0), "has a core of another rank");
    expect_fit(a.size(1) * b.size(1) * t.size(2) * t.size(3), weight);
    return at::einsum("ijkl,jr,ip->prkl", {t, b, a});
}

/// The product, element by element, of two products of low rank.
at::Tensor change(const Parts &parts, const at::Tensor &weight) {
    return factor(parts, "1", weight) * factor(parts, "2", weight) * scale(parts, parts.at("hada_w1_b").size(0));
}

const Registration registration{Algorithm{
    .id = "loha",
    .name = "LoHa",
    .spellings = {{".hada_w1_a", "hada_w1_a"},
                  {".hada_w1_b", "hada_w1_b"},
                  {".hada_w2_a", "hada_w2_a"},
                  {".hada_w2_b", "hada_w2_b"},
                  {".hada_t1", "hada_t1"},
                  {".hada_t2", "hada_t2"}},
    .needs = {{"hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b"},
              {"hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b", "hada_t1", "hada_t2"}},
    .change = change,
    .source = "Hyeon-Woo et al. 2021, FedPara; LyCORIS, modules/loha.py",
}};

} // namespace
} // namespace sfumato::adapters
