// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>

namespace sfumato::adapters {

/// The tensors of a file that belong to one module of a network, by the part they play ("lora_up", "alpha"); fp32.
using Parts = std::map<std::string, at::Tensor>;

/// An ending of a key and the part it stands for: {".lora_B.weight", "lora_up"}.
struct Spelling {
    std::string ending, part;
};

enum class Parameter { Weight, Bias };

/// One way in which files describe the change of a parameter. Functions throw Failure{ShapeMismatch, CorruptFile,
/// UnsupportedFormat} with a reason alone: the caller knows the file and the module.
struct Algorithm {
    std::string id;
    std::string name;
    std::vector<Spelling> spellings;
    std::vector<std::vector<std::string>> needs; ///< sets of parts, any one of which suffices
    Parameter parameter = Parameter::Weight;
    /// The change at full strength, W' - W, of as many elements as W. weight: the model's own, fp32.
    at::Tensor (*change)(const Parts &parts, const at::Tensor &weight) = nullptr;
    /// Or, for what acts on another algorithm's change: that change made over.
    at::Tensor (*refine)(const Parts &parts, const at::Tensor &weight, const at::Tensor &change) = nullptr;
    std::string source;
};

/// All algorithms, by id.
const std::vector<Algorithm> &all();

/// Registers an algorithm at start-up: `const Registration registration{Algorithm{...}};`
struct Registration {
    explicit Registration(Algorithm algorithm);
};

} // namespace sfumato::adapters
