// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/model_probe.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/base/sha256.h"
#include "core/modelio/checkpoint_probe.h"
#include "core/modelio/json_file.h"
#include "core/modelio/model_folder.h"
#include "core/modelio/tensor_source.h"

namespace sfumato::modelio {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path &path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

/// Opens the weights lying in `folder` and counts them into `part`, or notes its problem.
void probe_weights(const fs::path &root, const fs::path &folder, Part kind, PartInfo &part, ModelInfo &info) {
    const auto weights = find_weights(folder, kind);
    if (!weights) {
        part.problem = weights.error();
        return;
    }
    part.file = display(weights->lexically_relative(root));
    const auto source = TensorSource::open(*weights);
    if (!source) {
        part.problem = source.error();
        return;
    }
    for (const auto &file : source->files()) {
        for (const TensorEntry &tensor : file->tensors())
            count_tensor(tensor, part.count);
        for (const auto &[key, value] : file->metadata())
            info.metadata.emplace(key, value);
    }
    if (part.count.tensors == 0)
        part.problem = Error{ErrorCode::MissingTensor, display(*weights), "holds no tensors", {}};
}

/// One of the parts, with what its config says about the whole model.
PartInfo probe_part(const fs::path &root, Part kind, ModelInfo &info) {
    PartInfo part;
    part.name = folder_name(kind);
    const fs::path folder = root / folder_name(kind);
    part.present = is_there(folder);
    if (!part.present)
        return part;
    switch (kind) {
    case Part::Tokenizer:
    case Part::Tokenizer2:
        for (const char *file : {"tokenizer.json", "vocab.json"})
            if (is_there(folder / file))
                part.file = display(fs::path(folder_name(kind)) / file);
        break;
    case Part::Scheduler: {
        part.file = display(fs::path(folder_name(kind)) / "scheduler_config.json");
        const auto json = read_json(folder / "scheduler_config.json");
        if (!json)
            part.problem = json.error();
        else if (json->is_object() && json->contains("prediction_type") && (*json)["prediction_type"].is_string())
            info.prediction_type = printable((*json)["prediction_type"].get<std::string>());
        else
            info.prediction_type = "epsilon"; // the default of every scheduler class
        break;
    }
    default: probe_weights(root, folder, kind, part, info);
    }
    return part;
}

/// What names the family; absent or broken configs leave it unknown.
void probe_configs(const fs::path &root, ModelInfo &info) {
    const fs::path unet_file = root / "unet" / "config.json", vae_file = root / "vae" / "config.json";
    const auto unet_json = read_json(unet_file);
    if (!unet_json)
        return;
    const auto unet = read_unet_config(*unet_json, unet_file);
    if (!unet)
        return;
    info.in_channels = unet->in_channels;
    info.context_width = unet->cross_attention_dim;
    info.family =
        family_of(info.context_width, info.in_channels,
                  unet->use_linear_projection ? Projection::Linear : Projection::Convolution, info.prediction_type);
    if (unet->guidance_width > 0)
        info.family = "lcm";
    const auto vae_json = read_json(vae_file);
    if (!vae_json)
        return;
    if (const auto vae = read_vae_config(*vae_json, vae_file))
        info.native_size = unet->sample_size * vae->factor();
}

/// A folder without any part's subfolder may be a part itself.
Result<ModelInfo> probe_single_part(const fs::path &root, ModelInfo info) {
    for (const Part kind : {Part::UNet, Part::TextEncoder}) {
        const auto weights = find_weights(root, kind);
        if (!weights && weights.error().code == ErrorCode::NotFound)
            continue;
        PartInfo part;
        part.name = "weights";
        part.present = true;
        probe_weights(root, root, kind, part, info);
        if (part.problem)
            return tl::unexpected<Error>(*part.problem);
        info.layout = Layout::SinglePart;
        info.count = part.count;
        info.parts.push_back(std::move(part));
        info.obstacle = Error{ErrorCode::UnsupportedFormat, info.path, "is one part of a model, not a whole one",
                              "give the folder that holds unet, vae, text_encoder, tokenizer and scheduler"};
        return info;
    }
    return fail(ErrorCode::NotFound, info.path,
                "is no model folder: looked for unet, vae, text_encoder, tokenizer and scheduler in it");
}

Result<ModelInfo> probe_folder(const fs::path &root) {
    ModelInfo info;
    info.path = display(root);
    const bool any =
        std::any_of(all_parts.begin(), all_parts.end(), [&](Part part) { return is_there(root / folder_name(part)); });
    if (!any && !is_there(root / "model_index.json"))
        return probe_single_part(root, std::move(info));
    info.kind = ModelKind::Model;
    info.layout = Layout::DiffusersFolder;
    std::vector<Part> kinds(all_parts.begin(), all_parts.end());
    const bool second = is_there(root / folder_name(Part::TextEncoder2));
    const bool refiner = second && !is_there(root / folder_name(Part::TextEncoder));
    if (refiner) // has the parts called "second" instead of those called first
        std::erase_if(kinds, [](Part part) { return part == Part::TextEncoder || part == Part::Tokenizer; });
    if (second)
        kinds.insert(kinds.end(), {Part::TextEncoder2, Part::Tokenizer2});
    for (const Part kind : kinds) {
        info.parts.push_back(probe_part(root, kind, info));
        info.count.add(info.parts.back().count);
    }
    probe_configs(root, info);
    if (second)
        info.family = refiner ? "sdxl_refiner" : info.family == "lcm" ? "lcm_xl" : info.in_channels == 9 ? "sdxl_inpaint" : "sdxl";
    if (const auto model = open_model_folder(root); !model)
        info.obstacle = model.error();
    for (const PartInfo &part : info.parts)
        if (part.problem && !info.obstacle)
            info.obstacle = part.problem;
    return info;
}

} // namespace

Result<ModelInfo> probe_model(const fs::path &path, Hashing hashing, const CancelToken &cancel) {
    if (!is_there(path))
        return fail(ErrorCode::NotFound, display(path), "there is no such file or folder");
    std::error_code ignored;
    const bool folder = fs::is_directory(path, ignored);
    SFUMATO_TRY(ModelInfo info, folder ? probe_folder(path) : probe_checkpoint(path));
    if (hashing == Hashing::None)
        return info;
    fs::path hashed = path;
    if (folder) {
        const auto weights = find_weights(path / folder_name(Part::UNet), Part::UNet);
        if (!weights)
            return info;
        hashed = *weights;
    }
    SFUMATO_TRY(info.sha256, sha256_of_file(hashed, cancel));
    return info;
}

} // namespace sfumato::modelio
