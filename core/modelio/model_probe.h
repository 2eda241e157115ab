// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/modelio/model_info.h"

namespace sfumato::modelio {

enum class Hashing { None, Whole }; ///< Whole reads every byte of the file, or of the U-Net's file

/// Describes a model folder or a file of tensors of any container from configs and headers alone.
/// A model that cannot be used is still described: ModelInfo::obstacle says why not.
/// Errors: where there is nothing to describe, i.e. the path does not exist, the file is no valid tensor file,
/// the folder holds no part of a model; Cancelled while hashing.
Result<ModelInfo> probe_model(const std::filesystem::path &path, Hashing hashing = Hashing::None,
                              const CancelToken &cancel = {});

} // namespace sfumato::modelio
