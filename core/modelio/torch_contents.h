// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/element_type.h"
#include "core/modelio/pickle_reader.h"

namespace sfumato::modelio {

/// A tensor as a PyTorch pickle describes it: a view into a storage. Sizes agree with each other and the view lies
/// inside what the storage claims to be; whether the file holds that much is the container's to check.
struct StoredTensor {
    std::string name;
    ElementType type = ElementType::F32;
    std::string storage;               ///< key
    std::uint64_t storage_numbers = 0; ///< size of the whole storage, in numbers
    std::uint64_t offset = 0;          ///< of the view's first number in the storage
    std::vector<std::int64_t> shape, strides;
};

struct TorchContents {
    std::vector<StoredTensor> tensors;           ///< names differ
    std::map<std::string, ElementType> storages; ///< by key, of every tensor the pickle mentions anywhere
    std::map<std::string, std::string> metadata; ///< whole numbers, truths and short texts beside them, e.g. global_step
};

/// The globals that files of weights mention, "module.name"; all else is refused.
bool is_torch_global(std::string_view name);

/// Finds the tensors: those of `state_dict` where the root has one, of the root's only entry where that is a
/// dictionary, else of the root. Tensors of dictionaries inside are called "outer.inner", those of a pair of them under
/// a whole number, as hypernetworks have it, "320.0.inner" and "320.1.inner".
/// Errors: CorruptFile, UnsupportedFormat, LimitExceeded, naming tensor and rule; the subject is left empty.
/// Source: torch/_utils.py (_rebuild_*), torch/serialization.py (persistent ids).
Result<TorchContents> read_torch_contents(const pickle::Pickle &pickle);

} // namespace sfumato::modelio
