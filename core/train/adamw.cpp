// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/adamw.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace sfumato::train {

AdamW::AdamW(const Parameters &parameters, const Options &options) : options_(options) {
    const at::NoGradGuard no_grad;
    for (const auto &[name, parameter] : parameters) {
        names_.push_back(name);
        parameters_.push_back(parameter);
        first_.push_back(at::zeros_like(parameter));
        second_.push_back(at::zeros_like(parameter));
        step_counts_.push_back(at::zeros({}, at::kFloat));
        average_[name] = parameter.detach().clone();
    }
}

double AdamW::step(double learning_rate) {
    const at::NoGradGuard no_grad;
    std::vector<at::Tensor> gradients;
    for (const auto &parameter : parameters_)
        gradients.push_back(parameter.grad().defined() ? parameter.grad() : at::zeros_like(parameter));
    const double norm = at::stack(at::_foreach_norm(gradients)).norm().item<double>();
    if (options_.clip_norm > 0 && norm > options_.clip_norm)
        at::_foreach_mul_(gradients, options_.clip_norm / (norm + 1e-6));
    at::_foreach_add_(step_counts_, 1); // the kernel expects the number of the step being made
    at::_fused_adamw_(parameters_, gradients, first_, second_, {}, step_counts_, learning_rate, options_.beta1, options_.beta2,
                      options_.weight_decay, options_.eps, /*amsgrad=*/false, /*maximize=*/false);
    ++steps_;
    const double decay = std::min(options_.ema_decay, (1.0 + static_cast<double>(steps_)) / (10.0 + static_cast<double>(steps_)));
    std::vector<at::Tensor> averages;
    for (const auto &name : names_)
        averages.push_back(average_.at(name));
    at::_foreach_lerp_(averages, parameters_, 1.0 - decay);
    for (auto &parameter : parameters_)
        parameter.mutable_grad().reset();
    return norm;
}

Parameters AdamW::state() const {
    Parameters state;
    for (size_t i = 0; i < names_.size(); ++i) {
        state["first." + names_[i]] = first_[i];
        state["second." + names_[i]] = second_[i];
        state["average." + names_[i]] = average_.at(names_[i]);
    }
    state["steps"] = at::full({}, steps_, at::kLong);
    return state;
}

void AdamW::restore(const Parameters &state) {
    const at::NoGradGuard no_grad;
    const auto get = [&](const std::string &name) {
        const auto found = state.find(name);
        if (found == state.end())
            throw Failure({ErrorCode::MissingTensor, name, "is not in the checkpoint", "it belongs to another network"});
        return found->second;
    };
    steps_ = get("steps").item<int64_t>();
    for (size_t i = 0; i < names_.size(); ++i) {
        first_[i].copy_(get("first." + names_[i]));
        second_[i].copy_(get("second." + names_[i]));
        average_.at(names_[i]).copy_(get("average." + names_[i]));
        step_counts_[i].fill_(steps_);
    }
}

} // namespace sfumato::train
