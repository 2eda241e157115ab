// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/convolution.h"

#include <algorithm>

#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/kernels/fast.h"
#include "core/kernels/processor.h"
#include "core/kernels/winograd_conv.h"

namespace sfumato::kernels {
namespace {

/// Winograd's convolution with its gradients.
struct Differentiable : torch::autograd::Function<Differentiable> {
    static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias) {
        context->save_for_backward({x, weight});
        return winograd_conv(x, winograd_weight(weight), bias);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context, const torch::autograd::variable_list &gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1];
        const auto gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        return {context->needs_input_grad(0) ? winograd_conv(gradient, winograd_transposed_weight(weight), {}) : at::Tensor(),
                context->needs_input_grad(1) ? winograd_weight_gradient(x, gradient) : at::Tensor(),
                context->needs_input_grad(2) ? gradient.sum({0, 2, 3}) : at::Tensor()};
    }
};

} // namespace

bool winograd_serves(const at::Tensor &x, const at::Tensor &weight) {
    if (!fast_wanted() || processor_vectors() == Vectors::None || x.scalar_type() != at::kFloat || weight.scalar_type() != at::kFloat ||
        !x.device().is_cpu() || at::autocast::is_autocast_enabled(at::kCPU))
        return false;
    const int64_t out = weight.size(0), in = weight.size(1), tiles = x.size(0) * ((x.size(2) + 3) / 4) * ((x.size(3) + 3) / 4);
    if (std::min(in, out) < 64 || in % 16 != 0 || out % 16 != 0)
        return false;
    // Weights are transformed anew each time: kept, they would be four times the model. Large ones leave the cache on the way.
    constexpr int64_t cached = 192 * 384;
    return tiles >= (in * out <= cached ? 32 : 96);
}

at::Tensor convolution_3x3(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias) {
    if (!winograd_serves(x, weight))
        return at::conv2d(x, weight, bias, 1, 1);
    if (at::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad() || bias.requires_grad()))
        return Differentiable::apply(x, weight, bias);
    return winograd_conv(x, winograd_weight(weight), bias);
}

at::Tensor convolution_1x1(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias) {
    if (!fast_wanted() || x.scalar_type() != at::kFloat || !x.device().is_cpu())
        return at::conv2d(x, weight, bias);
    return at::linear(x.permute({0, 2, 3, 1}), weight.flatten(1), bias).permute({0, 3, 1, 2});
}

std::string fast_convolution_name() {
    switch (processor_vectors()) {
    case Vectors::Avx512: return "Winograd F(4x4,3x3) with AVX-512";
    case Vectors::Avx2: return "Winograd F(4x4,3x3) with AVX2";
    case Vectors::None: break;
    }
    return "the tensor library's convolutions";
}

} // namespace sfumato::kernels
