// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/losses.h"

namespace sfumato::train {
namespace {

at::Tensor per_sample(const at::Tensor &values) { return values.reshape({-1, 1, 1, 1}); }

/// Lightness, red-green, blue-yellow: colour errors count, which L1 of RGB lets a network ignore.
at::Tensor opponent(const at::Tensor &rgb) {
    const auto r = rgb.select(1, 0), g = rgb.select(1, 1), b = rgb.select(1, 2);
    return at::stack({(r + g + b) / 3.0, 0.7 * (r - g), 0.8 * b - 0.4 * r - 0.4 * g}, 1);
}

} // namespace

at::Tensor diffusion_target(sampling::PredictionType type, const at::Tensor &clean, const at::Tensor &noise,
                            const at::Tensor &alpha_bar) {
    switch (type) {
    case sampling::PredictionType::Epsilon: return noise;
    case sampling::PredictionType::Sample: return clean;
    case sampling::PredictionType::Velocity: break;
    }
    return per_sample(alpha_bar.sqrt()) * noise - per_sample((1.0 - alpha_bar).sqrt()) * clean;
}

at::Tensor add_noise(const at::Tensor &clean, const at::Tensor &noise, const at::Tensor &alpha_bar) {
    return per_sample(alpha_bar.sqrt()) * clean + per_sample((1.0 - alpha_bar).sqrt()) * noise;
}

at::Tensor sample_loss(const at::Tensor &prediction, const at::Tensor &target, Distance distance, double c, const at::Tensor &cell_weights) {
    const auto squared = (prediction - target).pow(2);
    const auto mean = [&](const at::Tensor &distances) { return (cell_weights.defined() ? distances * cell_weights : distances).mean({1, 2, 3}); };
    if (distance == Distance::Squared)
        return mean(squared);
    return mean((squared + c * c).sqrt() - c) * (distance == Distance::Huber ? 2.0 * c : 2.0);
}

at::Tensor min_snr_weight(sampling::PredictionType type, const at::Tensor &alpha_bar, double gamma) {
    const auto snr = alpha_bar / (1.0 - alpha_bar);
    const auto least = snr.clamp_max(gamma);
    switch (type) {
    case sampling::PredictionType::Epsilon: return least / snr;
    case sampling::PredictionType::Sample: return least;
    case sampling::PredictionType::Velocity: break;
    }
    return least / (snr + 1.0);
}

at::Tensor velocity_weight(const at::Tensor &alpha_bar, double gamma) {
    const auto snr = alpha_bar / (1.0 - alpha_bar);
    return (snr.clamp_max(gamma) + 1.0) / (snr + 1.0);
}

at::Tensor debiased_weight(sampling::PredictionType type, const at::Tensor &alpha_bar) {
    const auto snr = alpha_bar / (1.0 - alpha_bar);
    switch (type) {
    case sampling::PredictionType::Epsilon: return snr.clamp_max(1000.0).rsqrt();
    case sampling::PredictionType::Sample: return at::ones_like(snr);
    case sampling::PredictionType::Velocity: break;
    }
    return 1.0 / (snr + 1.0);
}

at::Tensor training_weight(sampling::PredictionType type, const at::Tensor &alpha_bar, double gamma) {
    switch (type) {
    case sampling::PredictionType::Epsilon: return min_snr_weight(type, alpha_bar, gamma);
    case sampling::PredictionType::Sample: return (alpha_bar / (1.0 - alpha_bar)).clamp_max(gamma) + 1.0; // an error of x0 is one of v times sqrt(1-abar)
    case sampling::PredictionType::Velocity: break;
    }
    return velocity_weight(alpha_bar, gamma);
}

at::Tensor offset_noise(const at::Tensor &noise, double strength, at::Generator generator) {
    return noise + strength * at::randn({noise.size(0), noise.size(1), 1, 1}, generator, noise.options().dtype(at::kFloat));
}

at::Tensor vae_loss(const at::Tensor &picture, const at::Tensor &reconstruction) {
    const auto error = opponent(reconstruction) - opponent(picture);
    const auto right = error.narrow(3, 1, error.size(3) - 1) - error.narrow(3, 0, error.size(3) - 1);
    const auto below = error.narrow(2, 1, error.size(2) - 1) - error.narrow(2, 0, error.size(2) - 1);
    return error.abs().mean() + 0.5 * (right.abs().mean() + below.abs().mean()) + at::avg_pool2d(error, 4).abs().mean() +
           at::avg_pool2d(error, 16).abs().mean();
}

at::Tensor kl_divergence(const vae::Posterior &posterior) {
    return 0.5 * (posterior.mean.pow(2) + posterior.logvar.exp() - 1.0 - posterior.logvar).sum({1, 2, 3});
}

} // namespace sfumato::train
