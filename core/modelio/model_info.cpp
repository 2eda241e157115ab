// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/model_info.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace sfumato::modelio {
namespace {

nlohmann::json count_json(const TensorCount &count) {
    return {{"tensors", count.tensors},
            {"parameters", count.parameters},
            {"bytes", count.bytes},
            {"dtypes", count.parameters_by_type}};
}

/// 0 stands for unknown in the structure and for null in JSON.
nlohmann::json known(int value) {
    return value > 0 ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::json part_json(const PartInfo &part) {
    nlohmann::json json = count_json(part.count);
    json["name"] = part.name;
    json["present"] = part.present;
    json["file"] = part.file.empty() ? nlohmann::json() : nlohmann::json(part.file);
    if (part.problem)
        json["problem"] = describe(*part.problem);
    return json;
}

} // namespace

std::string_view to_string(ModelKind kind) {
    switch (kind) {
    case ModelKind::Model: return "model";
    case ModelKind::Lora: return "lora";
    case ModelKind::Embedding: return "embedding";
    case ModelKind::Vae: return "vae";
    case ModelKind::TinyVae: return "taesd";
    case ModelKind::TextEncoder: return "text_encoder";
    case ModelKind::ControlNet: return "controlnet";
    case ModelKind::T2iAdapter: return "t2i_adapter";
    case ModelKind::IpAdapter: return "ip_adapter";
    case ModelKind::Hypernetwork: return "hypernetwork";
    case ModelKind::Upscaler: return "upscaler";
    case ModelKind::Other: return "tensors";
    }
    return "tensors";
}

std::string_view to_string(Layout layout) {
    switch (layout) {
    case Layout::DiffusersFolder: return "diffusers";
    case Layout::SinglePart: return "single part";
    case Layout::Ldm: return "ldm";
    case Layout::DiffusersKeys: return "diffusers keys";
    case Layout::Tensors: return "tensors";
    }
    return "tensors";
}

void TensorCount::add(const TensorCount &other) {
    tensors += other.tensors;
    parameters += other.parameters;
    bytes += other.bytes;
    for (const auto &[type, number] : other.parameters_by_type)
        parameters_by_type[type] += number;
}

std::vector<std::string> ModelInfo::missing() const {
    std::vector<std::string> names;
    for (const PartInfo &part : parts)
        if (!part.present)
            names.push_back(part.name);
    return names;
}

std::string family_of(int context_width, int in_channels, Projection projection, std::string_view prediction_type) {
    const bool v = prediction_type == "v_prediction";
    const auto first = [&] { return in_channels == 9 ? "sd1_inpaint" : in_channels == 8 ? "ip2p" : "sd1"; };
    const auto second = [&] { return in_channels == 9 ? "sd2_inpaint" : v ? "sd2_v" : "sd2"; };
    switch (context_width) {
    case 0: return "unknown";
    case 768: return first();
    case 1024: return second();
    case 1280: return "sdxl_refiner";
    case 2048: return in_channels == 9 ? "sdxl_inpaint" : "sdxl";
    default: break;
    }
    if (projection == Projection::Linear)
        return second();
    return projection == Projection::Convolution && !v ? first() : "small";
}

std::string_view family_name(std::string_view family) {
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"sd1", "Stable Diffusion 1"},       {"sd1_inpaint", "Stable Diffusion 1 inpainting"},
        {"sd2", "Stable Diffusion 2"},       {"sd2_v", "Stable Diffusion 2, v-prediction"},
        {"sdxl", "Stable Diffusion XL"},     {"sdxl_refiner", "Stable Diffusion XL refiner"},
        {"sd3", "Stable Diffusion 3"},       {"flux", "FLUX"},
        {"video", "Stable Video Diffusion"}, {"small", "small latent diffusion model"},
        {"cascade", "Stable Cascade"},       {"pixart", "PixArt"},
        {"auraflow", "AuraFlow"},            {"hunyuan", "Hunyuan-DiT"},
        {"lumina", "Lumina"},                {"wan", "Wan video"},
        {"upscale", "Stable Diffusion 4x upscaler"}, {"unclip", "Stable unCLIP"},
        {"depth", "Stable Diffusion 2 depth"}, {"ip2p", "InstructPix2Pix"},
        {"sd2_inpaint", "Stable Diffusion 2 inpainting"}, {"sdxl_inpaint", "Stable Diffusion XL inpainting"},
        {"lcm", "Latent Consistency Model"}, {"lcm_xl", "Latent Consistency Model XL"},
        {"language", "language model"},
    };
    for (const auto &[id, name] : names)
        if (id == family)
            return name;
    return "unknown";
}

nlohmann::json to_json(const ModelInfo &info) {
    nlohmann::json json = count_json(info.count);
    json["path"] = info.path;
    json["kind"] = to_string(info.kind);
    json["container"] = info.container.empty() ? nlohmann::json() : nlohmann::json(info.container);
    json["layout"] = to_string(info.layout);
    json["family"] = info.family;
    json["family_name"] = family_name(info.family);
    json["prediction_type"] = info.prediction_type;
    json["in_channels"] = known(info.in_channels);
    json["context_width"] = known(info.context_width);
    json["native_size"] = known(info.native_size);
    json["metadata"] = info.metadata;
    json["missing"] = info.missing();
    json["parts"] = nlohmann::json::array();
    for (const PartInfo &part : info.parts)
        json["parts"].push_back(part_json(part));
    if (info.keys)
        json["keys"] = {{"weights", info.keys->weights},
                        {"leftovers", info.keys->leftovers},
                        {"unknown", info.keys->unknown}};
    json["note"] = info.note.empty() ? nlohmann::json() : nlohmann::json(info.note);
    json["loadable"] = info.loadable();
    json["reason"] = info.obstacle ? nlohmann::json(describe(*info.obstacle)) : nlohmann::json();
    json["code"] = info.obstacle ? nlohmann::json(to_string(info.obstacle->code)) : nlohmann::json();
    json["sha256"] = info.sha256.empty() ? nlohmann::json() : nlohmann::json(info.sha256);
    return json;
}

} // namespace sfumato::modelio
