// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/checkpoint_config.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/modelio/number_formats.h"

namespace sfumato::modelio {
namespace {

constexpr int most_parts = 64; ///< of anything that is counted: blocks, layers, levels

/// One part's tensors by their names without the prefix.
class PartTensors {
public:
    PartTensors(const TensorIndex &tensors, const PartPlace &place) : tensors_(tensors), prefix_(place.prefix) {}

    const TensorEntry *find(std::string_view name) const { return tensors_.find(prefix_ + std::string(name)); }
    bool holds(std::string_view name) const { return find(name) != nullptr; }

    /// The size of one dimension; 0 where there is no such tensor or dimension.
    int side(std::string_view name, std::size_t dimension) const {
        const TensorEntry *entry = find(name);
        return entry && dimension < entry->shape.size()
                   ? static_cast<int>(std::min<std::int64_t>(entry->shape[dimension], 1 << 20))
                   : 0;
    }

    /// How many of `pattern` with 0, 1, 2, ... in place of {} there are.
    int count(std::string_view pattern) const {
        int n = 0;
        while (n < most_parts && holds(fmt::format(fmt::runtime(pattern), n)))
            ++n;
        return n;
    }

private:
    const TensorIndex &tensors_;
    std::string prefix_;
};

tl::unexpected<Error> incomplete(const std::filesystem::path &file, const PartPlace &place, std::string_view name) {
    return fail(ErrorCode::MissingTensor, display(file), fmt::format("tensor {}{} is missing", place.prefix, name),
                "the file is incomplete or belongs to another kind of model");
}

tl::unexpected<Error> needs_config(const std::filesystem::path &file, std::string_view reason) {
    return fail(ErrorCode::UnsupportedFormat, display(file), std::string(reason),
                "name a diffusers folder that describes this model with --config");
}

/// The config's own rules, as for one that was read from a file.
template <typename Config, typename Read>
Result<Config> checked(const Config &config, const std::filesystem::path &file, Read read) {
    auto read_back = read(to_json(config), file);
    if (!read_back)
        return needs_config(file, fmt::format("has widths of no published model, so that heads and norm groups cannot be "
                                              "told from the file ({})",
                                              read_back.error().reason));
    return config;
}

/// One level of the encoding half, while input blocks are walked through.
struct Level {
    int width = 0, resnets = 0;
    std::vector<int> depths; ///< transformers of each layer
};

std::vector<Level> walk_input_blocks(const PartTensors &part) {
    std::vector<Level> levels(1);
    for (int n = 1; n < most_parts; ++n) {
        const std::string block = fmt::format("input_blocks.{}.", n);
        if (part.holds(block + "0.op.weight")) {
            levels.emplace_back();
            continue;
        }
        const int width = part.side(block + "0.out_layers.3.weight", 0);
        if (width == 0)
            break;
        Level &level = levels.back();
        level.width = width;
        ++level.resnets;
        level.depths.push_back(part.count(block + "1.transformer_blocks.{}.norm1.weight"));
    }
    return levels;
}

/// Depths by layer, where a distilled network's layers differ. Either all layers of a block have transformers or none.
Result<void> take_depths(const PartTensors &part, const std::vector<Level> &levels, const std::filesystem::path &file, UNetConfig &config) {
    std::vector<std::vector<int>> down, up;
    bool even = true;
    for (const Level &level : levels)
        down.push_back(level.depths);
    for (std::size_t n = 0, i = 0; i < levels.size(); ++i) {
        const Level &level = levels[levels.size() - 1 - i];
        std::vector<int> &depths = up.emplace_back();
        for (int r = 0; r <= level.resnets; ++r, ++n)
            depths.push_back(part.count(fmt::format("output_blocks.{}.1.transformer_blocks.", n) + "{}.norm1.weight"));
        even = even && depths == std::vector<int>(depths.size(), level.depths.front());
    }
    for (auto *half : {&down, &up})
        for (std::vector<int> &depths : *half) {
            even = even && depths == std::vector<int>(depths.size(), depths.front());
            const auto without = std::count(depths.begin(), depths.end(), 0);
            if (without != 0 && without != static_cast<std::ptrdiff_t>(depths.size()))
                return fail(ErrorCode::UnsupportedFormat, display(file), "its U-Net has a block of which only some layers attend to the text");
            for (int &depth : depths)
                depth = std::max(depth, 1); // as configs write it for blocks without
        }
    if (!even) {
        config.down_depths = std::move(down);
        config.up_depths = std::move(up);
    }
    return {};
}

const TensorEntry *first_ending(const TensorIndex &tensors, const PartPlace &place, std::string_view ending) {
    for (const TensorEntry *entry : tensors.with_prefix(place.prefix))
        if (entry->name.ends_with(ending))
            return entry;
    return nullptr;
}

std::string published_name(const PartPlace &place) {
    return place.naming == Naming::OpenClip ? "ln_final.weight" : "final_layer_norm.weight";
}

} // namespace

Result<UNetConfig> unet_config_of(const TensorIndex &tensors, const PartPlace &place, const std::filesystem::path &file) {
    if (place.naming != Naming::Ldm)
        return needs_config(file, "holds a U-Net with diffusers' names but not its config");
    const PartTensors part(tensors, place);
    UNetConfig config;
    const TensorEntry *query = first_ending(tensors, place, "attn2.to_k.weight");
    const TensorEntry *projection = first_ending(tensors, place, ".proj_in.weight");
    config.in_channels = part.side("input_blocks.0.0.weight", 1);
    config.out_channels = part.side("out.2.weight", 0);
    if (config.in_channels == 0 || config.out_channels == 0)
        return incomplete(file, place, config.in_channels == 0 ? "input_blocks.0.0.weight" : "out.2.weight");
    if (!query || query->shape.size() != 2 || !projection)
        return fail(ErrorCode::UnsupportedFormat, display(file), "its U-Net attends to no text");
    config.cross_attention_dim = static_cast<int>(std::min<std::int64_t>(query->shape[1], 1 << 20));
    config.use_linear_projection = projection->shape.size() == 2;
    const std::vector<Level> levels = walk_input_blocks(part);
    config.block_out_channels.clear();
    config.layers_per_block.clear();
    config.down_blocks.clear();
    config.heads.clear();
    config.transformer_layers.clear();
    for (const Level &level : levels) {
        if (level.resnets == 0)
            return incomplete(file, place, fmt::format("input_blocks.{}.0.out_layers.3.weight", 1));
        config.block_out_channels.push_back(level.width);
        config.layers_per_block.push_back(level.resnets);
        config.down_blocks.push_back(level.depths.back() > 0 ? UNetBlock::CrossAttention : UNetBlock::Plain);
        config.transformer_layers.push_back(std::max(level.depths.back(), 1));
        config.heads.push_back(config.use_linear_projection ? std::max(level.width / 64, 1) : 8);
    }
    config.up_blocks.assign(config.down_blocks.rbegin(), config.down_blocks.rend());
    const bool middle = part.holds("middle_block.0.in_layers.2.weight");
    config.addition_width = part.side("label_emb.0.0.weight", 1);
    config.addition_time_width = config.addition_width > 0 ? 256 : 0;
    config.guidance_width = part.side("time_embedding.cond_proj.weight", 1);
    config.middle = part.holds("middle_block.1.norm.weight") ? UNetMiddle::CrossAttention
                    : middle                                 ? UNetMiddle::OneResNet
                                                             : UNetMiddle::None;
    SFUMATO_CHECK(take_depths(part, levels, file, config));
    if (config.down_blocks.back() == UNetBlock::Plain) // the refiner's middle is four deep below a level without any
        config.transformer_layers.back() = std::max(part.count("middle_block.1.transformer_blocks.{}.norm1.weight"), 1);
    return checked(config, file, read_unet_config);
}

Result<VaeConfig> vae_config_of(const TensorIndex &tensors, const PartPlace &place, const std::filesystem::path &file) {
    if (place.naming != Naming::Ldm)
        return needs_config(file, "holds a VAE with diffusers' names but not its config");
    const PartTensors part(tensors, place);
    VaeConfig config;
    config.latent_channels = part.side("decoder.conv_in.weight", 1);
    if (config.latent_channels == 0)
        return incomplete(file, place, "decoder.conv_in.weight");
    config.block_out_channels.clear();
    for (int i = 0; i < most_parts; ++i) {
        const int width = part.side(fmt::format("encoder.down.{}.block.0.conv1.weight", i), 0);
        if (width == 0)
            break;
        config.block_out_channels.push_back(width);
    }
    if (config.block_out_channels.empty())
        return incomplete(file, place, "encoder.down.0.block.0.conv1.weight");
    config.layers_per_block = part.count("encoder.down.0.block.{}.conv1.weight");
    config.use_quant_conv = part.holds("quant_conv.weight");
    config.use_post_quant_conv = part.holds("post_quant_conv.weight");
    config.mid_block_add_attention = part.holds("decoder.mid.attn_1.norm.weight");
    return checked(config, file, read_vae_config);
}

Result<TextConfig> text_config_of(const TensorIndex &tensors, const PartPlace &place, const std::filesystem::path &file) {
    const PartTensors part(tensors, place);
    const bool open_clip = place.naming == Naming::OpenClip;
    // Files of 2022 lack this word.
    const std::string model = !open_clip && part.holds("text_model.final_layer_norm.weight") ? "text_model." : "";
    const std::string embedding = model + (open_clip ? "token_embedding.weight" : "embeddings.token_embedding.weight");
    const std::string positions = model + (open_clip ? "positional_embedding" : "embeddings.position_embedding.weight");
    const std::string wide = open_clip ? "transformer.resblocks.{}.mlp.c_fc.weight" : model + "encoder.layers.{}.mlp.fc1.weight";
    TextConfig config;
    config.vocab_size = part.side(embedding, 0);
    config.hidden_size = part.side(embedding, 1);
    config.max_position_embeddings = part.side(positions, 0);
    config.num_hidden_layers = part.count(wide);
    config.intermediate_size = part.side(fmt::format(fmt::runtime(wide), 0), 0);
    if (config.hidden_size == 0 || config.num_hidden_layers == 0 || config.max_position_embeddings == 0)
        return incomplete(file, place, config.hidden_size == 0 ? embedding : model + published_name(place));
    config.projection_dim = config.hidden_size;
    config.num_attention_heads = std::max(config.hidden_size / 64, 1);
    if (open_clip) {
        config.activation = TextActivation::Gelu;
        // Stable Diffusion 2 reads the state before the last block, which diffusers therefore leaves out.
        config.num_hidden_layers = std::max(config.num_hidden_layers - 1, 1);
    }
    if (config.hidden_size % 64 != 0)
        return needs_config(file, fmt::format("has a text encoder of width {}, of no published model, so that its heads "
                                              "cannot be told from the file",
                                              config.hidden_size));
    return checked(config, file, read_text_config);
}

Result<TextConfig> second_text_config_of(const TensorIndex &tensors, const PartPlace &place, const std::filesystem::path &file) {
    SFUMATO_TRY(TextConfig config, text_config_of(tensors, place, file));
    config.activation = TextActivation::Gelu;
    config.projects = true;
    if (place.naming == Naming::OpenClip)
        ++config.num_hidden_layers; // the pooled text comes out of the last
    return config;
}

namespace {

/// A config of the original code beside the file ("model.yaml") may say it in one line.
bool yaml_says_v(const std::filesystem::path &model) {
    std::filesystem::path file = model;
    file.replace_extension(".yaml");
    const auto text = read_file(file, 1 << 16);
    if (!text)
        return false;
    const std::size_t at = text->find("parameterization:");
    return at != std::string::npos && text->substr(at + 17, 8).find('v') != std::string::npos;
}

/// The deviation of a bias that v-prediction training leaves larger than 0.09.
Result<double> telling_deviation(const TensorFile &file, const TensorEntry &bias) {
    std::vector<char> raw(static_cast<std::size_t>(bias.bytes));
    std::vector<float> values(static_cast<std::size_t>(elements_of(bias)));
    SFUMATO_CHECK(file.read(bias, raw.data()));
    to_floats(bias.type, raw.data(), values.size(), values.data());
    double sum = 0.0, squares = 0.0;
    for (const float value : values) {
        sum += static_cast<double>(value);
        squares += static_cast<double>(value) * static_cast<double>(value);
    }
    const double n = static_cast<double>(values.size()), mean = sum / n;
    return std::sqrt(std::max(squares / n - mean * mean, 0.0));
}

} // namespace

Result<TrainingFacts> training_facts(const TensorFile &file, const TensorIndex &tensors, const PartPlace &unet) {
    const auto told = [&](const char *key) {
        const auto found = file.metadata().find(key);
        return found == file.metadata().end() ? std::string_view{} : std::string_view(found->second);
    };
    TrainingFacts facts;
    facts.zero_terminal_snr = tensors.find("ztsnr") != nullptr;
    facts.consistency = tensors.find(unet.prefix + "time_embedding.cond_proj.weight") != nullptr;
    const std::string_view type = told("modelspec.prediction_type"), architecture = told("modelspec.architecture");
    if (yaml_says_v(file.path()) || type == "v" || type == "v_prediction" ||
        architecture.starts_with("stable-diffusion-v2-768-v") || tensors.find("v_pred")) {
        facts.v_prediction = true;
        return facts;
    }
    if (type == "epsilon" || architecture.starts_with("stable-diffusion-v1") || architecture.starts_with("stable-diffusion-v2-512"))
        return facts;
    const PartTensors part(tensors, unet);
    const TensorEntry *bias = part.find("output_blocks.11.1.transformer_blocks.0.norm1.bias");
    const TensorEntry *query = first_ending(tensors, unet, "attn2.to_k.weight");
    const bool second = query && query->shape.size() == 2 && query->shape[1] == 1024;
    // Inpainting models of the second generation predict the noise.
    if (second && bias && converts_to_float(bias->type) && elements_of(*bias) > 0 && elements_of(*bias) < 65536 &&
        part.side("input_blocks.0.0.weight", 1) == 4) {
        SFUMATO_TRY(const double deviation, telling_deviation(file, *bias));
        facts.v_prediction = deviation > 0.09;
        return facts;
    }
    facts.certain = part.side("input_blocks.0.0.weight", 1) != 4 || !second;
    return facts;
}

nlohmann::json usual_scheduler(const TrainingFacts &facts, bool xl) {
    if (facts.consistency)
        return {{"_class_name", "LCMScheduler"}, {"num_train_timesteps", 1000}, {"beta_start", 0.00085}, {"beta_end", 0.012},
                {"beta_schedule", "scaled_linear"}, {"original_inference_steps", 50}, {"prediction_type", "epsilon"}};
    return {
        {"_class_name", xl ? "EulerDiscreteScheduler" : facts.v_prediction ? "DDIMScheduler" : "PNDMScheduler"},
        {"num_train_timesteps", 1000},
        {"beta_start", 0.00085},
        {"beta_end", 0.012},
        {"beta_schedule", "scaled_linear"},
        {"prediction_type", facts.v_prediction ? "v_prediction" : "epsilon"},
        {"set_alpha_to_one", false},
        {"skip_prk_steps", true},
        {"clip_sample", false},
        {"steps_offset", facts.zero_terminal_snr ? 0 : 1},
        {"timestep_spacing", facts.zero_terminal_snr ? "trailing" : "leading"},
        {"rescale_betas_zero_snr", facts.zero_terminal_snr},
    };
}

} // namespace sfumato::modelio
