// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/algebra.h"

namespace sfumato::adapters {
namespace {

/// up . down; a convolution's down has the kernel (then the file is called a LoCon), its up is 1x1.
at::Tensor change(const Parts &parts, const at::Tensor &weight) {
    const auto up = matrix(parts.at("lora_up")), down = matrix(parts.at("lora_down"));
    expect_fit(up.size(0) * down.size(1), weight);
    return product(up, down) * scale(parts, down.size(0));
}

const Registration registration{Algorithm{
    .id = "lora",
    .name = "LoRA",
    .spellings = {{".lora_up.weight", "lora_up"},
                  {".lora_down.weight", "lora_down"},
                  {".lora_B.weight", "lora_up"},
                  {".lora_A.weight", "lora_down"},
                  {".lora_B.default.weight", "lora_up"},
                  {".lora_A.default.weight", "lora_down"},
                  {".lora_B", "lora_up"},
                  {".lora_A", "lora_down"},
                  {"_lora.up.weight", "lora_up"},
                  {"_lora.down.weight", "lora_down"},
                  {".lora.up.weight", "lora_up"},
                  {".lora.down.weight", "lora_down"},
                  {".lora_linear_layer.up.weight", "lora_up"},
                  {".lora_linear_layer.down.weight", "lora_down"}},
    .needs = {{"lora_up", "lora_down"}},
    .change = change,
    .source = "Hu et al. 2021, LoRA: Low-Rank Adaptation of Large Language Models; kohya sd-scripts networks/lora.py",
}};

} // namespace
} // namespace sfumato::adapters
