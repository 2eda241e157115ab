// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "core/kernels/fast.h"
#include "core/kernels/geglu.h"

using namespace sfumato;

namespace {

struct Pass {
    at::Tensor y, gradient;
};

Pass pass(const at::Tensor &values, bool fast, at::ScalarType type) {
    const kernels::FastKernels wanted(fast);
    const auto x = values.to(type, /*non_blocking=*/false, /*copy=*/true).set_requires_grad(true);
    const auto y = kernels::geglu(x);
    y.backward(at::linspace(-1, 1, y.numel(), at::kDouble).view(y.sizes()).to(type));
    return {y.detach(), x.grad()};
}

double difference(const at::Tensor &a, const at::Tensor &reference) {
    return ((a.to(at::kDouble) - reference).abs().max() / reference.abs().max()).item<double>();
}

} // namespace

TEST(Geglu, AgreesWithDoublePrecisionForwardAndBackward) {
    // From far in the tails, where the error function is 1 or 0, through 0.
    const auto x = 4 * at::randn({3, 70, 96}, at::detail::createCPUGenerator(1), at::kFloat);
    const auto fast = pass(x, true, at::kFloat), reference = pass(x, false, at::kDouble);
    EXPECT_LT(difference(fast.y, reference.y), 1e-6);
    EXPECT_LT(difference(fast.gradient, reference.gradient), 1e-6);
}

TEST(Geglu, IsTheLibrarysOwnUnlessFastIsWanted) {
    const auto x = at::randn({2, 5, 64}, at::detail::createCPUGenerator(1), at::kFloat);
    EXPECT_TRUE(at::equal(kernels::geglu(x), x.narrow(-1, 0, 32) * at::gelu(x.narrow(-1, 32, 32))));
}
