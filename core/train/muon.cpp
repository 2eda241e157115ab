// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/muon.h"

#include <algorithm>
#include <cmath>

namespace sfumato::train {
namespace {

constexpr double momentum_decay = 0.95;
constexpr double adamw_root_mean_square = 0.2;
constexpr std::int64_t smallest_side = 16;

bool contains(const std::string &name, const char *part) { return name.find(part) != std::string::npos; }

} // namespace

bool muon_suits(const std::string &name, const at::Tensor &parameter) {
    if (parameter.dim() != 2 && parameter.dim() != 4)
        return false;
    for (const char *outer : {"embedding", "conv_in.", "conv_out.", "quant_conv."})
        if (contains(name, outer))
            return false;
    return std::min(parameter.size(0), parameter.size(1)) >= smallest_side;
}

at::Tensor orthogonalised(const at::Tensor &matrix) {
    constexpr double a = 3.4445, b = -4.7750, c = 2.0315; // a steep quintic: few steps, small singular values grow fast
    const bool tall = matrix.size(0) > matrix.size(1);
    auto x = tall ? matrix.t() : matrix;
    x = (x / (x.norm() + 1e-7)).contiguous();
    // Every step is X <- P X with P = a + b G + c G^2 of the small square G = X X', and makes it P G P: the wide matrix is needed twice only.
    const auto identity = at::eye(x.size(0), x.options());
    auto gram = x.mm(x.t()), product = identity;
    for (int i = 0; i < 5; ++i) {
        const auto step = at::addmm(gram, gram, gram, b, c) + a * identity;
        product = step.mm(product);
        gram = step.mm(gram).mm(step);
    }
    x = product.mm(x);
    return tall ? x.t() : x;
}

void muon_step(const at::Tensor &parameter, const at::Tensor &gradient, const at::Tensor &momentum, double learning_rate,
               double weight_decay) {
    at::Tensor moved = momentum; // a handle: written through
    moved.mul_(momentum_decay).add_(gradient);
    const auto nesterov = (gradient + momentum_decay * moved).reshape({parameter.size(0), -1});
    const auto direction = orthogonalised(nesterov).reshape(parameter.sizes());
    const auto longest = static_cast<double>(std::max(nesterov.size(0), nesterov.size(1)));
    at::Tensor weight = parameter;
    weight.mul_(1.0 - learning_rate * weight_decay).sub_(direction, learning_rate * adamw_root_mean_square * std::sqrt(longest));
}

} // namespace sfumato::train
