// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of adapters that no golden covers, against their formulas written out by hand.
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "core/adapters/adapter.h"
#include "core/base/error.h"

namespace sfumato::adapters {
namespace {

at::Tensor random(at::IntArrayRef shape, uint64_t seed) { return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat); }

const Algorithm &named(const std::string &id) {
    for (const auto &algorithm : all())
        if (algorithm.id == id)
            return algorithm;
    throw std::out_of_range(id);
}

::testing::AssertionResult close(const at::Tensor &ours, const at::Tensor &expected) {
    if (ours.numel() != expected.numel())
        return ::testing::AssertionFailure() << ours.sizes() << " where " << expected.sizes() << " was expected";
    const double difference = (ours.reshape(expected.sizes()) - expected).abs().max().item<double>();
    return difference < 1e-5 * (1 + expected.abs().max().item<double>()) ? ::testing::AssertionSuccess()
                                                                         : ::testing::AssertionFailure() << "off by " << difference;
}

ErrorCode refusal(const Algorithm &algorithm, const Parts &parts, const at::Tensor &weight) {
    try {
        algorithm.change(parts, weight);
    } catch (const Failure &failure) {
        return failure.error().code;
    }
    return ErrorCode::Internal;
}

TEST(Locon, PutsTheKernelBetweenUpAndDown) {
    const auto up = random({6, 2, 1, 1}, 1), mid = random({2, 2, 3, 3}, 2), down = random({2, 5, 1, 1}, 3);
    auto expected = at::zeros({6, 5, 3, 3});
    for (int p = 0; p < 2; ++p)
        for (int q = 0; q < 2; ++q)
            expected += up.select(1, p).reshape({6, 1, 1, 1}) * mid[p][q].reshape({1, 1, 3, 3}) * down[q].reshape({1, 5, 1, 1});
    const auto change = named("locon").change({{"lora_up", up}, {"lora_mid", mid}, {"lora_down", down}, {"alpha", at::tensor(1.0f)}}, expected);
    EXPECT_TRUE(close(change, expected * 0.5));
}

TEST(Lokr, IsTheKroneckerProductOfItsFactors) {
    const auto w1 = random({2, 3}, 1), a = random({4, 2}, 2), b = random({2, 5}, 3);
    const auto w2 = at::mm(a, b);
    auto expected = at::zeros({8, 15});
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 3; ++j)
            expected.narrow(0, 4 * i, 4).narrow(1, 5 * j, 5).copy_(w1[i][j] * w2);
    EXPECT_TRUE(close(named("lokr").change({{"lokr_w1", w1}, {"lokr_w2_a", a}, {"lokr_w2_b", b}, {"alpha", at::tensor(2.0f)}}, expected), expected));
    // Two whole factors have no rank, so that alpha does not count.
    EXPECT_TRUE(close(named("lokr").change({{"lokr_w1", w1}, {"lokr_w2", w2}, {"alpha", at::tensor(8.0f)}}, expected), expected));
}

TEST(Ia3, ScalesInputsOrOutputs) {
    const auto weight = random({4, 3, 1, 1}, 1), in = random({3}, 2), out = random({4, 1}, 3);
    EXPECT_TRUE(close(named("ia3").change({{"ia3_weight", in}, {"on_input", at::tensor(1.0f)}}, weight), weight * in.reshape({1, 3, 1, 1})));
    EXPECT_TRUE(close(named("ia3").change({{"ia3_weight", out}, {"on_input", at::tensor(0.0f)}}, weight), weight * out.reshape({4, 1, 1, 1})));
    EXPECT_EQ(refusal(named("ia3"), {{"ia3_weight", random({7}, 1)}, {"on_input", at::tensor(1.0f)}}, weight), ErrorCode::ShapeMismatch);
}

TEST(Glora, AddsAProductOfTheWeightAndOneOfItsOwn) {
    const auto weight = random({6, 5}, 1), a1 = random({5, 2}, 2), a2 = random({2, 5}, 3), b1 = random({6, 2}, 4), b2 = random({2, 5}, 5);
    const auto expected = at::mm(at::mm(weight, a1), a2) + at::mm(b1, b2);
    EXPECT_TRUE(close(named("glora").change({{"a1", a1}, {"a2", a2}, {"b1", b1}, {"b2", b2}}, weight), expected));
    EXPECT_EQ(refusal(named("glora"), {{"a1", a1}, {"a2", a2}, {"b1", b2}, {"b2", b1}}, weight), ErrorCode::ShapeMismatch);
}

TEST(Oft, TurnsRowsWithoutChangingTheirLengths) {
    const auto weight = random({6, 4}, 1), blocks = random({2, 3, 3}, 2) * 0.3;
    const auto turned = weight + named("oft").change({{"oft_blocks", blocks}}, weight).reshape_as(weight);
    EXPECT_FALSE(close(turned, weight));
    // A rotation of a block's rows keeps what they multiply to with themselves.
    for (int i = 0; i < 2; ++i)
        EXPECT_TRUE(close(at::mm(turned.narrow(0, 3 * i, 3).t(), turned.narrow(0, 3 * i, 3)), at::mm(weight.narrow(0, 3 * i, 3).t(), weight.narrow(0, 3 * i, 3))));
    EXPECT_TRUE(close(named("oft").change({{"oft_blocks", at::zeros({2, 3, 3})}}, weight), at::zeros_like(weight)));
    EXPECT_EQ(refusal(named("oft"), {{"oft_blocks", random({2, 2, 3, 3}, 1)}}, weight), ErrorCode::UnsupportedFormat);
}

TEST(Dora, GivesColumnsTheirLengthsToo) {
    const auto weight = random({4, 3}, 1), change = random({4, 3}, 2), magnitude = random({1, 3}, 3).abs();
    const auto changed = weight + named("dora").refine({{"dora_scale", magnitude}}, weight, change);
    EXPECT_TRUE(close(changed.norm(2, at::IntArrayRef{0}), magnitude.squeeze(0)));
}

TEST(Lora, RefusesWhatIsNoRankOrNoAlpha) {
    const auto weight = random({4, 4}, 1), up = random({4, 2}, 2), down = random({2, 4}, 3);
    const auto &lora = named("lora");
    EXPECT_EQ(refusal(lora, {{"lora_up", at::zeros({4, 0})}, {"lora_down", at::zeros({0, 4})}}, weight), ErrorCode::ShapeMismatch);
    EXPECT_EQ(refusal(lora, {{"lora_up", random({4, 3}, 1)}, {"lora_down", down}}, weight), ErrorCode::ShapeMismatch);
    EXPECT_EQ(refusal(lora, {{"lora_up", up}, {"lora_down", random({2, 8}, 1)}}, weight), ErrorCode::ShapeMismatch);
    for (const float alpha : {NAN, INFINITY, 1e30f, -1.0f})
        EXPECT_EQ(refusal(lora, {{"lora_up", up}, {"lora_down", down}, {"alpha", at::tensor(alpha)}}, weight), ErrorCode::CorruptFile) << alpha;
    EXPECT_TRUE(close(lora.change({{"lora_up", up}, {"lora_down", down}, {"alpha", at::tensor(0.0f)}}, weight), at::zeros_like(weight)));
}

} // namespace
} // namespace sfumato::adapters
