// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/part_files.h"

#include <functional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/json_file.h"
#include "core/modelio/key_map.h"
#include "core/modelio/model_folder.h"
#include "core/modelio/tensor_source.h"
#include "core/nn/weight_loader.h"
#include "core/vae/autoencoder_kl.h"
#include "core/vae/autoencoder_tiny.h"

namespace sfumato::pipeline {
namespace {

namespace fs = std::filesystem;
using modelio::TensorSource;

/// Asks another source for the same tensors by the names they have there.
class Renamed final : public nn::ParameterSource {
public:
    using Rename = std::function<std::string(const std::string &)>;
    Renamed(nn::ParameterSource &source, Rename rename) : source_(source), rename_(std::move(rename)) {}

    at::Tensor take(const std::string &name, at::IntArrayRef shape, nn::Init init, int64_t fan_in) override {
        return source_.take(rename_(name), shape, init, fan_in);
    }

private:
    nn::ParameterSource &source_;
    Rename rename_;
};

template <typename Network, typename Config>
Result<std::shared_ptr<const Network>> build(const TensorSource &source, const Config &config, at::ScalarType dtype,
                                             const CancelToken &cancel, const Renamed::Rename &rename) {
    nn::WeightLoader loader(source, at::TensorOptions().dtype(dtype), cancel);
    Renamed renamed(loader, rename);
    auto network = std::make_shared<const Network>(nn::Scope(renamed), config);
    SFUMATO_CHECK(loader.finish());
    return network;
}

/// Size `dimension` of a tensor, or 0 where there is none of that name.
int side(const TensorSource &source, const std::string &name, std::size_t dimension) {
    const auto *entry = source.find(name);
    return entry && dimension < entry->shape.size() ? static_cast<int>(std::min<int64_t>(entry->shape[dimension], 1 << 20)) : 0;
}

/// The first of `prefixes` with which the file has `name`, or null.
const char *prefix_of(const TensorSource &source, const std::string &name, std::initializer_list<const char *> prefixes) {
    for (const char *prefix : prefixes)
        if (source.find(prefix + name))
            return prefix;
    return nullptr;
}

/// Where a network lies: the path itself, or the weights and the config inside a folder.
struct Place {
    fs::path weights;
    nlohmann::json config; ///< null for a file
};

Result<Place> place_of(fs::path path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return Place{path, {}};
    if (fs::exists(path / "model_index.json", ignored))
        path /= "vae";
    Place place;
    SFUMATO_TRY(place.weights, modelio::find_weights(path, modelio::Part::Vae)); // all networks but text encoders are called alike
    SFUMATO_TRY(place.config, modelio::read_json(path / "config.json"));
    return place;
}

// --- the KL autoencoder -----------------------------------------------------------------------------------------

/// What the shapes in a file say of an autoencoder with as many levels as `config`, by the names that `rename` gives.
void take_shapes(const TensorSource &source, const Renamed::Rename &rename, modelio::VaeConfig &config) {
    config.latent_channels = side(source, rename("decoder.conv_in.weight"), 1);
    for (std::size_t i = 0; i < config.block_out_channels.size(); ++i)
        config.block_out_channels[i] = side(source, rename(fmt::format("encoder.down_blocks.{}.resnets.0.conv1.weight", i)), 0);
    config.use_quant_conv = source.find(rename("quant_conv.weight")) != nullptr;
    config.use_post_quant_conv = source.find(rename("post_quant_conv.weight")) != nullptr;
    config.mid_block_add_attention = source.find(rename("encoder.mid_block.attentions.0.to_q.weight")) != nullptr;
}

/// Old diffusers files call the attention's layers by other names.
std::string old_attention(const TensorSource &source, std::string name) {
    if (source.find(name))
        return name;
    for (const auto &[ours, theirs] : {std::pair{".to_q.", ".query."}, {".to_k.", ".key."}, {".to_v.", ".value."}, {".to_out.0.", ".proj_attn."}})
        if (const auto at = name.find(ours); at != std::string::npos)
            name.replace(at, std::string_view(ours).size(), theirs);
    return name;
}

Result<std::shared_ptr<const vae::Autoencoder>> load_kl(const TensorSource &source, const char *prefix, const nlohmann::json &config_json,
                                                        const modelio::VaeConfig &like, at::ScalarType dtype, const CancelToken &cancel) {
    constexpr int most_levels = 8;
    const std::string before = prefix;
    const bool original = !source.find(before + "encoder.down_blocks.0.resnets.0.conv1.weight");
    const auto level = original ? "encoder.down.{}.block.0.conv1.weight" : "encoder.down_blocks.{}.resnets.0.conv1.weight";
    int levels = 0;
    while (levels < most_levels && source.find(before + fmt::format(fmt::runtime(level), levels)))
        ++levels;
    if (levels == 0)
        return fail(ErrorCode::MissingTensor, display(source.path()), "has a decoder but no encoder that could be read");
    auto config = like;
    config.block_out_channels.assign(static_cast<std::size_t>(levels), 0);
    const std::string blocks = before + (original ? "encoder.down.0.block." : "encoder.down_blocks.0.resnets.");
    config.layers_per_block = 0;
    while (source.find(fmt::format("{}{}.conv1.weight", blocks, config.layers_per_block)))
        ++config.layers_per_block;
    const auto map = modelio::KeyMap::vae(config);
    const auto rename = [&](const std::string &name) {
        return original ? before + map.to_original(name).value_or(name) : old_attention(source, before + name);
    };
    take_shapes(source, rename, config);
    if (config_json.is_object()) {
        SFUMATO_TRY(config, modelio::read_vae_config(config_json, source.path().parent_path() / "config.json"));
    }
    if (config.layers_per_block < 1 || config.factor() != like.factor())
        return fail(ErrorCode::ShapeMismatch, display(source.path()),
                    fmt::format("enlarges {} times where the model's own autoencoder enlarges {} times", config.factor(), like.factor()));
    for (const int width : config.block_out_channels)
        if (width < 1 || width % config.norm_num_groups != 0)
            return fail(ErrorCode::ShapeMismatch, display(source.path()),
                        fmt::format("has levels of {} channels, which {} norm groups do not divide", width, config.norm_num_groups));
    return build<vae::AutoencoderKl>(source, config, dtype, cancel, rename);
}

// --- the tiny autoencoder ---------------------------------------------------------------------------------------

/// Finds a tiny autoencoder's tensors in diffusers' layout, in the original's, or in a file of its decoder alone.
class TinyNames {
public:
    explicit TinyNames(const TensorSource &source) : source_(source) {}

