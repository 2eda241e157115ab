// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/control_files.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/modelio/key_map.h"
#include "core/pipeline/part_source.h"

namespace sfumato::pipeline {
namespace {

namespace fs = std::filesystem;
using modelio::TensorSource;
using modelio::UNetBlock;
using modelio::UNetMiddle;

// --- the control network ----------------------------------------------------------------------------------------

/// The original layout's name of a control network's tensor.
std::string original_control_name(const std::string &name, const modelio::KeyMap &unet_names, std::size_t hint_levels) {
    const std::size_t point = name.rfind('.');
    const std::string module = name.substr(0, point), leaf = name.substr(point);
    const auto number = [&](std::string_view before) { return std::stoul(module.substr(before.size())); };
    if (module == "controlnet_cond_embedding.conv_in")
        return "input_hint_block.0" + leaf;
    if (module == "controlnet_cond_embedding.conv_out")
        return fmt::format("input_hint_block.{}{}", 4 * hint_levels - 2, leaf);
    if (constexpr std::string_view hint = "controlnet_cond_embedding.blocks."; module.starts_with(hint))
        return fmt::format("input_hint_block.{}{}", 2 * (number(hint) + 1), leaf);
    if (constexpr std::string_view skip = "controlnet_down_blocks."; module.starts_with(skip))
        return fmt::format("zero_convs.{}.0{}", number(skip), leaf);
    if (module == "controlnet_mid_block")
        return "middle_block_out.0" + leaf;
    return unet_names.to_original(name).value_or(name);
}

/// What a file holds of a control network.
enum class Stored {
    Whole,
    Difference, ///< to the U-Net's weights
    LowRank,    ///< likewise, as products of two small matrices, where it does not hold the whole ("control-LoRA")
};

/// Weights that a file describes as changes to those of the U-Net. Source: ComfyUI controlnet.py, ControlLora.
class OnBase final : public nn::ParameterSource {
public:
    OnBase(nn::WeightLoader &loader, const TensorSource &source, Stored stored, const SteeredUNet &base, RenamedSource::Rename rename)
        : loader_(loader), source_(source), stored_(stored), base_(*base.weights), rename_(std::move(rename)) {}

    at::Tensor take(const std::string &name, at::IntArrayRef shape, nn::Init init, int64_t fan_in) override {
        const std::string own = rename_(name);
        const auto known = base_.find(name);
        const bool has_base = known != base_.end() && known->second.sizes() == shape;
        if (stored_ == Stored::Difference || source_.find(own) || !has_base) {
            const auto given = loader_.take(own, shape, init, fan_in);
            return stored_ == Stored::Difference && has_base && given.defined() ? sum(known->second, given) : given;
        }
        const std::string module = own.substr(0, own.rfind('.'));
        const auto *up = source_.find(module + ".up"), *down = source_.find(module + ".down");
        if (!up || !down || !own.ends_with(".weight"))
            return known->second;
        const auto left = loader_.take(module + ".up", up->shape, init, fan_in), right = loader_.take(module + ".down", down->shape, init, fan_in);
        if (!left.defined() || !right.defined())
            return known->second; // the loader has noted why
        if (left.dim() < 2 || right.dim() < 2 || left.flatten(1).size(1) != right.size(0) ||
            left.size(0) * right.flatten(1).size(1) != known->second.numel())
            return loader_.take(own, shape, init, fan_in);
        return sum(known->second, at::mm(left.flatten(1).to(at::kFloat), right.flatten(1).to(at::kFloat)).reshape(shape));
    }

private:
    static at::Tensor sum(const at::Tensor &base, const at::Tensor &change) {
        return (base.to(at::kFloat) + change.to(at::kFloat)).to(base.scalar_type());
    }

