// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/budgeted_cache.h"
#include "core/base/cancel.h"
#include "core/pipeline/model.h"

namespace sfumato {

/// The models that were used last, as long as they fit into a budget of memory: switching back reads no file again.
/// A file that has changed since is another model. Thread: the engine's.
class ModelCache {
public:
    /// The model of a description, from memory where it is there; else the ones not used for longest make room for it.
    /// budget: bytes for all that are kept, the new one included; one that is larger is loaded alone. Where memory runs short
    /// all others go and it is loaded once more.
    /// Errors: those of load_model().
    Result<std::shared_ptr<const pipeline::Model>> get(const pipeline::ModelDescription &description, const DtypePolicy &dtypes,
                                                       std::uint64_t budget, const CancelToken &cancel);

    bool holds(const pipeline::ModelDescription &description, const DtypePolicy &dtypes);
    void clear() { models_.clear(); }

private:
    BudgetedCache<pipeline::Model> models_;
};

} // namespace sfumato