    std::string of(const std::string &ours) const {
        constexpr std::string_view decoder = "decoder.layers.", encoder = "encoder.layers.";
        if (source_.find(ours))
            return ours;
        if (ours.starts_with(encoder))
            return first({"encoder.", "taesd_encoder."}, ours.substr(encoder.size()), ours);
        const std::string rest = ours.substr(decoder.size());
        const std::size_t point = rest.find('.');
        // There the sequence begins with a clamp, which has no weights but a number.
        return first({"decoder.", "taesd_decoder.", ""}, std::to_string(std::stoi(rest.substr(0, point)) + 1) + rest.substr(point), ours);
    }
    bool has(const std::string &ours) const { return source_.find(of(ours)) != nullptr; }
    int side(const std::string &ours, std::size_t dimension) const { return pipeline::side(source_, of(ours), dimension); }

private:
    std::string first(std::initializer_list<const char *> prefixes, const std::string &name, const std::string &otherwise) const {
        const char *prefix = prefix_of(source_, name, prefixes);
        return prefix ? prefix + name : otherwise;
    }

    const TensorSource &source_;
};

/// Levels and blocks, counted: blocks have "conv.0", what parts the levels has a weight of its own.
Result<vae::TinyConfig> tiny_config_of(const TensorSource &source) {
    const TinyNames names(source);
    constexpr int most_layers = 64;
    vae::TinyConfig config{names.side("decoder.layers.0.weight", 1), {}, {}, {}, {}, 1.0};
    config.decoder_channels = {names.side("decoder.layers.0.weight", 0)};
    config.decoder_blocks = {0};
    for (int at = 2, gap = 0; at < most_layers && gap < 2; ++at) {
        const auto layer = fmt::format("decoder.layers.{}", at);
        if (names.has(layer + ".conv.0.weight")) {
            ++config.decoder_blocks.back();
            gap = 0;
        } else if (names.has(layer + ".weight") && !names.has(layer + ".bias")) {
            config.decoder_channels.push_back(names.side(layer + ".weight", 0));
            config.decoder_blocks.push_back(0);
            gap = 0;
        } else {
            ++gap;
        }
    }
    for (int at = 0; at < most_layers; ++at) {
        const auto layer = fmt::format("encoder.layers.{}", at);
        if (names.has(layer + ".conv.0.weight") && !config.encoder_blocks.empty())
            ++config.encoder_blocks.back();
        else if (names.has(layer + ".weight") && (at == 0 || !names.has(layer + ".bias"))) {
            config.encoder_channels.push_back(names.side(layer + ".weight", 0));
            config.encoder_blocks.push_back(0);
        } else
            break;
    }
    for (const auto &channels : {config.decoder_channels, config.encoder_channels})
        for (const int width : channels)
            if (width < 1 || width > 4096)
                return fail(ErrorCode::ShapeMismatch, display(source.path()), "is no tiny autoencoder: its layers have no sensible widths");
    return config;
}

Result<std::shared_ptr<const vae::Autoencoder>> load_tiny(const TensorSource &source, at::ScalarType dtype, const CancelToken &cancel) {
    SFUMATO_TRY(const auto config, tiny_config_of(source));
    const TinyNames names(source);
    return build<vae::AutoencoderTiny>(source, config, dtype, cancel, [&](const std::string &name) { return names.of(name); });
}

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

Result<void> refuse_other_controls(const TensorSource &source) {
    constexpr std::pair<const char *, const char *> kinds[] = {
        {"difference", "holds differences to a model's weights instead of weights"},
        {"lora_controlnet", "is a control LoRA"},
        {"task_embedding", "is a union of control networks"},
        {"adapter.body.0.out_conv.weight", "is a light T2I-Adapter"},
        {"body.0.out_conv.weight", "is a light T2I-Adapter"},
        {"body.2.down_opt.op.weight", "is a T2I-Adapter that shrinks by convolutions"},
        {"image_proj.proj.weight", "is an IP-Adapter"},
        {"image_proj.latents", "is an IP-Adapter"}};
    for (const auto &[key, reason] : kinds)
        if (source.find(key))
            return fail(ErrorCode::UnsupportedFormat, display(source.path()), std::string(reason) + ", which is not supported");
    return {};
}

Result<std::shared_ptr<const unet::ControlNet>> load_control_net(const Place &place, const TensorSource &source, const modelio::UNetConfig &base,
                                                                 int latent_channels, at::ScalarType dtype, const CancelToken &cancel) {
    const char *original = prefix_of(source, "input_hint_block.0.weight", {"", "control_model."});
    if (!original && !source.find("controlnet_cond_embedding.conv_in.weight"))
        return fail(ErrorCode::UnsupportedFormat, display(place.weights), "is no control network: it has no hint block");
    unet::ControlNetConfig config{base, {}, false};
    config.unet.in_channels = latent_channels;
    const std::string before = original ? original : "";
    const auto unet_names = modelio::KeyMap::unet(base);
    // The hint block halves the picture as often as its widths change: seven convolutions for four widths.
    std::size_t levels = 0;
    while (levels < 8 && (original ? source.find(fmt::format("{}input_hint_block.{}.weight", before, 4 * levels + 2))
                                   : source.find(fmt::format("controlnet_cond_embedding.blocks.{}.weight", 2 * levels))))
        ++levels;
    if (!original)
        ++levels;
    const auto rename = [&](const std::string &name) {
        return original ? before + original_control_name(name, unet_names, levels) : name;
    };
    config.hint_channels.push_back(side(source, rename("controlnet_cond_embedding.conv_in.weight"), 0));
    for (std::size_t i = 0; i + 1 < levels; ++i)
        config.hint_channels.push_back(side(source, rename(fmt::format("controlnet_cond_embedding.blocks.{}.weight", 2 * i + 1)), 0));
    if (place.config.is_object()) {
        if (place.config.value("_class_name", nlohmann::json()) != "ControlNetModel")
            return fail(ErrorCode::UnsupportedFormat, display(place.weights), "is no ControlNetModel of diffusers");
        config.pooled = place.config.value("global_pool_conditions", nlohmann::json()) == true;
    } else {
        config.pooled = place.weights.stem().string().find("shuffle") != std::string::npos; // as A1111's extension tells them
    }
    return build<unet::ControlNet>(source, config, dtype, cancel, rename);
}

// --- the T2I-Adapter --------------------------------------------------------------------------------------------

/// What the original's flat list of blocks calls a tensor.
std::string original_adapter_name(const std::string &name, int blocks) {
    constexpr std::string_view outer = "adapter.", body = "adapter.body.", resnets = "resnets.";
    if (!name.starts_with(body))
        return name.substr(outer.size());
    const std::string rest = name.substr(body.size());
    const std::size_t point = rest.find('.');
    const int level = std::stoi(rest);
    const std::string inner = rest.substr(point + 1);
    if (!inner.starts_with(resnets))
        return fmt::format("body.{}.{}", blocks * level, inner);
    const std::string block = inner.substr(resnets.size());
    return fmt::format("body.{}{}", blocks * level + std::stoi(block), block.substr(block.find('.')));
}

Result<std::shared_ptr<const unet::T2iAdapter>> load_t2i_adapter(const TensorSource &source, const modelio::UNetConfig &base,
                                                                 at::ScalarType dtype, const CancelToken &cancel) {
    const bool xl = base.addition_width > 0, original = source.find("body.0.block1.weight");
    unet::T2iAdapterConfig config;
    const auto rename = [&](const std::string &name) { return original ? original_adapter_name(name, config.blocks) : name; };
    const auto size = [&](const std::string &name, std::size_t dimension) { return side(source, rename("adapter." + name), dimension); };
    config.factor = xl ? 16 : 8;
    config.picture_channels = size("conv_in.weight", 1) / (config.factor * config.factor);
    config.kernel = size("body.0.resnets.0.block2.weight", 2);
    config.levels.clear();
    for (int i = 0; size(fmt::format("body.{}.resnets.0.block1.weight", i), 0) > 0; ++i)
        config.levels.push_back({size(fmt::format("body.{}.resnets.0.block1.weight", i), 0), xl ? i == 2 : i > 0});
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
    return build<unet::T2iAdapter>(source, config, dtype, cancel, rename);
}

} // namespace

Result<std::shared_ptr<const vae::Autoencoder>> load_autoencoder(const fs::path &path, const modelio::VaeConfig &like, at::ScalarType dtype,
                                                                 const CancelToken &cancel) {
    SFUMATO_TRY(const auto place, place_of(path));
    SFUMATO_TRY(const auto source, TensorSource::open(place.weights));
    const char *prefix = prefix_of(source, "decoder.conv_in.weight", {"", "first_stage_model.", "vae."});
    const bool tiny = !prefix && prefix_of(source, "1.weight", {"", "decoder.", "taesd_decoder."});
    if (!prefix && !tiny && !source.find("decoder.layers.0.weight"))
        return fail(ErrorCode::UnsupportedFormat, display(place.weights), "is no autoencoder: it has no decoder.conv_in",
                    "models go to --model, LoRAs to --lora");
    auto loaded = prefix ? load_kl(source, prefix, place.config, like, dtype, cancel) : load_tiny(source, dtype, cancel);
    if (loaded && (*loaded)->config().latent_channels != like.latent_channels)
        return fail(ErrorCode::ShapeMismatch, display(place.weights),
                    fmt::format("has latents of {} channels where the model's have {}", (*loaded)->config().latent_channels, like.latent_channels),
                    "it was made for another kind of model");
    return loaded;
}

Result<Control> load_control(const fs::path &path, const modelio::UNetConfig &base, int latent_channels, at::ScalarType dtype,
                             const CancelToken &cancel) {
    SFUMATO_TRY(const auto place, place_of(path));
    SFUMATO_TRY(const auto source, TensorSource::open(place.weights));
    SFUMATO_CHECK(refuse_other_controls(source));
    const auto advised = [](auto loaded) -> Result<Control> {
        if (loaded)
            return Control(std::move(*loaded));
        if (loaded.error().code == ErrorCode::ShapeMismatch || loaded.error().code == ErrorCode::MissingTensor)
            loaded.error().advice = "was it made for another kind of model?";
        return tl::unexpected<Error>(std::move(loaded.error()));
    };
    if (source.find("adapter.body.0.resnets.0.block1.weight") || source.find("body.0.block1.weight"))
        return advised(load_t2i_adapter(source, base, dtype, cancel));
    return advised(load_control_net(place, source, base, latent_channels, dtype, cancel));
}

} // namespace sfumato::pipeline
