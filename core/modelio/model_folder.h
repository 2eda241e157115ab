// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/modelio/model_config.h"

namespace sfumato::modelio {

/// The subfolders of a diffusers model that making a picture needs; SDXL has a second text encoder besides.
enum class Part { UNet, Vae, TextEncoder, Tokenizer, Scheduler };
constexpr std::array<Part, 5> all_parts = {Part::UNet, Part::Vae, Part::TextEncoder, Part::Tokenizer, Part::Scheduler};

/// The subfolder's name, e.g. "text_encoder".
std::string_view folder_name(Part part);

/// The weight file of a network's folder: in this order the full file, its shards' index, the fp16 file,
/// its shards' index. Only looked for, not opened.
/// Errors: NotFound naming the files looked for, UnsupportedFormat where only .bin files lie there.
Result<std::filesystem::path> find_weights(const std::filesystem::path &folder, Part part);

/// The second text encoder of SDXL and its tokenizer.
struct SecondText {
    TextConfig config;
    std::filesystem::path weights, vocabulary, merges;
};

/// A model folder whose configs have been read and whose weight files are there; no weights have been read.
struct ModelFolder {
    std::filesystem::path root;
    UNetConfig unet;
    VaeConfig vae;
    TextConfig text;
    std::optional<SecondText> text2;
    bool zeros_for_empty_prompt = false; ///< SDXL: an empty negative prompt counts as zeros
    nlohmann::json scheduler; ///< scheduler_config.json, an object; its reader is core/sampling
    std::filesystem::path unet_weights, vae_weights, text_weights; ///< for TensorSource::open()
    std::filesystem::path vocabulary, merges;                      ///< the tokenizer's vocab.json and merges.txt
};

/// Errors: NotFound naming the missing part and the files looked for; UnsupportedFormat for another kind of
/// pipeline, class or weight format; CorruptFile naming file and key; ShapeMismatch where parts do not fit each other.
Result<ModelFolder> open_model_folder(const std::filesystem::path &root);

/// The parts that describe a single-file model (configs, vocabulary, merges); weights are not looked for and
/// stay empty. Errors: as above.
Result<ModelFolder> open_config_folder(const std::filesystem::path &root);

/// The pipeline class that model_index.json names; empty without that file.
/// Errors: UnsupportedFormat for a pipeline that is no Stable Diffusion 1, 2 or XL, CorruptFile.
Result<std::string> pipeline_class(const std::filesystem::path &root);

} // namespace sfumato::modelio
