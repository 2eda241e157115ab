// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/modelio/tensor_source.h"
#include "core/nn/weight_loader.h"

namespace sfumato::pipeline {

/// Asks another source for the same tensors by the names they have there.
class RenamedSource final : public nn::ParameterSource {
public:
    using Rename = std::function<std::string(const std::string &)>;
    RenamedSource(nn::ParameterSource &source, Rename rename) : source_(source), rename_(std::move(rename)) {}

    at::Tensor take(const std::string &name, at::IntArrayRef shape, nn::Init init, int64_t fan_in) override {
        return source_.take(rename_(name), shape, init, fan_in);
    }

private:
    nn::ParameterSource &source_;
    Rename rename_;
};

/// A network from a file that calls its tensors as `rename` says. Errors: those of WeightLoader::finish().
template <typename Network, typename... Configs>
Result<std::shared_ptr<const Network>> build(const modelio::TensorSource &source, const at::TensorOptions &wanted, const CancelToken &cancel,
                                             const RenamedSource::Rename &rename, const Configs &...configs) {
    nn::WeightLoader loader(source, wanted, cancel);
    RenamedSource renamed(loader, rename);
    auto network = std::make_shared<const Network>(nn::Scope(renamed), configs...);
    SFUMATO_CHECK(loader.finish());
    return network;
}

/// Size `dimension` of a tensor, or 0 where there is none of that name.
int side(const modelio::TensorSource &source, const std::string &name, std::size_t dimension);

/// How many of `pattern` with 0, 1, 2, ... in place of {} there are, by the names that `rename` gives; 64 at most.
int count(const modelio::TensorSource &source, const RenamedSource::Rename &rename, const std::string &pattern);

/// The first of `prefixes` with which the file has `name`, or null.
const char *prefix_of(const modelio::TensorSource &source, const std::string &name, std::initializer_list<const char *> prefixes);

/// Where a network lies: the path itself, or the weights and the config inside a folder.
struct Place {
    std::filesystem::path weights;
    nlohmann::json config; ///< null for a file
};
enum class WeightName { Diffusers, Transformers }; ///< diffusion_pytorch_model.*, model.*

/// part: the subfolder that is meant where the path is a whole model's folder. Errors: NotFound, those of read_json().
Result<Place> place_of(std::filesystem::path path, const char *part, WeightName name = WeightName::Diffusers);

} // namespace sfumato::pipeline
