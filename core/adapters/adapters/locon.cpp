// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/algebra.h"

namespace sfumato::adapters {
namespace {

/// A convolution with its kernel in the middle: up [out,r] . mid [r,r,k,k] . down [r,in].
at::Tensor change(const Parts &parts, const at::Tensor &weight) {
    const auto up = matrix(parts.at("lora_up")), down = matrix(parts.at("lora_down"));
    const auto &mid = parts.at("lora_mid");
    expect(mid.dim() == 4 && mid.size(0) == up.size(1) && mid.size(1) == down.size(0), "has a middle part of another rank");
    expect_fit(up.size(0) * down.size(1) * mid.size(2) * mid.size(3), weight);
    return at::einsum("op,pqkl,qi->oikl", {up, mid, down}) * scale(parts, down.size(0));
}

const Registration registration{Algorithm{
    .id = "locon",
    .name = "LoCon (Tucker)",
    .spellings = {{".lora_mid.weight", "lora_mid"}},
    .needs = {{"lora_up", "lora_mid", "lora_down"}},
    .change = change,
    .source = "LyCORIS, modules/locon.py",
}};

} // namespace
} // namespace sfumato::adapters
