// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/part_files.h"

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/modelio/key_map.h"
#include "core/pipeline/part_source.h"
#include "core/vae/autoencoder_kl.h"
#include "core/vae/autoencoder_tiny.h"

namespace sfumato::pipeline {
namespace {

namespace fs = std::filesystem;
using modelio::TensorSource;

// --- the KL autoencoder -----------------------------------------------------------------------------------------

/// What the shapes in a file say of an autoencoder with as many levels as `config`, by the names that `rename` gives.
void take_shapes(const TensorSource &source, const RenamedSource::Rename &rename, modelio::VaeConfig &config) {
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
                                                        const modelio::VaeConfig &like, const at::TensorOptions &wanted, const CancelToken &cancel) {
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
    return build<vae::AutoencoderKl>(source, wanted, cancel, rename, config);
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

Result<std::shared_ptr<const vae::Autoencoder>> load_tiny(const TensorSource &source, const at::TensorOptions &wanted, const CancelToken &cancel) {
    SFUMATO_TRY(const auto config, tiny_config_of(source));
    const TinyNames names(source);
    return build<vae::AutoencoderTiny>(source, wanted, cancel, [&](const std::string &name) { return names.of(name); }, config);
}

} // namespace

Result<std::shared_ptr<const vae::Autoencoder>> load_autoencoder(const fs::path &path, const modelio::VaeConfig &like, const at::TensorOptions &wanted,
                                                                 const CancelToken &cancel) {
    SFUMATO_TRY(const auto place, place_of(path, "vae"));
    SFUMATO_TRY(const auto source, TensorSource::open(place.weights));
    const char *prefix = prefix_of(source, "decoder.conv_in.weight", {"", "first_stage_model.", "vae."});
    const bool tiny = !prefix && prefix_of(source, "1.weight", {"", "decoder.", "taesd_decoder."});
    if (!prefix && !tiny && !source.find("decoder.layers.0.weight"))
        return fail(ErrorCode::UnsupportedFormat, display(place.weights), "is no autoencoder: it has no decoder.conv_in",
                    "models go to --model, LoRAs to --lora");
    auto loaded = prefix ? load_kl(source, prefix, place.config, like, wanted, cancel) : load_tiny(source, wanted, cancel);
    if (loaded && (*loaded)->config().latent_channels != like.latent_channels)
        return fail(ErrorCode::ShapeMismatch, display(place.weights),
                    fmt::format("has latents of {} channels where the model's have {}", (*loaded)->config().latent_channels, like.latent_channels),
                    "it was made for another kind of model");
    return loaded;
}

} // namespace sfumato::pipeline
