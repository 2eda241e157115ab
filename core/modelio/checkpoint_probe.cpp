// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/checkpoint_probe.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file_io.h"
#include "core/modelio/checkpoint.h"
#include "core/modelio/checkpoint_config.h"
#include "core/modelio/file_kind.h"
#include "core/modelio/part_width.h"
#include "core/modelio/single_file.h"
#include "core/modelio/upscaler_file.h"

namespace sfumato::modelio {
namespace {

/// One tensor of each stage of a U-Net: without one of them it is incomplete. The first tells the channels.
const std::vector<std::string_view> &needed_of(Naming naming) {
    static const std::vector<std::string_view> ldm = {
        "input_blocks.0.0.weight", "time_embed.0.weight", "time_embed.2.weight", "input_blocks.1.0.in_layers.2.weight",
        "middle_block.0.in_layers.2.weight", "output_blocks.0.0.in_layers.2.weight", "out.0.weight", "out.2.weight"};
    static const std::vector<std::string_view> diffusers = {
        "conv_in.weight", "time_embedding.linear_1.weight", "time_embedding.linear_2.weight",
        "down_blocks.0.resnets.0.conv1.weight", "up_blocks.0.resnets.0.conv1.weight", "conv_norm_out.weight",
        "conv_out.weight"};
    return naming == Naming::Ldm ? ldm : diffusers;
}

/// dim 1 of the first tensor of the part whose name ends with `ending`; 0 where there is none.
int width_of(const TensorIndex &tensors, const PartPlace &place, std::string_view ending) {
    for (const TensorEntry *tensor : tensors.with_prefix(place.prefix))
        if (tensor->name.ends_with(ending) && tensor->shape.size() >= 2)
            return static_cast<int>(std::min<std::int64_t>(tensor->shape[1], 1 << 20));
    return 0;
}

Projection projection_of(const TensorIndex &tensors, const PartPlace &place) {
    for (const TensorEntry *tensor : tensors.with_prefix(place.prefix))
        if (tensor->name.ends_with(".proj_in.weight"))
            return tensor->shape.size() == 2 ? Projection::Linear : Projection::Convolution;
    return Projection::Unknown;
}

PartInfo part_of(const TensorFile &file, const TensorIndex &tensors, const char *name, const std::optional<PartPlace> &place) {
    PartInfo part;
    part.name = name;
    if (!place)
        return part;
    for (const TensorEntry *tensor : tensors.with_prefix(place->prefix)) {
        part.present = true;
        count_tensor(*tensor, part.count);
    }
    part.file = display(file.path().filename());
    return part;
}

/// What the U-Net's shape says about the family, or empty where it is an ordinary one.
std::string_view special_unet(const TensorIndex &tensors, const PartPlace &unet, int in_channels, int context_width) {
    const TensorEntry *labels = tensors.find(unet.prefix + "label_emb.0.0.weight");
    if (tensors.find(unet.prefix + "label_emb.weight") || in_channels == 7)
        return "upscale";
    if (context_width == 1024 && labels)
        return "unclip";
    return in_channels == 5 ? "depth" : "";
}

bool is_supported(std::string_view family) {
    for (const std::string_view known : {"sd1", "sd1_inpaint", "ip2p", "sd2", "sd2_v", "sd2_inpaint", "sdxl", "sdxl_inpaint", "sdxl_refiner",
                                         "lcm", "lcm_xl", "small"})
        if (family == known)
            return true;
    return false;
}

/// Why no picture can be made with a file that has a U-Net, if anything.
std::optional<Error> obstacle_of(const ModelInfo &info, const TensorIndex &tensors, const PartPlace &unet) {
    const auto because = [&](ErrorCode code, std::string reason) { return Error{code, info.path, std::move(reason), {}}; };
    const std::string conv_in = unet.prefix + std::string(needed_of(unet.naming).front());
    if (const TensorEntry *tensor = tensors.find(conv_in); tensor != nullptr && tensor->shape.size() != 4)
        return because(ErrorCode::ShapeMismatch,
                       fmt::format("tensor {} has the shape [{}], where four dimensions were expected", conv_in,
                                   fmt::join(tensor->shape, ", ")));
    for (const std::string_view name : needed_of(unet.naming))
        if (tensors.find(unet.prefix + std::string(name)) == nullptr)
            return because(ErrorCode::MissingTensor,
                           fmt::format("the U-Net is incomplete: tensor {}{} is missing", unet.prefix, name));
    if (!is_supported(info.family))
        return because(ErrorCode::UnsupportedFormat,
                       fmt::format("is a {} model, which is not supported", family_name(info.family)));
    if (const auto missing = info.missing(); !missing.empty())
        return because(ErrorCode::MissingTensor,
                       fmt::format("is no complete model: it has no {}", fmt::join(missing, " and no ")));
    return std::nullopt;
}

void describe_unet(const TensorFile &file, const TensorIndex &tensors, const CheckpointLayout &layout, ModelInfo &info) {
    const PartPlace &unet = *layout.unet;
    info.kind = ModelKind::Model;
    info.layout = unet.naming == Naming::Ldm ? Layout::Ldm : Layout::DiffusersKeys;
    info.context_width = width_of(tensors, unet, "attn2.to_k.weight");
    info.in_channels = width_of(tensors, unet, needed_of(unet.naming).front());
    const auto facts = training_facts(file, tensors, unet);
    const bool known = facts && (facts->certain || info.context_width != 1024) && info.context_width != 0;
    info.prediction_type = !known ? "unknown" : facts->v_prediction ? "v_prediction" : "epsilon";
    info.family = family_of(info.context_width, info.in_channels, projection_of(tensors, unet), info.prediction_type);
    if (const auto special = special_unet(tensors, unet, info.in_channels, info.context_width); !special.empty())
        info.family = special;
    else if (layout.text2)
        info.family = info.in_channels == 9 ? "sdxl_inpaint" : "sdxl";
    else if (tensors.find(unet.prefix + "label_emb.0.0.weight"))
        info.family = "sdxl_refiner";
    if (facts && facts->consistency)
        info.family = layout.text2 ? "lcm_xl" : "lcm";
    // Only the published widths tell the size; small models of the same shape were trained at any.
    const bool first = info.context_width == 768, second = info.context_width == 1024;
    if (first || (second && info.prediction_type == "epsilon"))
        info.native_size = 512;
    else if (second && info.prediction_type == "v_prediction")
        info.native_size = 768;
    else if (info.context_width == 2048 || info.family == "sdxl_refiner")
        info.native_size = 1024;
    info.parts.push_back(part_of(file, tensors, "unet", layout.unet));
    info.parts.push_back(part_of(file, tensors, "vae", layout.vae));
    info.parts.push_back(part_of(file, tensors, "text_encoder", layout.text));
    if (layout.text2 || info.family == "sdxl")
        info.parts.push_back(part_of(file, tensors, "text_encoder_2", layout.text2));
    info.obstacle = obstacle_of(info, tensors, unet);
}

/// Tells what every tensor is good for, or what is needed besides to tell.
void report_keys(const std::shared_ptr<const TensorFile> &file, const TensorIndex &tensors, const CheckpointLayout &layout,
                 ModelInfo &info) {
    const auto configs = derive_configs(*file, tensors, layout);
    if (!configs) {
        info.note = configs.error().reason + "; " + configs.error().advice;
        return;
    }
    const auto checkpoint = map_checkpoint(file, tensors, layout, configs->networks);
    if (checkpoint)
        info.keys = checkpoint->report;
    else
        info.obstacle = checkpoint.error();
}

} // namespace

void count_tensor(const TensorEntry &tensor, TensorCount &count) {
    const std::uint64_t parameters = elements_of(tensor);
    count.tensors += 1;
    count.bytes += tensor.bytes;
    count.parameters += parameters;
    count.parameters_by_type[std::string(tensor.encoding.empty() ? to_string(tensor.type) : tensor.encoding)] += parameters;
}

ModelInfo describe_checkpoint(const TensorFile &file, const TensorIndex &tensors, const CheckpointLayout &layout) {
    ModelInfo info;
    info.path = display(file.path());
    info.container = file.container();
    info.metadata = file.metadata();
    for (const TensorEntry &tensor : file.tensors())
        count_tensor(tensor, info.count);
    const auto hinder = [&](ErrorCode code, std::string reason) {
        info.obstacle = Error{code, info.path, std::move(reason), {}};
    };
    if (file.tensors().empty()) {
        info.kind = ModelKind::Model;
        hinder(ErrorCode::MissingTensor, "holds no tensors");
    } else if (const std::string_view other = other_architecture(tensors); !other.empty()) {
        info.kind = ModelKind::Model;
        info.family = other;
        hinder(ErrorCode::UnsupportedFormat, fmt::format("is a {} model, which is not supported", family_name(other)));
    } else if (const auto kind = kind_by_names(tensors)) {
        info.kind = *kind;
        info.context_width = text_width_of(*kind, tensors);
        if (info.context_width > 0)
            info.family = family_of(info.context_width, 4, Projection::Unknown, "epsilon");
        hinder(ErrorCode::UnsupportedFormat, std::string(why_no_model(*kind)));
    } else {
        describe_unet(file, tensors, layout, info);
    }
    return info;
}

Result<ModelInfo> probe_checkpoint(const std::filesystem::path &path) {
    SFUMATO_TRY(const auto file, open_tensor_file(path));
    const TensorIndex tensors(*file);
    const CheckpointLayout layout = find_parts(tensors);
    ModelInfo info = describe_checkpoint(*file, tensors, layout);
    if (info.kind == ModelKind::Upscaler) {
        if (const auto network = read_upscaler(file))
            info.note = describe(network->shape) + "; for --upscaler";
        else
            info.obstacle = network.error();
    }
    if (!info.obstacle)
        report_keys(file, tensors, layout, info);
    return info;
}

} // namespace sfumato::modelio
