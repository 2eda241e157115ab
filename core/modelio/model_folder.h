// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/modelio/checkpoint.h"
#include "core/modelio/model_config.h"
#include "core/modelio/tensor_source.h"

namespace sfumato::modelio {

/// The subfolders of a diffusers model; the second text encoder is SDXL's.
enum class Part { UNet, Vae, TextEncoder, Tokenizer, Scheduler, TextEncoder2, Tokenizer2 };
/// Those that every model has.
constexpr std::array<Part, 5> all_parts = {Part::UNet, Part::Vae, Part::TextEncoder, Part::Tokenizer, Part::Scheduler};

/// The subfolder's name, e.g. "text_encoder".
std::string_view folder_name(Part part);

/// The weight file of a network's folder: in this order the full file, its shards' index, the fp16 file,
/// its shards' index, as safetensors; only looked for, not opened. After them
/// the same as PyTorch files (.bin). Errors: NotFound naming the files looked for.
Result<std::filesystem::path> find_weights(const std::filesystem::path &folder, Part part);

/// The second text encoder of SDXL and its tokenizer.
struct SecondText {
    TextConfig config;
    std::filesystem::path weights; ///< of a folder
    std::filesystem::path vocabulary, merges;
    std::optional<std::int32_t> pad_token; ///< replaces the tokenizer's own
};

/// A model whose configs have been read and whose weight files are there; no weights have been read.
/// It is a folder, or a single file that is described as if it were one.
struct ModelFolder {
    std::filesystem::path root; ///< the folder, or the single file
    UNetConfig unet;
    VaeConfig vae;
    TextConfig text;
    std::optional<SecondText> text2;
    bool zeros_for_empty_prompt = false; ///< SDXL: an empty negative prompt counts as zeros
    nlohmann::json scheduler; ///< scheduler_config.json, an object; its reader is core/sampling
    std::filesystem::path unet_weights, vae_weights, text_weights; ///< of a folder
    std::optional<std::int32_t> pad_token;                         ///< replaces the tokenizer's own
    std::shared_ptr<const Checkpoint> checkpoint;                  ///< of a single file, else null
    std::filesystem::path vocabulary, merges;                      ///< the tokenizer's vocab.json and merges.txt, or tokenizer.json alone

    /// How many sizes and scores Stable Diffusion XL is told: six, or the refiner's five.
    int size_count() const { return text2 ? 6 : 5; }
};

/// Errors: NotFound naming the missing part and the files looked for; UnsupportedFormat for another kind of
/// pipeline, class or weight format; CorruptFile naming file and key; ShapeMismatch where parts do not fit each other.
Result<ModelFolder> open_model_folder(const std::filesystem::path &root);

/// The tensors of the U-Net, VAE or a text encoder under diffusers' names. Errors: those of TensorSource::open().
Result<TensorSource> open_weights(const ModelFolder &model, Part part);

/// Do the parts belong together? The tensors' own shapes are checked when they are loaded.
/// Errors: ShapeMismatch, UnsupportedFormat.
Result<void> check_fit(const ModelFolder &model);

/// The parts that describe a single-file model (configs, vocabulary, merges); weights are not looked for and
/// stay empty. Errors: as above.
Result<ModelFolder> open_config_folder(const std::filesystem::path &root);

/// The pipeline class that model_index.json names; empty without that file.
/// Errors: UnsupportedFormat for a pipeline that is no Stable Diffusion 1, 2 or XL, CorruptFile.
Result<std::string> pipeline_class(const std::filesystem::path &root);

} // namespace sfumato::modelio
