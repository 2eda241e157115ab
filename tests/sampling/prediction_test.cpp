// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/prediction.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace sfumato::sampling {
namespace {

constexpr PredictionType types[] = {PredictionType::Epsilon, PredictionType::Velocity, PredictionType::Sample};
constexpr Scale scales[] = {Scale::VarianceExploding, Scale::VariancePreserving};

NoiseLevel level_of(double sigma) {
    return {sigma, std::isinf(sigma) ? 0.0 : 1.0 / (1.0 + sigma * sigma), 0.0};
}

/// Values of a generator that belongs to the test.
at::Tensor values(double phase) {
    return at::sin(at::arange(24, at::kDouble) * 0.7 + phase).reshape({2, 3, 2, 2});
}

void expect_close(const at::Tensor &a, const at::Tensor &b, double tolerance = 1e-12) {
    EXPECT_LT((a - b).abs().max().item<double>(), tolerance);
}

TEST(Prediction, OfEveryTypeGivesBackPictureAndNoise) {
    const at::Tensor x0 = values(0.0), eps = values(1.0);
    for (double sigma : {0.03, 1.0, 14.6}) {
        const NoiseLevel level = level_of(sigma);
        const double a = std::sqrt(level.alpha_bar), s = std::sqrt(1.0 - level.alpha_bar);
        for (Scale scale : scales) {
            const at::Tensor x = add_noise(x0, eps, level, scale);
            const at::Tensor outputs[] = {eps, a * eps - s * x0, x0};
            for (std::size_t i = 0; i < 3; ++i) {
                expect_close(x0_from_output(outputs[i], x, level, scale, types[i]), x0);
                expect_close(eps_from_output(outputs[i], x, level, scale, types[i]), eps);
                expect_close(output_from_x0(x0, x, level, scale, types[i]), outputs[i]);
            }
            expect_close(eps_from_x0(x0, x, level, scale), eps);
        }
    }
}

TEST(Prediction, AtPureNoiseIsFinite) {
    const NoiseLevel level = level_of(std::numeric_limits<double>::infinity());
    const at::Tensor eps = values(1.0), x0 = values(0.0);
    const at::Tensor x = add_noise(x0, eps, level, Scale::VariancePreserving);
    expect_close(x, eps);
    // Velocity at pure noise is the picture with its sign turned.
    expect_close(x0_from_output(-x0, x, level, Scale::VariancePreserving, PredictionType::Velocity), x0);
    expect_close(eps_from_output(-x0, x, level, Scale::VariancePreserving, PredictionType::Velocity), eps);
    expect_close(x0_from_output(eps, x, level, Scale::VariancePreserving, PredictionType::Epsilon), at::zeros_like(x));
}

TEST(Prediction, AtACleanLevelIsFinite) {
    const NoiseLevel level = level_of(0.0);
    const at::Tensor x = values(0.0);
    for (Scale scale : scales) {
        expect_close(add_noise(x, values(1.0), level, scale), x);
        expect_close(eps_from_x0(x, x, level, scale), at::zeros_like(x));
        expect_close(x0_from_output(values(2.0), x, level, scale, PredictionType::Velocity), x);
    }
}

TEST(InputScale, GivesTheNetworkUnitVariance) {
    EXPECT_DOUBLE_EQ(input_scale(level_of(2.0), Scale::VarianceExploding), 1.0 / std::sqrt(5.0));
    EXPECT_DOUBLE_EQ(input_scale(level_of(2.0), Scale::VariancePreserving), 1.0);
}

TEST(MakePrediction, WithoutGuidanceTakesTheOneOutputForBoth) {
    const at::Tensor x = values(0.0), output = values(1.0);
    const Prediction prediction = make_prediction(output, {}, x, level_of(1.0), Scale::VarianceExploding,
                                                  PredictionType::Epsilon);
    expect_close(prediction.x0_uncond, prediction.x0);
    expect_close(prediction.output, output);
}

} // namespace
} // namespace sfumato::sampling
