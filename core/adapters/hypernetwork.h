// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/nn/context.h"

namespace sfumato::adapters {

/// A hypernetwork file and how strongly it acts.
struct HypernetworkSource {
    std::filesystem::path file;
    double weight = 1.0;
};

/// A1111's hypernetworks: small networks that change what every attention makes its keys and values of, one pair for
/// each width. Weights of the model are not touched. Source: A1111 modules/hypernetworks/hypernetwork.py; spec 4.3.
class Hypernetwork final : public nn::AttentionAddition {
public:
    /// Errors: those of reading; UnsupportedFormat where the file holds none or names an activation not known here;
    /// ShapeMismatch where layers do not fit each other; CorruptFile for values that are no numbers. Throws Failure{Cancelled}.
    static Result<Hypernetwork> open(const HypernetworkSource &source, const at::TensorOptions &wanted, const CancelToken &cancel);

    void change_sources(at::Tensor &keys, at::Tensor &values) const override;

    /// Widths of what it changes, such as 320, 640, 768 and 1280.
    std::vector<int64_t> widths() const;

private:
    using Activation = at::Tensor (*)(const at::Tensor &);
    /// A linear layer, an activation or none, a norm or none.
    struct Layer {
        at::Tensor weight, bias;
        Activation activation = nullptr;
        at::Tensor norm_weight, norm_bias; ///< or undefined
    };
    using Layers = std::vector<Layer>;
    struct Pair {
        Layers keys, values;
    };
    class Reader;

    at::Tensor changed(const at::Tensor &x, const Layers &layers) const;

    std::map<int64_t, Pair> pairs_; ///< by width
    double weight_ = 1.0;
};

} // namespace sfumato::adapters
