// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/geglu.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/kernels/fast.h"
#include "core/kernels/geglu_rows.h"
#include "core/kernels/lanes.h"

namespace sfumato::kernels {
namespace {

constexpr int64_t rows_at_once = 64; ///< of a thread

at::Tensor forward_of(const at::Tensor &x) {
    const int64_t width = x.size(-1) / 2;
    auto sizes = x.sizes().vec();
    sizes.back() = width;
    auto y = at::empty(sizes, x.options());
    const float *read = x.const_data_ptr<float>();
    float *written = y.data_ptr<float>();
    at::parallel_for(0, x.numel() / (2 * width), rows_at_once,
                     [&](int64_t begin, int64_t end) { geglu_rows(read + 2 * begin * width, end - begin, width, written + begin * width); });
    return y;
}

struct Differentiable : torch::autograd::Function<Differentiable> {
    static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &x) {
        context->save_for_backward({x});
        return forward_of(x);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context, const torch::autograd::variable_list &gradients) {
        const auto x = context->get_saved_variables()[0], dy = gradients[0].contiguous();
        auto dx = at::empty_like(x);
        const int64_t width = dy.size(-1);
        const float *read = x.const_data_ptr<float>(), *given = dy.const_data_ptr<float>();
        float *written = dx.data_ptr<float>();
        at::parallel_for(0, dy.numel() / width, rows_at_once, [&](int64_t begin, int64_t end) {
            geglu_gradient_rows(read + 2 * begin * width, given + begin * width, end - begin, width, written + 2 * begin * width);
        });
        return {dx};
    }
};

} // namespace

at::Tensor geglu(const at::Tensor &x) {
    if (!fast_wanted() || x.scalar_type() != at::kFloat || !x.device().is_cpu() || x.size(-1) % (2 * channel_block) != 0 || x.numel() == 0 ||
        at::autocast::is_autocast_enabled(at::kCPU)) {
        const auto parts = x.chunk(2, -1);
        return parts[0] * at::gelu(parts[1]);
    }
    const auto input = x.contiguous();
    return at::GradMode::is_enabled() && x.requires_grad() ? Differentiable::apply(input) : forward_of(input);
}

} // namespace sfumato::kernels
