// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "core/kernels/fast.h"
#include "core/kernels/norm_silu.h"

using namespace sfumato;

namespace {

struct Shape {
    int64_t batch, channels, groups, height, width;
    double offset; ///< of all values, in their standard deviations
};

/// Groups of few channels and many, groups that cross the sixteens of a vector, one cell, several chunks of cells, and values far from 0.
const Shape shapes[] = {{2, 64, 16, 8, 8, 0}, {1, 320, 32, 5, 7, 1}, {3, 16, 4, 1, 1, 0}, {2, 48, 4, 33, 31, 3}, {1, 32, 1, 40, 20, 10}};

at::Tensor noise(at::IntArrayRef shape, std::uint64_t seed) { return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat); }

double difference(const at::Tensor &a, const at::Tensor &reference) {
    return ((a.to(at::kDouble) - reference).abs().max() / reference.abs().max().clamp_min(1e-30)).item<double>();
}

struct Pass {
    at::Tensor y, of_x, of_weight, of_bias;
};

Pass pass(const Shape &s, bool fast, at::ScalarType type) {
    const kernels::FastKernels wanted(fast);
    const auto leaf = [&](const at::Tensor &t) { return t.to(type).set_requires_grad(true); };
    const auto x = leaf(noise({s.batch, s.channels, s.height, s.width}, 1) + s.offset), weight = leaf(noise({s.channels}, 2)), bias = leaf(noise({s.channels}, 3));
    const auto y = kernels::group_norm_silu(x, s.groups, weight, bias, 1e-5);
    y.backward(noise(y.sizes(), 4).to(type));
    return {y.detach(), x.grad(), weight.grad(), bias.grad()};
}

} // namespace

TEST(GroupNormSilu, AgreesWithDoublePrecisionForwardAndBackward) {
    for (const auto &s : shapes) {
        const auto fast = pass(s, true, at::kFloat), reference = pass(s, false, at::kDouble);
        const double tolerance = 2e-6 * (1 + s.offset * s.offset); // the variance is a difference of squares
        EXPECT_LT(difference(fast.y, reference.y), tolerance) << s.channels;
        EXPECT_LT(difference(fast.of_x, reference.of_x), tolerance) << s.channels;
        EXPECT_LT(difference(fast.of_bias, reference.of_bias), tolerance) << s.channels;
        EXPECT_LT(difference(fast.of_weight, reference.of_weight), 10 * tolerance) << s.channels;
    }
}

TEST(GroupNormSilu, IsTheLibrarysOwnUnlessFastIsWanted) {
    const auto x = noise({2, 32, 9, 7}, 1), weight = noise({32}, 2), bias = noise({32}, 3);
    EXPECT_TRUE(at::equal(kernels::group_norm_silu(x, 8, weight, bias, 1e-5), at::silu(at::group_norm(x, 8, weight, bias, 1e-5))));
}

TEST(GroupNormSilu, DoesNotDependOnThreadsOrMemoryFormat) {
    const kernels::FastKernels wanted(true);
    const auto x = noise({2, 32, 40, 20}, 1), weight = noise({32}, 2), bias = noise({32}, 3);
    const auto of = [&](const at::Tensor &map) { return kernels::group_norm_silu(map, 8, weight, bias, 1e-5); };
    const int threads = at::get_num_threads();
    const auto many = of(x);
    at::set_num_threads(1);
    EXPECT_TRUE(at::equal(of(x.contiguous(at::MemoryFormat::ChannelsLast)), many));
    at::set_num_threads(threads);
}

TEST(GroupNormSilu, KeepsWhatIsNotANumber) {
    const kernels::FastKernels wanted(true);
    auto x = noise({1, 16, 4, 4}, 1);
    x[0][3][1][2] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_TRUE(kernels::group_norm_silu(x, 1, at::ones({16}), at::zeros({16}), 1e-5).isnan().all().item<bool>());
}
