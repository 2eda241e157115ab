// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/torch/tensor_file.h"

namespace sfumato::testing {

inline std::filesystem::path golden(const std::string &relative) {
    return std::filesystem::path(SFUMATO_TEST_DATA) / "golden" / relative;
}

/// The tensors of a golden file; the test fails where it cannot be read.
inline std::map<std::string, at::Tensor> golden_tensors(const std::string &relative) {
    auto tensors = read_tensors(golden(relative));
    if (!tensors) {
        ADD_FAILURE() << describe(tensors.error());
        return {};
    }
    return std::move(*tensors);
}

/// Largest difference over the largest value of the reference.
inline double relative_error(const at::Tensor &ours, const at::Tensor &reference) {
    EXPECT_EQ(ours.sizes(), reference.sizes());
    if (ours.sizes() != reference.sizes())
        return 1e9;
    const double difference = (ours.to(at::kDouble) - reference.to(at::kDouble)).abs().max().item<double>();
    return difference / reference.to(at::kDouble).abs().max().item<double>();
}

} // namespace sfumato::testing
