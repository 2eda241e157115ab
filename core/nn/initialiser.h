// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include <ATen/ATen.h>

#include "core/nn/parameters.h"

namespace sfumato::nn {

/// Fresh fp32 parameters for a network that is going to be trained, recorded by name with gradients wanted.
/// The same generator state and the same network give the same parameters.
class Initialiser final : public ParameterSource {
public:
    explicit Initialiser(at::Generator generator) : generator_(std::move(generator)) {}

    at::Tensor take(const std::string &name, at::IntArrayRef shape, Init init, int64_t fan_in) override;

    const std::map<std::string, at::Tensor> &parameters() const { return parameters_; }

private:
    at::Generator generator_;
    std::map<std::string, at::Tensor> parameters_;
};

} // namespace sfumato::nn
