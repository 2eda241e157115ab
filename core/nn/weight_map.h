// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/nn/parameters.h"

namespace sfumato::nn {

/// Tensors in memory as the source of a network's parameters, e.g. the averaged weights of a training run.
class WeightMap final : public ParameterSource {
public:
    explicit WeightMap(const std::map<std::string, at::Tensor> &tensors) : tensors_(tensors) {}
    /// Throws std::out_of_range for a name that is not there.
    at::Tensor take(const std::string &name, at::IntArrayRef, Init, int64_t) override { return tensors_.at(name); }

private:
    const std::map<std::string, at::Tensor> &tensors_;
};

} // namespace sfumato::nn
