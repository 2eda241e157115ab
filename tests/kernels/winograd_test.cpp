// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "core/kernels/convolution.h"
#include "core/kernels/fast.h"
#include "core/kernels/processor.h"
#include "core/kernels/winograd_conv.h"
#include "core/nn/initialiser.h"
#include "core/train/network_configs.h"
#include "core/unet/unet.h"

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

namespace {

/// A loss of one convolution and the gradients it leaves behind.
struct Pass {
    double loss;
    at::Tensor of_x, of_w, of_b;
};

Pass pass(bool fast) {
    const kernels::FastKernels wanted(fast);
    auto x = noise({2, 64, 16, 16}, 1).set_requires_grad(true), w = (noise({64, 64, 3, 3}, 2) / 24).set_requires_grad(true), b = noise({64}, 3).set_requires_grad(true);
    EXPECT_EQ(kernels::winograd_serves(x, w), fast && kernels::processor_vectors() != kernels::Vectors::None);
    const auto loss = kernels::convolution_3x3(x, w, b).sin().mean();
    loss.backward();
    return {loss.item<double>(), x.grad(), w.grad(), b.grad()};
}

} // namespace

TEST(Convolution, IsTheLibrarysOwnUnlessFastIsWanted) {
    const auto x = noise({2, 64, 16, 16}, 1), w = noise({64, 64, 3, 3}, 2), b = noise({64}, 3);
    EXPECT_FALSE(kernels::winograd_serves(x, w));
    EXPECT_TRUE(at::equal(kernels::convolution_3x3(x, w, b), at::conv2d(x, w, b, 1, 1)));
}

TEST(Convolution, TrainsAlikeFastAndPlain) {
    if (kernels::fast_convolution_name().find("Winograd") == std::string::npos)
        GTEST_SKIP() << "this processor has no vectors for which Winograd's method pays";
    const auto plain = pass(false), quick = pass(true);
    EXPECT_NEAR(quick.loss, plain.loss, 1e-6);
    EXPECT_LT(difference(quick.of_x, plain.of_x), tolerance);
    EXPECT_LT(difference(quick.of_w, plain.of_w), tolerance);
    EXPECT_LT(difference(quick.of_b, plain.of_b), tolerance);
}

TEST(Convolution, StaysPlainForOtherTypesAndFewChannels) {
    const kernels::FastKernels wanted(true);
    EXPECT_FALSE(kernels::winograd_serves(noise({2, 64, 16, 16}, 1).to(at::kBFloat16), noise({64, 64, 3, 3}, 2).to(at::kBFloat16)));
    EXPECT_FALSE(kernels::winograd_serves(noise({2, 16, 64, 64}, 1), noise({16, 16, 3, 3}, 2)));
}

TEST(Convolution, FastKeepsAUNetWithinTheReferencesTolerance) {
    const auto config = train::unet_config({}, 4, 32);
    nn::Initialiser initialiser(at::detail::createCPUGenerator(5));
    const unet::UNet network(nn::Scope(initialiser), config);
    const at::NoGradGuard no_grad;
    const auto said = [&](bool fast) {
        const kernels::FastKernels wanted(fast);
        return network.forward(noise({2, 4, 32, 32}, 6), at::full({1}, 321.0), noise({2, 77, 128}, 7));
    };
    EXPECT_LT(difference(said(true), said(false)), 2e-5);
}
