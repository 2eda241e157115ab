// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/modelio/tensor_source.h"
#include "core/nn/parameters.h"
#include "core/torch/tensor_file.h"

namespace sfumato::nn {

/// A checkpoint as the source of a network's parameters: each tensor is read once and converted at once, so that
/// memory stays at the weights plus one tensor. Complaints are collected; ask finish() when the network is built.
class WeightLoader final : public ParameterSource {
public:
    WeightLoader(const modelio::TensorSource &source, at::TensorOptions wanted, CancelToken cancel = {});

    /// Throws Failure{Cancelled} between two tensors.
    at::Tensor take(const std::string &name, at::IntArrayRef shape, Init init, int64_t fan_in) override;

    /// Errors: MissingTensor or ShapeMismatch listing the first five complaints and how many there are;
    /// the first reading error. Returns the tensors of the file that the network did not ask for.
    Result<std::vector<std::string>> finish() const;

    /// Every tensor handed out, by name.
    const std::map<std::string, at::Tensor> &taken() const { return taken_; }

private:
    const modelio::TensorSource &source_;
    ConvertingReader reader_;
    CancelToken cancel_;
    std::map<std::string, at::Tensor> taken_;
    std::vector<std::string> missing_, mismatched_;
    std::vector<Error> unreadable_;
};

} // namespace sfumato::nn
