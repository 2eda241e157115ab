// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimiser.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/train/muon.h"

namespace sfumato::train {

Optimiser::Options Optimiser::Options::of(const TrainingRequest &request) {
    return {.matrices = request.optimiser == "muon" ? Matrices::Muon : Matrices::AdamW,
            .weight_decay = request.weight_decay,
            .clip_norm = request.clip_norm,
            .ema_decay = request.ema_decay};
}

Optimiser::Optimiser(const Parameters &parameters, const Options &options) : options_(options) {
    const at::NoGradGuard no_grad;
    for (const auto &[name, parameter] : parameters) {
        average_[name] = parameter.detach().clone();
        if (options.matrices == Matrices::Muon && muon_suits(name, parameter)) {
            matrices_.push_back({name, parameter, at::zeros_like(parameter)});
            continue;
        }
        adaptive_.names.push_back(name);
        adaptive_.parameters.push_back(parameter);
        adaptive_.first.push_back(at::zeros_like(parameter));
        adaptive_.second.push_back(at::zeros_like(parameter));
        adaptive_.step_counts.push_back(at::zeros({}, parameter.options().requires_grad(false)));
    }
}

double Optimiser::step(double learning_rate) {
    const at::NoGradGuard no_grad;
    const auto gradient_of = [](const at::Tensor &parameter) {
        return parameter.grad().defined() ? parameter.grad() : at::zeros_like(parameter);
    };
    std::vector<at::Tensor> gradients; // AdamW's first, then Muon's
    for (const auto &parameter : adaptive_.parameters)
        gradients.push_back(gradient_of(parameter));
    for (const auto &matrix : matrices_)
        gradients.push_back(gradient_of(matrix.parameter));
    const double norm = at::stack(at::_foreach_norm(gradients)).norm().item<double>();
    if (!std::isfinite(norm)) {
        clear_gradients();
        return norm;
    }
    if (options_.clip_norm > 0 && norm > options_.clip_norm)
        at::_foreach_mul_(gradients, options_.clip_norm / (norm + 1e-6));
    const std::size_t split = adaptive_.parameters.size();
    for (std::size_t i = 0; i < matrices_.size(); ++i)
        muon_step(matrices_[i].parameter, gradients[split + i], matrices_[i].momentum, learning_rate, options_.weight_decay);
    gradients.resize(split);
    at::_foreach_add_(adaptive_.step_counts, 1); // the kernel expects the number of the step being made
    at::_fused_adamw_(adaptive_.parameters, gradients, adaptive_.first, adaptive_.second, {}, adaptive_.step_counts, learning_rate,
                      options_.beta1, options_.beta2, options_.weight_decay, options_.eps, /*amsgrad=*/false, /*maximize=*/false);
    ++steps_;
    follow();
    clear_gradients();
    return norm;
}

void Optimiser::follow() {
    const auto n = static_cast<double>(steps_);
    const double decay = std::min(options_.ema_decay, (1.0 + n) / (10.0 + n));
    std::vector<at::Tensor> averages, parameters = adaptive_.parameters;
    for (const auto &name : adaptive_.names)
        averages.push_back(average_.at(name));
    for (const auto &matrix : matrices_) {
        averages.push_back(average_.at(matrix.name));
        parameters.push_back(matrix.parameter);
    }
    at::_foreach_lerp_(averages, parameters, 1.0 - decay);
}

void Optimiser::clear_gradients() {
    for (auto &parameter : adaptive_.parameters)
        parameter.mutable_grad().reset();
    for (auto &matrix : matrices_)
        matrix.parameter.mutable_grad().reset();
}

Parameters Optimiser::state() const {
    Parameters state;
    for (std::size_t i = 0; i < adaptive_.names.size(); ++i) {
        state["first." + adaptive_.names[i]] = adaptive_.first[i];
        state["second." + adaptive_.names[i]] = adaptive_.second[i];
    }
    for (const auto &matrix : matrices_)
        state["first." + matrix.name] = matrix.momentum;
    for (const auto &[name, average] : average_)
        state["average." + name] = average;
    state["steps"] = at::full({}, steps_, at::kLong);
    return state;
}

void Optimiser::restore(const Parameters &state) {
    const at::NoGradGuard no_grad;
    const auto get = [&](const std::string &name) {
        const auto found = state.find(name);
        if (found == state.end())
            throw Failure({ErrorCode::MissingTensor, name, "is not in the checkpoint", "it belongs to another network or optimiser"});
        return found->second;
    };
    steps_ = get("steps").item<int64_t>();
    for (std::size_t i = 0; i < adaptive_.names.size(); ++i) {
        adaptive_.first[i].copy_(get("first." + adaptive_.names[i]));
        adaptive_.second[i].copy_(get("second." + adaptive_.names[i]));
        adaptive_.step_counts[i].fill_(steps_);
    }
    for (auto &matrix : matrices_)
        matrix.momentum.copy_(get("first." + matrix.name));
    for (auto &[name, average] : average_)
        average.copy_(get("average." + name));
}

} // namespace sfumato::train
