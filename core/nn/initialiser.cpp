// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/initialiser.h"

#include <cmath>

namespace sfumato::nn {

at::Tensor Initialiser::take(const std::string &name, at::IntArrayRef shape, Init init, int64_t fan_in) {
    auto tensor = at::zeros(shape, at::kFloat);
    const double bound = 1.0 / std::sqrt(static_cast<double>(fan_in));
    switch (init) {
    case Init::FanIn: tensor.uniform_(-bound, bound, generator_); break;
    case Init::Ones: tensor.fill_(1.0); break;
    case Init::Normal002: tensor.normal_(0.0, 0.02, generator_); break;
    case Init::Zeros: break;
    }
    return parameters_[name] = tensor.set_requires_grad(true);
}

} // namespace sfumato::nn
