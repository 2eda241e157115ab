// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/checkpoint_probe.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file_io.h"

namespace sfumato::modelio {
namespace {

/// The names by which a U-Net's tensors are known in the two layouts, without the file's prefix.
struct UNetNames {
    Layout layout;
    std::vector<std::string_view> stems; ///< what its tensors begin with
    std::string_view conv_in;
    std::vector<std::string_view> needed; ///< one tensor of each stage: without one of them the network is incomplete
};

const UNetNames &names_of(Layout layout) {
    static const UNetNames ldm = {
        Layout::Ldm,
        {"input_blocks.", "middle_block.", "output_blocks.", "time_embed.", "out.", "label_emb."},
        "input_blocks.0.0.weight",
        {"input_blocks.0.0.weight", "time_embed.0.weight", "time_embed.2.weight", "input_blocks.1.0.in_layers.2.weight",
         "middle_block.0.in_layers.2.weight", "output_blocks.0.0.in_layers.2.weight", "out.0.weight", "out.2.weight"}};
    static const UNetNames diffusers = {
        Layout::DiffusersKeys,
        {"down_blocks.", "mid_block.", "up_blocks.", "time_embedding.", "conv_in.", "conv_out."},
        "conv_in.weight",
        {"conv_in.weight", "time_embedding.linear_1.weight", "time_embedding.linear_2.weight",
         "down_blocks.0.resnets.0.conv1.weight", "up_blocks.0.resnets.0.conv1.weight", "conv_norm_out.weight",
         "conv_out.weight"}};
    return layout == Layout::Ldm ? ldm : diffusers;
}

struct UNetPlace {
    std::string prefix;
    const UNetNames *names = nullptr;
    std::size_t hits = 0;
};

std::size_t count_prefix(const SafetensorsFile &file, std::string_view prefix,
                         const std::vector<std::string_view> &stems) {
    return static_cast<std::size_t>(
        std::count_if(file.tensors().begin(), file.tensors().end(), [&](const TensorEntry &tensor) {
            const std::string_view name = tensor.name;
            return name.starts_with(prefix) && std::any_of(stems.begin(), stems.end(), [&](std::string_view stem) {
                       return name.substr(prefix.size()).starts_with(stem);
                   });
        }));
}

/// The prefix and layout that most tensors agree with.
UNetPlace find_unet(const SafetensorsFile &file) {
    UNetPlace best;
    for (const std::string_view prefix : {"model.diffusion_model.", "unet.", ""})
        for (const Layout layout : {Layout::Ldm, Layout::DiffusersKeys}) {
            const UNetNames &names = names_of(layout);
            const std::size_t hits = count_prefix(file, prefix, names.stems);
            if (hits > best.hits)
                best = {std::string(prefix), &names, hits};
        }
    return best;
}

bool holds(const SafetensorsFile &file, std::string_view prefix, std::string_view part) {
    return std::any_of(file.tensors().begin(), file.tensors().end(), [&](const TensorEntry &tensor) {
        return tensor.name.starts_with(prefix) && tensor.name.find(part) != std::string::npos;
    });
}

/// The family of another architecture, or empty. `markers` hold what only that architecture has.
std::string_view other_architecture(const SafetensorsFile &file) {
    constexpr std::pair<std::string_view, std::string_view> markers[] = {
        {"joint_blocks.0.context_block.attn.qkv.weight", "sd3"},
        {"double_blocks.0.img_attn.norm.key_norm.scale", "flux"},
        {"time_mixer.mix_factor", "video"},
        {"time_stack.", "video"},
    };
    for (const auto &[part, family] : markers)
        if (holds(file, "", part))
            return family;
    return {};
}

/// Adapters name the tensors they change, so that they look like a U-Net at first sight.
bool is_adapter(const SafetensorsFile &file) {
    for (const std::string_view mark :
         {".lora_down.", ".lora_up.", ".lora_A.", ".lora.down.", ".hada_w1_a", ".lokr_w1"})
        if (holds(file, "", mark))
            return true;
    return false;
}

/// What a file without a U-Net is, in words.
std::string_view kind_without_unet(const SafetensorsFile &file) {
    if (file.find("emb_params") != nullptr)
        return "is a textual inversion embedding";
    if (holds(file, "decoder.", "") || holds(file, "first_stage_model.", ""))
        return "is a VAE alone";
    if (holds(file, "text_model.", "") || holds(file, "cond_stage_model.", ""))
        return "is a text encoder alone";
    return "holds no tensor of a model known here";
}

/// dim 1 of the first tensor under `prefix` whose name ends with `ending`; 0 where there is none.
int width_of(const SafetensorsFile &file, std::string_view prefix, std::string_view ending) {
    for (const TensorEntry &tensor : file.tensors())
        if (tensor.name.starts_with(prefix) && tensor.name.ends_with(ending) && tensor.shape.size() >= 2)
            return static_cast<int>(std::min<std::int64_t>(tensor.shape[1], 1 << 20));
    return 0;
}

Projection projection_of(const SafetensorsFile &file, std::string_view prefix) {
    for (const TensorEntry &tensor : file.tensors())
        if (tensor.name.starts_with(prefix) && tensor.name.ends_with(".proj_in.weight"))
            return tensor.shape.size() == 2 ? Projection::Linear : Projection::Convolution;
    return Projection::Unknown;
}

/// From metadata and marker tensors; SD2 needs its weights looked at and stays unknown without them.
std::string prediction_of(const ModelInfo &info, const SafetensorsFile &file) {
    const auto told = [&](const char *key) {
        const auto found = info.metadata.find(key);
        return found == info.metadata.end() ? std::string_view{} : std::string_view(found->second);
    };
    const std::string_view type = told("modelspec.prediction_type"), architecture = told("modelspec.architecture");
    if (type == "v" || type == "v_prediction" || architecture.starts_with("stable-diffusion-v2-768-v") ||
        file.find("v_pred") != nullptr)
        return "v_prediction";
    if (type == "epsilon" || architecture.starts_with("stable-diffusion-v2-512"))
        return "epsilon";
    return info.context_width == 1024 || info.context_width == 0 ? "unknown" : "epsilon";
}

PartInfo part_of(const SafetensorsFile &file, const char *name, const std::vector<std::string_view> &prefixes) {
    PartInfo part;
    part.name = name;
    for (const TensorEntry &tensor : file.tensors())
        if (std::any_of(prefixes.begin(), prefixes.end(),
                        [&](std::string_view prefix) { return tensor.name.starts_with(prefix); })) {
            part.present = true;
            count_tensor(tensor, part.count);
        }
    if (part.present)
        part.file = display(file.path().filename());
    return part;
}

/// Why no picture can be made with a file that has a U-Net.
Error obstacle_of(const ModelInfo &info, const SafetensorsFile &file, const UNetPlace &unet) {
    const std::string conv_in = unet.prefix + std::string(unet.names->conv_in);
    if (const TensorEntry *tensor = file.find(conv_in); tensor != nullptr && tensor->shape.size() != 4)
        return {ErrorCode::ShapeMismatch,
                info.path,
                fmt::format("tensor {} has the shape [{}], where four dimensions were expected", conv_in,
                            fmt::join(tensor->shape, ", ")),
                {}};
    for (const std::string_view name : unet.names->needed)
        if (file.find(unet.prefix + std::string(name)) == nullptr)
            return {ErrorCode::MissingTensor,
                    info.path,
                    fmt::format("the U-Net is incomplete: tensor {}{} is missing", unet.prefix, name),
                    {}};
    if (info.family.starts_with("sdxl"))
        return {ErrorCode::UnsupportedFormat,
                info.path,
                fmt::format("is a {} model, which is not supported", family_name(info.family)),
                {}};
    if (const auto missing = info.missing(); !missing.empty())
        return {ErrorCode::MissingTensor,
                info.path,
                fmt::format("is no complete model: it has no {}", fmt::join(missing, " and no ")),
                {}};
    return {ErrorCode::UnsupportedFormat, info.path,
            "is a whole model in a single file; models are read from diffusers folders",
            "convert it to the diffusers layout"};
}

void describe_unet(const SafetensorsFile &file, const UNetPlace &unet, ModelInfo &info) {
    info.layout = unet.names->layout;
    info.context_width = width_of(file, unet.prefix, "attn2.to_k.weight");
    info.in_channels = width_of(file, unet.prefix, unet.names->conv_in);
    info.prediction_type = prediction_of(info, file);
    info.family =
        family_of(info.context_width, info.in_channels, projection_of(file, unet.prefix), info.prediction_type);
    // Only the published widths tell the size; small models of the same shape were trained at any.
    const bool first = info.context_width == 768, second = info.context_width == 1024;
    if (first || (second && info.prediction_type == "epsilon"))
        info.native_size = 512;
    else if (second && info.prediction_type == "v_prediction")
        info.native_size = 768;
    else if (info.context_width == 2048)
        info.native_size = 1024;
    info.parts.push_back(
        part_of(file, "unet", unet.prefix.empty() ? unet.names->stems : std::vector<std::string_view>{unet.prefix}));
    info.parts.push_back(part_of(file, "vae", {"first_stage_model.", "vae."}));
    info.parts.push_back(
        part_of(file, "text_encoder",
                {"cond_stage_model.", "conditioner.embedders.", "text_encoders.", "text_encoder.", "te."}));
}

} // namespace

void count_tensor(const TensorEntry &tensor, TensorCount &count) {
    const std::uint64_t parameters = tensor.bytes * 8 / static_cast<std::uint64_t>(bits_of(tensor.type));
    count.tensors += 1;
    count.bytes += tensor.bytes;
    count.parameters += parameters;
    count.parameters_by_type[std::string(to_string(tensor.type))] += parameters;
}

Result<ModelInfo> probe_checkpoint(const std::filesystem::path &path) {
    SFUMATO_TRY(const SafetensorsFile file, SafetensorsFile::open(path));
    ModelInfo info;
    info.path = display(path);
    info.metadata = file.metadata();
    for (const TensorEntry &tensor : file.tensors())
        count_tensor(tensor, info.count);
    const auto hinder = [&](ErrorCode code, std::string reason) {
        info.obstacle = Error{code, info.path, std::move(reason), {}};
    };
    if (file.tensors().empty()) {
        hinder(ErrorCode::MissingTensor, "holds no tensors");
        return info;
    }
    if (const std::string_view other = other_architecture(file); !other.empty()) {
        info.family = other;
        hinder(ErrorCode::UnsupportedFormat, fmt::format("is a {} model, which is not supported", family_name(other)));
        return info;
    }
    if (is_adapter(file)) {
        hinder(ErrorCode::UnsupportedFormat, "is a LoRA, which changes a model and is none itself");
        return info;
    }
    const UNetPlace unet = find_unet(file);
    if (unet.hits == 0) {
        hinder(ErrorCode::UnsupportedFormat, std::string(kind_without_unet(file)));
        return info;
    }
    describe_unet(file, unet, info);
    info.obstacle = obstacle_of(info, file, unet);
    return info;
}

} // namespace sfumato::modelio
