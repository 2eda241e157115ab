// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/error.h"

namespace sfumato::modelio {

/// What a file or folder is for.
enum class ModelKind {
    Model,        ///< makes pictures, or would if it were complete and of a supported kind
    Lora,         ///< changes a model's weights; also LoCon, LoHa, LoKr, OFT, (IA)3
    Embedding,    ///< textual inversion
    Vae,
    TinyVae,      ///< TAESD
    TextEncoder,
    ControlNet,
    T2iAdapter,
    IpAdapter,
    Hypernetwork,
    Upscaler,
    Other,        ///< a valid file of tensors, but of nothing known here
};
std::string_view to_string(ModelKind kind);

enum class Layout {
    DiffusersFolder, ///< unet/, vae/, ... with configs
    SinglePart,      ///< a folder that holds one network's weights
    Ldm,             ///< one file with model.diffusion_model.*, first_stage_model.*, cond_stage_model.*
    DiffusersKeys,   ///< one file whose tensors are called as in a diffusers folder
    Tensors,         ///< a valid tensor file of some other kind
};
std::string_view to_string(Layout layout);

/// How many numbers of which kind.
struct TensorCount {
    std::size_t tensors = 0;
    std::uint64_t parameters = 0;
    std::uint64_t bytes = 0;
    std::map<std::string, std::uint64_t> parameters_by_type; ///< by dtype name, e.g. "F16"

    void add(const TensorCount &other);
};

/// What the tensors of a single file are good for.
struct KeyReport {
    std::size_t weights = 0;          ///< of the networks
    std::size_t leftovers = 0;        ///< known, of no use for making pictures
    std::vector<std::string> unknown; ///< neither
};

struct PartInfo {
    std::string name; ///< "unet", "vae", "text_encoder", "tokenizer", "scheduler"
    bool present = false;
    std::string file;             ///< that holds it, relative to the model; empty where unknown
    TensorCount count;            ///< zero for parts without tensors
    std::optional<Error> problem; ///< why it cannot be used
};

/// What can be said about a model without loading it. Texts from the file are untrusted.
struct ModelInfo {
    std::string path;
    ModelKind kind = ModelKind::Other;
    std::string container; ///< in words, e.g. "a GGUF file"; of a single file
    Layout layout = Layout::Tensors;
    std::string family = "unknown";          ///< id: sd1, sd1_inpaint, sd2, sd2_v, sdxl, small, ...; of an adapter: what it fits
    std::string prediction_type = "unknown"; ///< epsilon, v_prediction, sample
    int in_channels = 0;                     ///< of the U-Net; 0 = unknown, as below
    int context_width = 0;                   ///< of the text the U-Net attends to
    int native_size = 0;                     ///< pixels a side
    std::vector<PartInfo> parts;
    TensorCount count; ///< of everything
    std::map<std::string, std::string> metadata;
    std::string sha256;            ///< of the file, or of the U-Net's; empty unless asked for
    std::optional<KeyReport> keys; ///< of a single-file model whose networks can be told from its tensors
    std::string note;              ///< what loading it takes besides; may be empty
    std::optional<Error> obstacle; ///< why no picture can be made with it; empty = it can be loaded

    bool loadable() const { return !obstacle; }
    std::vector<std::string> missing() const;
};

enum class Projection { Unknown, Convolution, Linear }; ///< of the U-Net's transformers: SD1, SD2

/// A label for people, from what decides how a model is used. Models of other widths than the published ones are
/// called after the architecture they share, or "small" where they mix the two; no width is refused.
std::string family_of(int context_width, int in_channels, Projection projection, std::string_view prediction_type);

/// The family's name in words, e.g. "Stable Diffusion 1".
std::string_view family_name(std::string_view family);

nlohmann::json to_json(const ModelInfo &info);

} // namespace sfumato::modelio
