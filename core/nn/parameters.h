// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <ATen/ATen.h>

namespace sfumato::nn {

/// How a parameter that no checkpoint provides should begin. Ignored when loading.
enum class Init {
    FanIn,  ///< uniform in +-1/sqrt(fan in), the library's default for linear and convolution weights and biases
    Zeros,
    Ones,
    Normal002, ///< normal with deviation 0.02, CLIP's embeddings
};

/// Where a network's tensors come from while it is being built: a checkpoint file, or an initialiser.
/// A source never throws for a tensor that is absent or of the wrong shape: it notes it and returns an
/// undefined tensor, so that all complaints about a file can be told at once when building is done.
class ParameterSource {
public:
    virtual ~ParameterSource() = default;

    /// The tensor called `name` (upstream key, e.g. "conv_in.weight"), which must have exactly `shape`.
    /// `fan_in` is the number of inputs of one output, for initialisers.
    virtual at::Tensor take(const std::string &name, at::IntArrayRef shape, Init init, int64_t fan_in) = 0;
};

/// A source together with the dotted path of the module being built; passed by value down the tree.
class Scope {
public:
    explicit Scope(ParameterSource &source, std::string prefix = {}) : source_(&source), prefix_(std::move(prefix)) {}

    /// The scope of a child: `scope / "conv_in"`, `scope / "resnets" / i`.
    Scope operator/(std::string_view child) const {
        return Scope(*source_, prefix_.empty() ? std::string(child) : prefix_ + "." + std::string(child));
    }
    Scope operator/(int64_t index) const { return *this / std::string_view(std::to_string(index)); }

    at::Tensor take(std::string_view leaf, at::IntArrayRef shape, Init init = Init::FanIn, int64_t fan_in = 1) const {
        return source_->take((*this / leaf).prefix_, shape, init, fan_in);
    }
    const std::string &prefix() const { return prefix_; }

private:
    ParameterSource *source_;
    std::string prefix_;
};

} // namespace sfumato::nn
