// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/prediction.h"

#include <cmath>

namespace sfumato::sampling {
namespace {

/// x = signal x0 + noise eps, and x times unit has unit variance.
struct Parts {
    double signal, noise, unit;
};

Parts parts_of(const NoiseLevel &level, Scale scale) {
    if (scale == Scale::VarianceExploding)
        return {1.0, level.sigma, 1.0 / std::sqrt(1.0 + level.sigma * level.sigma)};
    return {std::sqrt(level.alpha_bar), std::sqrt(1.0 - level.alpha_bar), 1.0};
}

/// The same in the unit-variance form that networks see: cosine and sine of the angle between picture and noise.
struct Angle {
    double cosine, sine;
};

Angle angle_of(const NoiseLevel &level, Scale scale) {
    const Parts parts = parts_of(level, scale);
    return {parts.signal * parts.unit, parts.noise * parts.unit};
}

} // namespace

double input_scale(const NoiseLevel &level, Scale scale) {
    return parts_of(level, scale).unit;
}

at::Tensor x0_from_output(const at::Tensor &output, const at::Tensor &x, const NoiseLevel &level, Scale scale,
                          PredictionType type) {
    const Parts parts = parts_of(level, scale);
    switch (type) {
    case PredictionType::Sample:
        return output;
    case PredictionType::Velocity: {
        const Angle angle = angle_of(level, scale);
        return at::sub(x * (angle.cosine * parts.unit), output, angle.sine);
    }
    case PredictionType::Epsilon:
        break;
    }
    if (parts.signal == 0.0)
        return at::zeros_like(x); // pure noise: its name says nothing about the picture
    const at::Tensor signal = at::sub(x, output, parts.noise);
    return parts.signal == 1.0 ? signal : signal / parts.signal;
}

at::Tensor eps_from_output(const at::Tensor &output, const at::Tensor &x, const NoiseLevel &level, Scale scale,
                           PredictionType type) {
    switch (type) {
    case PredictionType::Epsilon:
        return output;
    case PredictionType::Velocity: {
        const Angle angle = angle_of(level, scale);
        return at::add(output * angle.cosine, x, angle.sine * parts_of(level, scale).unit);
    }
    case PredictionType::Sample:
        break;
    }
    return eps_from_x0(output, x, level, scale);
}

at::Tensor eps_from_x0(const at::Tensor &x0, const at::Tensor &x, const NoiseLevel &level, Scale scale) {
    const Parts parts = parts_of(level, scale);
    if (parts.noise == 0.0)
        return at::zeros_like(x);
    return at::sub(x, x0, parts.signal) / parts.noise;
}

at::Tensor output_from_x0(const at::Tensor &x0, const at::Tensor &x, const NoiseLevel &level, Scale scale,
                          PredictionType type) {
    if (type == PredictionType::Sample)
        return x0;
    const at::Tensor eps = eps_from_x0(x0, x, level, scale);
    if (type == PredictionType::Epsilon)
        return eps;
    const Angle angle = angle_of(level, scale);
    return at::sub(eps * angle.cosine, x0, angle.sine);
}

Prediction make_prediction(const at::Tensor &output, const at::Tensor &output_uncond, const at::Tensor &x,
                           const NoiseLevel &level, Scale scale, PredictionType type) {
    Prediction prediction;
    prediction.output = output;
    prediction.x0 = x0_from_output(output, x, level, scale, type);
    prediction.eps = eps_from_output(output, x, level, scale, type);
    prediction.x0_uncond =
        output_uncond.defined() ? x0_from_output(output_uncond, x, level, scale, type) : prediction.x0;
    return prediction;
}

at::Tensor add_noise(const at::Tensor &x0, const at::Tensor &noise, const NoiseLevel &level, Scale scale) {
    const Parts parts = parts_of(level, scale);
    if (parts.noise == 0.0)
        return x0;
    return at::add(parts.signal == 1.0 ? x0 : x0 * parts.signal, noise, parts.noise);
}

} // namespace sfumato::sampling
