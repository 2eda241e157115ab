// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/modelio/checkpoint.h"
#include "core/modelio/model_folder.h"

namespace sfumato::modelio {

/// Where to look for what a single file does not hold.
struct SingleFileHelp {
    std::filesystem::path config;     ///< diffusers folder whose configs and tokenizer describe the file; may be empty
    std::filesystem::path vocabulary; ///< folder with CLIP's vocab.json and merges.txt; may be empty or absent
};

/// A single-file model as if it were a folder: configs from `help.config` or else from the tensors, the vocabulary
/// from there, from beside the file (tokenizer/ or vocab.json), else from `help.vocabulary`.
/// Headers are read, no weights. Errors: those of open_tensor_file(), probe_checkpoint()'s obstacles,
/// unet_config_of() and its like, open_config_folder(); NotFound without a vocabulary.
Result<ModelFolder> open_single_file(const std::filesystem::path &path, const SingleFileHelp &help = {});

/// The folder that holds CLIP's vocabulary for a file without one: beside it, or else `fallback`. Errors: NotFound.
Result<std::filesystem::path> find_vocabulary(const std::filesystem::path &path, const std::filesystem::path &fallback);

/// The configs read from a file's tensors alone, and the scheduler that goes with such a model.
struct DerivedConfigs {
    NetworkConfigs networks;
    nlohmann::json scheduler;
};
Result<DerivedConfigs> derive_configs(const TensorFile &file, const TensorIndex &tensors, const CheckpointLayout &layout);

} // namespace sfumato::modelio
