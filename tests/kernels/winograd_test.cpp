// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "core/kernels/winograd_conv.h"

using namespace sfumato;

namespace {

struct Shape {
    int64_t batch, in, out, height, width;
};

/// Whole tiles, sides that are no multiple of four, a map smaller than a tile, more than a chunk of tiles.
const Shape shapes[] = {{1, 16, 16, 8, 8}, {2, 32, 48, 7, 13}, {3, 16, 32, 3, 2}, {1, 48, 16, 1, 1}, {1, 64, 64, 61, 50}};

at::Tensor noise(at::IntArrayRef shape, std::uint64_t seed) { return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat); }

/// The largest difference, as a part of the largest value.
double difference(const at::Tensor &a, const at::Tensor &reference) {
    return ((a.to(at::kDouble) - reference).abs().max() / reference.abs().max()).item<double>();
}

/// Interpolation at 0, +-1 and +-2 loses four bits or so of fp32's 24.
constexpr double tolerance = 2e-5;

} // namespace

TEST(Winograd, AgreesWithTheDirectConvolutionInDoublePrecision) {
    for (const auto &s : shapes) {
        const auto x = noise({s.batch, s.in, s.height, s.width}, 1), w = noise({s.out, s.in, 3, 3}, 2), b = noise({s.out}, 3);
        const auto direct = at::conv2d(x.to(at::kDouble), w.to(at::kDouble), b.to(at::kDouble), 1, 1);
        EXPECT_LT(difference(kernels::winograd_conv(x, kernels::winograd_weight(w), b), direct), tolerance) << s.height << "x" << s.width;
    }
}

TEST(Winograd, GradientsAgreeWithTheDirectOnes) {
    for (const auto &s : shapes) {
        const auto x = noise({s.batch, s.in, s.height, s.width}, 1), w = noise({s.out, s.in, 3, 3}, 2);
        const auto gradient = noise({s.batch, s.out, s.height, s.width}, 4);
        const auto [of_x, of_w, of_b] = at::convolution_backward(gradient.to(at::kDouble), x.to(at::kDouble), w.to(at::kDouble), at::OptionalIntArrayRef(),
                                                                 {1, 1}, {1, 1}, {1, 1}, false, {0, 0}, 1, {true, true, false});
        EXPECT_LT(difference(kernels::winograd_conv(gradient, kernels::winograd_transposed_weight(w), {}), of_x), tolerance);
        EXPECT_LT(difference(kernels::winograd_weight_gradient(x, gradient), of_w), tolerance);
    }
}

TEST(Winograd, TakesMapsOfAnyMemoryFormat) {
    const auto x = noise({2, 32, 9, 10}, 1), w = kernels::winograd_weight(noise({16, 32, 3, 3}, 2));
    EXPECT_TRUE(at::equal(kernels::winograd_conv(x, w, {}), kernels::winograd_conv(x.contiguous(at::MemoryFormat::ChannelsLast), w, {})));
}
