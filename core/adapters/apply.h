// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/adapters/module_names.h"
#include "core/api/engine.h"
#include "core/base/cancel.h"
#include "core/base/result.h"

namespace sfumato::adapters {

/// An adapter file and how strongly it acts; equal files add up.
struct Use {
    std::filesystem::path file;
    double unet_weight = 1.0;
    double text_weight = 1.0;
};

/// New tensors for the parameters that adapters change; the model's own are left as they are, so that taking an
/// adapter away is using them again, bit for bit.
struct Changes {
    WeightTable unet;
    std::vector<WeightTable> text; ///< one for each text encoder
    std::vector<AdapterReport> reports;
    std::vector<std::string> warnings;
};

/// W + sum of weight * (W' - W) over the uses, in fp32 and then in the parameter's own type; independent of their order.
/// Errors name file and module: those of AdapterFile; MissingTensor where nothing in a file belongs to this model
/// or a module lacks a part; ShapeMismatch; CorruptFile. Throws Failure{Cancelled}.
Result<Changes> apply(const Networks &networks, const std::vector<Use> &uses, const CancelToken &cancel);

} // namespace sfumato::adapters
