// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/discriminator.h"

namespace sfumato::train {
namespace {

constexpr int64_t width = 32;
constexpr double slope = 0.2;

} // namespace

Discriminator::Discriminator(const nn::Scope &scope)
    : first_(scope / "first", 3, width, 4, 2, 1), second_(scope / "second", width, 2 * width, 4, 2, 1),
      third_(scope / "third", 2 * width, 2 * width, 3, 1, 1), last_(scope / "last", 2 * width, 1, 3, 1, 1),
      norm2_(scope / "norm2", 8, 2 * width, 1e-5), norm3_(scope / "norm3", 8, 2 * width, 1e-5) {}

at::Tensor Discriminator::forward(const at::Tensor &pictures) const {
    auto h = at::leaky_relu(first_(pictures), slope);
    h = at::leaky_relu(norm2_(second_(h)), slope);
    h = at::leaky_relu(norm3_(third_(h)), slope);
    return last_(h);
}

at::Tensor hinge_loss(const at::Tensor &said_of_pictures, const at::Tensor &said_of_reconstructions) {
    return 0.5 * (at::relu(1.0 - said_of_pictures).mean() + at::relu(1.0 + said_of_reconstructions).mean());
}

} // namespace sfumato::train