    nn::WeightLoader &loader_;
    const TensorSource &source_;
    Stored stored_;
    const std::map<std::string, at::Tensor> &base_;
    RenamedSource::Rename rename_;
};

/// Small control networks have transformers of other depths than their U-Net, or none.
void take_depths(const TensorSource &source, const RenamedSource::Rename &rename, modelio::UNetConfig &config) {
    std::vector<std::vector<int>> depths;
    for (std::size_t i = 0; i < config.down_blocks.size(); ++i) {
        auto &layers = depths.emplace_back();
        for (int j = 0; j < config.layers_per_block[i]; ++j)
            layers.push_back(count(source, rename, fmt::format("down_blocks.{}.attentions.{}.transformer_blocks.", i, j) + "{}.norm1.weight"));
        if (std::all_of(layers.begin(), layers.end(), [](int depth) { return depth == 0; }))
            config.down_blocks[i] = UNetBlock::Plain;
        for (int &depth : layers)
            depth = std::max(depth, 1);
    }
    config.down_depths = std::move(depths);
    config.up_depths = config.down_depths; // no way up is built
    const int middle = count(source, rename, "mid_block.attentions.0.transformer_blocks.{}.norm1.weight");
    config.transformer_layers.back() = std::max(middle, 1);
    if (config.middle == UNetMiddle::CrossAttention && middle == 0)
        config.middle = UNetMiddle::OneResNet;
    else if (config.middle == UNetMiddle::OneResNet && middle > 0) // of the undistilled model
        config.middle = UNetMiddle::CrossAttention;
}

Result<void> check_class(const Place &place, unet::ControlNetConfig &config) {
    if (!place.config.is_object()) {
        config.pooled = place.weights.stem().string().find("shuffle") != std::string::npos; // as A1111's extension tells them
        return {};
    }
    const auto name = place.config.value("_class_name", nlohmann::json());
    if (name != "ControlNetModel" && name != "ControlNetUnionModel" && name != "ControlNetModel_Union")
        return fail(ErrorCode::UnsupportedFormat, display(place.weights), "is no ControlNetModel of diffusers");
    config.pooled = place.config.value("global_pool_conditions", nlohmann::json()) == true;
    return {};
}

Result<std::shared_ptr<const unet::ControlNet>> load_control_net(const Place &place, const TensorSource &source, const SteeredUNet &base,
                                                                 const at::TensorOptions &wanted, const CancelToken &cancel) {
    const char *original = prefix_of(source, "input_hint_block.0.weight", {"", "control_model."});
    if (!original && !source.find("controlnet_cond_embedding.conv_in.weight"))
        return fail(ErrorCode::UnsupportedFormat, display(place.weights), "is no control network: it has no hint block");
    const Stored stored = source.find("lora_controlnet") ? Stored::LowRank : source.find("difference") ? Stored::Difference : Stored::Whole;
    unet::ControlNetConfig config;
    config.unet = base.config;
    config.unet.in_channels = base.latent_channels;
    config.unet.guidance_width = 0; // they are not told it
    config.hint_channels.clear();
    const std::string before = original ? original : "";
    const auto unet_names = modelio::KeyMap::unet(base.config);
    // The hint block halves the picture as often as its widths change: seven convolutions for four widths.
    std::size_t levels = 0;
    while (levels < 8 && (original ? source.find(fmt::format("{}input_hint_block.{}.weight", before, 4 * levels + 2))
                                   : source.find(fmt::format("controlnet_cond_embedding.blocks.{}.weight", 2 * levels))))
        ++levels;
    if (!original)
        ++levels;
    const RenamedSource::Rename rename = [&](const std::string &name) {
        return original ? before + original_control_name(name, unet_names, levels) : name;
    };
    config.hint_channels.push_back(side(source, rename("controlnet_cond_embedding.conv_in.weight"), 0));
    for (std::size_t i = 0; i + 1 < levels; ++i)
        config.hint_channels.push_back(side(source, rename(fmt::format("controlnet_cond_embedding.blocks.{}.weight", 2 * i + 1)), 0));
    config.tasks = side(source, "task_embedding", 0);
    if (config.tasks > 0 && base.config.addition_time_width == 0)
        return fail(ErrorCode::ShapeMismatch, display(place.weights), "is a union of control networks for Stable Diffusion XL, which this model is not");
    config.fusing_layers = config.tasks > 0 ? count(source, rename, "transformer_layes.{}.ln_1.weight") : 0;
    SFUMATO_CHECK(check_class(place, config));
    if (stored == Stored::Whole) {
        take_depths(source, rename, config.unet);
        return build<unet::ControlNet>(source, wanted, cancel, rename, config);
    }
    if (!base.weights)
        return fail(ErrorCode::Internal, display(place.weights), "holds changes to a U-Net whose weights are not at hand");
    nn::WeightLoader loader(source, wanted, cancel);
    OnBase changed(loader, source, stored, base, rename);
    auto network = std::make_shared<const unet::ControlNet>(nn::Scope(changed), config);
    SFUMATO_CHECK(loader.finish());
    return network;
}

// --- the T2I-Adapter --------------------------------------------------------------------------------------------

/// What the original calls a tensor: one flat list of blocks, or lists in lists where the adapter is a light one.
std::string original_adapter_name(const std::string &name, const unet::T2iAdapterConfig &config) {
    constexpr std::string_view outer = "adapter.", body = "adapter.body.", resnets = "resnets.";
    if (!name.starts_with(body))
        return name.substr(outer.size());
    const std::string rest = name.substr(body.size());
    const std::size_t point = rest.find('.');
    const int level = std::stoi(rest);
    const std::string inner = rest.substr(point + 1);
    const bool block = inner.starts_with(resnets);
    if (config.light)
        return fmt::format("body.{}.{}{}", level, block ? "body." : "", block ? inner.substr(resnets.size()) : inner);
    if (!block)
        return fmt::format("body.{}.{}", config.blocks * level, inner);
    const std::string number = inner.substr(resnets.size());
    return fmt::format("body.{}{}", config.blocks * level + std::stoi(number), number.substr(number.find('.')));
}

Result<std::shared_ptr<const unet::T2iAdapter>> load_t2i_adapter(const TensorSource &source, const modelio::UNetConfig &base,
                                                                 const at::TensorOptions &wanted, const CancelToken &cancel) {
    const bool xl = base.addition_width > 0, original = !source.find("adapter.body.0.resnets.0.block1.weight");
    unet::T2iAdapterConfig config;
    config.light = source.find("body.0.out_conv.weight") || source.find("adapter.body.0.out_conv.weight");
    const RenamedSource::Rename rename = [&](const std::string &name) { return original ? original_adapter_name(name, config) : name; };
    const auto size = [&](const std::string &name, std::size_t dimension) { return side(source, rename("adapter." + name), dimension); };
    const auto width = [&](int level) {
        return config.light ? size(fmt::format("body.{}.out_conv.weight", level), 0) : size(fmt::format("body.{}.resnets.0.block1.weight", level), 0);
    };
    config.factor = xl ? 16 : 8;
    config.picture_channels = size(config.light ? "body.0.in_conv.weight" : "conv_in.weight", 1) / (config.factor * config.factor);
    config.kernel = size("body.0.resnets.0.block2.weight", 2);
    if (config.light)
        config.blocks = count(source, rename, "adapter.body.0.resnets.{}.block1.weight");
    config.levels.clear();
    for (int i = 0; width(i) > 0; ++i)
        config.levels.push_back({width(i), xl ? i == 2 : i > 0});
    const auto other = [&](std::string reason) {
        return fail(ErrorCode::ShapeMismatch, display(source.path()), std::move(reason), "was it made for another kind of model?");
    };
    if ((config.picture_channels != 1 && config.picture_channels != 3) || config.kernel < 1)
        return other("reads pictures in another way than this model's adapters do");
    const auto &widths = base.block_out_channels;
    for (std::size_t i = 0; i < config.levels.size(); ++i)
        if (config.levels[i].channels != widths[std::min(i, widths.size() - 1)])
            return other(fmt::format("has {} channels at level {} where the model has {}", config.levels[i].channels, i + 1,
                                     widths[std::min(i, widths.size() - 1)]));
    if (config.levels.size() != widths.size() + (xl ? 1 : 0))
        return other(fmt::format("has {} levels where the model needs {}", config.levels.size(), widths.size() + (xl ? 1 : 0)));
    return build<unet::T2iAdapter>(source, wanted, cancel, rename, config);
}

bool is_t2i_adapter(const TensorSource &source) {
    for (const char *name : {"adapter.body.0.resnets.0.block1.weight", "body.0.block1.weight", "body.0.body.0.block1.weight"})
        if (source.find(name))
            return true;
    return false;
}

Result<void> refuse_others(const TensorSource &source) {
    constexpr std::pair<const char *, const char *> kinds[] = {
        {"body.2.down_opt.op.weight", "is a T2I-Adapter that shrinks by convolutions, which is not supported"},
        {"image_proj.proj.weight", "is an IP-Adapter, which belongs to --ip-adapter"},
        {"image_proj.latents", "is an IP-Adapter, which belongs to --ip-adapter"}};
    for (const auto &[key, reason] : kinds)
        if (source.find(key))
            return fail(ErrorCode::UnsupportedFormat, display(source.path()), reason);
    return {};
}

} // namespace

Result<Control> load_control(const fs::path &path, const SteeredUNet &base, const at::TensorOptions &wanted, const CancelToken &cancel) {
    SFUMATO_TRY(const auto place, place_of(path, "controlnet"));
    SFUMATO_TRY(const auto source, TensorSource::open(place.weights));
    SFUMATO_CHECK(refuse_others(source));
    const auto advised = [](auto loaded) -> Result<Control> {
        if (loaded)
            return Control(std::move(*loaded));
        if (loaded.error().code == ErrorCode::ShapeMismatch || loaded.error().code == ErrorCode::MissingTensor)
            loaded.error().advice = "was it made for another kind of model?";
        return tl::unexpected<Error>(std::move(loaded.error()));
    };
    if (is_t2i_adapter(source))
        return advised(load_t2i_adapter(source, base.config, wanted, cancel));
    return advised(load_control_net(place, source, base, wanted, cancel));
}

} // namespace sfumato::pipeline
