// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <filesystem>
#include <map>
#include <string>

#include <ATen/CPUGeneratorImpl.h>

#include "core/nn/parameters.h"
#include "core/torch/tensor_file.h"
#include "tests/support/golden.h"

namespace sfumato::testing {

/// Draws every tensor a network asks for by a seed made of its name, as tests/data/steering/make_references.py does,
/// so that reference and test share weights that are stored nowhere.
class SeededWeights final : public nn::ParameterSource {
public:
    explicit SeededWeights(std::string salt) : salt_(std::move(salt)) {}

    at::Tensor take(const std::string &name, at::IntArrayRef shape, nn::Init, int64_t) override {
        const auto values = at::randn(shape, at::detail::createCPUGenerator(seed_of(salt_ + name)), at::TensorOptions());
        if (shape.size() >= 2)
            return tensors_[name] = values / std::sqrt(static_cast<double>(values.numel() / shape[0]));
        return tensors_[name] = name.ends_with("weight") ? 1 + 0.1 * values : 0.1 * values;
    }
    const std::map<std::string, at::Tensor> &tensors() const { return tensors_; }

private:
    /// FNV-1a.
    static std::uint64_t seed_of(const std::string &text) {
        std::uint32_t value = 0x811c9dc5;
        for (const char byte : text)
            value = (value ^ static_cast<unsigned char>(byte)) * 0x01000193;
        return value & 0x7fffffff;
    }
    std::string salt_;
    std::map<std::string, at::Tensor> tensors_;
};

/// All tensors of such a network by name.
template <typename Network, typename... Configs>
std::map<std::string, at::Tensor> seeded_tensors(const std::string &salt, const Configs &...configs) {
    SeededWeights weights(salt);
    const Network network(nn::Scope(weights), configs...);
    return weights.tensors();
}

inline std::filesystem::path steering_data(const std::string &file) { return std::filesystem::path(SFUMATO_TEST_DATA) / "steering" / file; }

inline std::map<std::string, at::Tensor> steering_tensors(const std::string &name) {
    auto tensors = read_tensors(steering_data(name + ".safetensors"));
    EXPECT_TRUE(tensors);
    return tensors ? std::move(*tensors) : std::map<std::string, at::Tensor>();
}

} // namespace sfumato::testing
