// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/noise.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/sampling/brownian_tree.h"
#include "core/sampling/philox.h"
#include "core/sampling/seed_sequence.h"

namespace sfumato::sampling {
namespace {

void expect_begins(const at::Tensor &tensor, const std::vector<double> &expected, double tolerance) {
    const at::Tensor flat = tensor.flatten();
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(flat[static_cast<std::int64_t>(i)].item<double>(), expected[i], tolerance) << i;
}

NoiseSeeds seeds(std::vector<std::uint64_t> numbers, NoiseSourceKind source = NoiseSourceKind::Cpu) {
    NoiseSeeds result;
    result.source = source;
    result.seeds = std::move(numbers);
    return result;
}

// The vectors are printed with six decimals.
constexpr double printed = 6e-7;

TEST(CpuNoise, IsTorchsOwn) {
    const at::Tensor noise = start_noise(seeds({0}), {4, 64, 64});
    expect_begins(noise, {-1.125840, -1.152360, -.250579, -.433879, .848710, .692009, -.316013, -2.115219}, printed);
    expect_begins(noise.flatten().slice(0, 16382), {-1.366470, -1.078208}, printed);
    expect_begins(start_noise(seeds({42}), {4, 64, 64}), {1.926915, 1.487284, .900717, -2.105521}, printed);
    expect_begins(start_noise(seeds({0}), {4}), {1.540996, -.293429, -2.178789, .568431}, printed);
}

TEST(PhiloxNoise, HasThePublishedValues) {
    const NoiseSourceKind nv = NoiseSourceKind::Nv;
    expect_begins(normal_draw(nv, 0, 0, {4, 8, 8}), {-.924663, -.425344, -2.643846, .145184}, printed);
    expect_begins(normal_draw(nv, 42, 0, {4, 8, 8}), {.194019, 2.161374, -.172051, .849060}, printed);
    expect_begins(normal_draw(nv, 42, 1, {4, 8, 8}), {.139138, -.108216, -.717422, .756649}, printed);
}

TEST(StreamNoise, GoesOnWhereTheStartNoiseEnded) {
    // Draws 1 to 3 of torch.Generator().manual_seed(7), the start noise being draw 0.
    const auto noise = stream_noise(seeds({7}), {4, 4, 4});
    expect_begins(noise->draw(0, 1, 0), {0.133239806, 0.182545409, -0.514632344}, 1e-8);
    expect_begins(noise->draw(1, 1, 0), {0.568896413, 0.13330543, 0.560008943}, 1e-8);
    expect_begins(noise->draw(2, 1, 0), {-0.357550114, 0.18637985, -1.1653893}, 1e-7);
}

TEST(StreamNoise, IsAPureFunctionOfTheDrawNumber) {
    for (NoiseSourceKind source : {NoiseSourceKind::Cpu, NoiseSourceKind::Nv}) {
        const auto noise = stream_noise(seeds({7, 8}, source), {4, 4, 4});
        const at::Tensor third = noise->draw(2, 1, 0), first = noise->draw(0, 1, 0);
        EXPECT_TRUE(at::equal(noise->draw(2, 9, 3), third));
        EXPECT_TRUE(at::equal(stream_noise(seeds({7, 8}, source), {4, 4, 4})->draw(0, 1, 0), first));
        EXPECT_FALSE(at::equal(first, third));
    }
}

TEST(StreamNoise, WithASeedDeltaStartsNewGenerators) {
    NoiseSeeds delayed = seeds({7});
    delayed.step_seed_delta = 31337;
    EXPECT_TRUE(at::equal(stream_noise(delayed, {4, 4, 4})->draw(0, 1, 0),
                          normal_draw(NoiseSourceKind::Cpu, 7 + 31337, 0, {4, 4, 4}).unsqueeze(0)));
    EXPECT_TRUE(at::equal(start_noise(delayed, {4, 4, 4}), start_noise(seeds({7}), {4, 4, 4})));
}

TEST(Noise, OfAnImageIsTheSameAloneAndInABatch) {
    for (NoiseSourceKind source : {NoiseSourceKind::Cpu, NoiseSourceKind::Nv}) {
        const NoiseSeeds both = seeds({5, 6}, source), alone = seeds({6}, source);
        EXPECT_TRUE(at::equal(start_noise(both, {4, 4, 4})[1], start_noise(alone, {4, 4, 4})[0]));
        EXPECT_TRUE(at::equal(stream_noise(both, {4, 4, 4})->draw(3, 1, 0)[1],
                              stream_noise(alone, {4, 4, 4})->draw(3, 1, 0)[0]));
        EXPECT_TRUE(at::equal(brownian_noise(both, {4, 4, 4}, 0.03, 14.6)->draw(0, 14.6, 9.1)[1],
                              brownian_noise(alone, {4, 4, 4}, 0.03, 14.6)->draw(0, 14.6, 9.1)[0]));
    }
}

TEST(Noise, LeavesTheGlobalGeneratorAlone) {
    at::manual_seed(123);
    const at::Tensor expected = at::randn({4});
    at::manual_seed(123);
    start_noise(seeds({0, 1}), {4, 8, 8});
    stream_noise(seeds({0}), {4, 8, 8})->draw(4, 1, 0);
    brownian_noise(seeds({0}), {4, 8, 8}, 0.03, 14.6)->draw(0, 14.6, 9.1);
    EXPECT_TRUE(at::equal(at::randn({4}), expected));
}

TEST(Variation, GoesFromOneNoiseToTheOtherAlongTheArc) {
    NoiseSeeds mixed = seeds({1, 1});
    mixed.variation_seeds = {2, 3};
    const at::Tensor first = start_noise(seeds({1, 1}), {4, 8, 8}), second = start_noise(seeds({2, 3}), {4, 8, 8});
    mixed.variation_strength = 0.0;
    EXPECT_TRUE(at::equal(start_noise(mixed, {4, 8, 8}), first));
    mixed.variation_strength = 1.0;
    EXPECT_LT((start_noise(mixed, {4, 8, 8}) - second).abs().max().item<double>(), 1e-5);
    mixed.variation_strength = 0.5;
    const at::Tensor middle = start_noise(mixed, {4, 8, 8});
    // A straight mean of two independent noises would have deviation 0.71.
    EXPECT_NEAR(middle.std().item<double>(), 1.0, 0.1);
    EXPECT_LT((slerp(first[0], first[0], 0.3) - first[0]).abs().max().item<double>(), 1e-6) << "no arc, no NaN";
}

TEST(SeedSequence, HashesAsNumpyDoes) {
    using Words = std::vector<std::uint32_t>;
    EXPECT_EQ(seed_sequence(42, {}, 24, 4), (Words{387750627, 2536650517, 4078839648, 2023786165}));
    EXPECT_EQ(seed_sequence(42, {0, 0}, 24, 4), (Words{2102017995, 2891809698, 2144110403, 379559146}));
    EXPECT_EQ(seed_sequence((std::uint64_t{1} << 40) + 5, {5, 3}, 24, 4),
              (Words{3504654109, 1686076128, 242735800, 3342715673}));
    EXPECT_EQ(seed_sequence(0, {}, 4, 4), (Words{2968811710, 3677149159, 745650761, 2884920346}));
}

// torchsde.BrownianTree(t0=0.0291672, w0=zeros(4,2,2), t1=14.6146412, entropy=42), fp32.
TEST(BrownianTree, GivesTorchsdesIncrements) {
    BrownianTree tree(0.0291672f, 14.6146412f, 42, {4, 2, 2});
    const std::vector<std::pair<std::pair<float, float>, std::vector<double>>> increments = {
        {{9.1029f, 14.6146412f}, {3.098997116, -2.036517382, -2.129483700, -1.015280604}},
        {{5.4784f, 9.1029f}, {-1.460545421, 1.989734054, 0.408794284, -3.061017752}},
        {{0.0819f, 0.2014f}, {-0.217235640, 0.142363876, 0.233750418, -0.123899251}}};
    for (const auto &[times, expected] : increments)
        expect_begins(tree.increment(times.first, times.second), expected, 1e-9);
    // The same again, in another order of asking.
    expect_begins(tree.increment(9.1029f, 14.6146412f), increments[0].second, 1e-9);
}

TEST(BrownianNoise, IsNormalisedAndTurnsItsSignWithTheDirection) {
    const auto noise = brownian_noise(seeds({42}), {4, 2, 2}, 0.0291672, 14.6146412);
    const std::vector<double> down = {-1.32000852, 0.867448509, 0.907047212, 0.432455748};
    expect_begins(noise->draw(0, 14.6146412, 9.1029), down, 1e-7);
    EXPECT_TRUE(at::equal(noise->draw(0, 9.1029, 14.6146412), -noise->draw(5, 14.6146412, 9.1029)));
}

TEST(BrownianTree, AddsUpOverAdjoiningParts) {
    BrownianTree tree(0.03, 14.6, 9, {4, 8, 8});
    const at::Tensor whole = tree.increment(1.0, 5.0), parts = tree.increment(1.0, 2.5) + tree.increment(2.5, 5.0);
    EXPECT_LT((whole - parts).abs().max().item<double>(), 1e-5); // fp32 sums of other nodes
    EXPECT_TRUE(at::equal(tree.increment(2.0, 2.0), at::zeros({4, 8, 8})));
}

TEST(BrownianTree, HasTheDeviationOfABrownianPath) {
    BrownianTree tree(0.03, 14.6, 3, {4, 64, 64});
    const double deviation = tree.increment(3.0, 7.0).std().item<double>();
    EXPECT_NEAR(deviation, 2.0, 0.05); // 16384 samples: the estimate's own deviation is 0.011
}

TEST(InjectedNoise, GivesWhatItWasGivenAndSaysWhenItRunsOut) {
    const at::Tensor given = at::ones({1, 4, 2, 2});
    const auto noise = injected_noise({given}, "noise.safetensors");
    EXPECT_TRUE(at::equal(noise->draw(0, 1, 0), given));
    try {
        noise->draw(1, 1, 0);
        FAIL() << "the second draw has no noise";
    } catch (const Failure &failure) {
        EXPECT_EQ(failure.error().code, ErrorCode::InvalidArgument);
        EXPECT_EQ(failure.error().subject, "noise.safetensors");
        EXPECT_NE(failure.error().reason.find("step_noise.1"), std::string::npos);
    }
}

} // namespace
} // namespace sfumato::sampling
