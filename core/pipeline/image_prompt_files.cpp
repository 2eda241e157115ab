// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/image_prompt_files.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file_io.h"
#include "core/pipeline/part_source.h"

namespace sfumato::pipeline {
namespace {

namespace fs = std::filesystem;
using modelio::TensorSource;
using vision::ProjectionKind;

std::string as_it_is(const std::string &name) { return name; }

/// What the shapes of an IP-Adapter's projection say. Errors: UnsupportedFormat.
Result<vision::ProjectionConfig> projection_of(const TensorSource &source) {
    const auto size = [&](const char *name, std::size_t dimension) { return side(source, std::string("image_proj.") + name, dimension); };
    const auto holds = [&](const char *name) { return size(name, 0) > 0; };
    if (holds("perceiver_resampler.proj_in.weight") || (holds("proj.0.weight") && holds("norm.weight") && !holds("proj.3.weight")))
        return fail(ErrorCode::UnsupportedFormat, display(source.path()),
                    "is a FaceID IP-Adapter: it reads faces measured by InsightFace, not pictures, and is not supported",
                    "use an IP-Adapter of the kinds base, plus or full");
    vision::ProjectionConfig config;
    if (holds("latents")) {
        config.kind = ProjectionKind::Plus;
        config.tokens = size("latents", 1);
        config.inner_width = size("latents", 2);
        config.seen_width = size("proj_in.weight", 1);
        config.context_width = size("proj_out.weight", 0);
        config.heads = size("layers.0.0.to_q.weight", 0) / 64;
        config.layers = count(source, as_it_is, "image_proj.layers.{}.0.to_q.weight");
    } else if (holds("proj.3.weight")) {
        config.kind = ProjectionKind::Full;
        config.seen_width = size("proj.0.weight", 1);
        config.inner_width = size("proj.0.weight", 0);
        config.context_width = size("proj.3.weight", 0);
    } else if (holds("proj.weight")) {
        config.seen_width = size("proj.weight", 1);
        config.context_width = size("norm.weight", 0);
        config.tokens = config.context_width > 0 ? size("proj.weight", 0) / config.context_width : 0;
    } else {
        return fail(ErrorCode::UnsupportedFormat, display(source.path()), "is no IP-Adapter: it has no image_proj",
                    "control networks go to --controlnet, LoRAs to --lora");
    }
    if (config.tokens < 1 || config.seen_width < 1 || config.context_width < 1 || config.heads < 1)
        return fail(ErrorCode::UnsupportedFormat, display(source.path()), "has an image_proj of no known kind");
    return config;
}

/// OpenCLIP's vision tower under transformers' names.
TensorSource renamed_open_clip(const TensorSource &source) {
    constexpr std::string_view tower = "visual.", blocks = "transformer.resblocks.";
    constexpr std::pair<std::string_view, std::string_view> whole[] = {
        {"class_embedding", "embeddings.class_embedding"}, {"conv1.weight", "embeddings.patch_embedding.weight"},
        {"positional_embedding", "embeddings.position_embedding.weight"}, {"ln_pre.weight", "pre_layrnorm.weight"},
        {"ln_pre.bias", "pre_layrnorm.bias"}, {"ln_post.weight", "post_layernorm.weight"}, {"ln_post.bias", "post_layernorm.bias"}};
    constexpr std::pair<std::string_view, std::string_view> parts[] = {{"ln_1.", "layer_norm1."}, {"ln_2.", "layer_norm2."},
                                                                       {"attn.out_proj.", "self_attn.out_proj."}, {"mlp.c_fc.", "mlp.fc1."},
                                                                       {"mlp.c_proj.", "mlp.fc2."}};
    std::vector<modelio::Renamed> tensors;
    const auto &file = source.files().front();
    for (const auto &entry : file->tensors()) {
        std::string_view name = entry.name;
        if (!name.starts_with(tower))
            continue;
        name.remove_prefix(tower.size());
        if (name == "proj") // OpenCLIP multiplies from the other side
            tensors.push_back({"visual_projection.weight", &entry, 0, {}, true});
        for (const auto &[theirs, ours] : whole)
            if (name == theirs)
                tensors.push_back({fmt::format("vision_model.{}", ours), &entry, 0, {}, false});
        if (!name.starts_with(blocks))
            continue;
        name.remove_prefix(blocks.size());
        const std::size_t point = std::min(name.find('.'), name.size() - 1);
        const auto layer = fmt::format("vision_model.encoder.layers.{}", name.substr(0, point));
        const std::string_view rest = name.substr(point + 1);
        for (const auto &[theirs, ours] : parts)
            if (rest.starts_with(theirs))
                tensors.push_back({fmt::format("{}.{}{}", layer, ours, rest.substr(theirs.size())), &entry, 0, {}, false});
        constexpr std::string_view fused = "attn.in_proj_";
        if (rest.starts_with(fused) && !entry.shape.empty() && entry.shape.front() > 0 && entry.shape.front() % 3 == 0) {
            const auto rows = static_cast<std::uint64_t>(entry.shape.front()) / 3;
            std::uint64_t first = 0;
            for (const char *projection : {"q_proj", "k_proj", "v_proj"}) {
                tensors.push_back({fmt::format("{}.self_attn.{}.{}", layer, projection, rest.substr(fused.size())), &entry, first, rows, false});
                first += rows;
            }
        }
    }
    return TensorSource(file, tensors);
}

/// An encoder's tensors under transformers' names, and what its shapes and config say of it.
struct Encoder {
    TensorSource source;
    vision::VisionConfig config;
};

Result<Encoder> open_encoder(const fs::path &path) {
    SFUMATO_TRY(const auto place, place_of(path, "image_encoder", WeightName::Transformers));
    SFUMATO_TRY(auto source, TensorSource::open(place.weights));
    if (source.find("visual.conv1.weight") && source.files().size() == 1)
        source = renamed_open_clip(source);
    constexpr const char *patches = "vision_model.embeddings.patch_embedding.weight";
    vision::VisionConfig config;
    config.hidden_size = side(source, patches, 0);
    config.patch_size = side(source, patches, 2);
    if (config.hidden_size == 0 || config.patch_size == 0)
        return fail(ErrorCode::UnsupportedFormat, display(place.weights), "is no CLIP vision encoder: it has no patch embedding");
    const int cells = side(source, "vision_model.embeddings.position_embedding.weight", 0) - 1;
    const int grid = static_cast<int>(std::lround(std::sqrt(std::max(cells, 0))));
    config.image_size = grid * config.patch_size;
    config.num_hidden_layers = count(source, as_it_is, "vision_model.encoder.layers.{}.mlp.fc1.weight");
    config.intermediate_size = side(source, "vision_model.encoder.layers.0.mlp.fc1.weight", 0);
    config.projection_dim = side(source, "visual_projection.weight", 0);
    // OpenAI's encoders have heads of 64 and their own activation, OpenCLIP's H and bigG sixteen heads and the usual one.
    const bool open_clip = config.hidden_size == 1280 || config.hidden_size == 1664;
    config.num_attention_heads = open_clip ? 16 : std::max(config.hidden_size / 64, 1);
    config.activation = open_clip ? modelio::TextActivation::Gelu : modelio::TextActivation::QuickGelu;
    if (place.config.is_object()) {
        const auto heads = place.config.find("num_attention_heads"), act = place.config.find("hidden_act");
        if (heads != place.config.end() && heads->is_number_integer() && *heads >= 1 && *heads <= 1024)
            config.num_attention_heads = *heads;
        if (act != place.config.end() && act->is_string())
            config.activation = *act == "quick_gelu" ? modelio::TextActivation::QuickGelu : modelio::TextActivation::Gelu;
    }
    if (grid < 1 || grid * grid != cells || config.image_size > 4096 || config.hidden_size % config.num_attention_heads != 0)
        return fail(ErrorCode::ShapeMismatch, display(place.weights),
                    fmt::format("has {} positions and a width of {}, which fit no CLIP vision encoder", cells, config.hidden_size));
    return Encoder{std::move(source), config};
}

/// Does an encoder give what an adapter reads?
bool gives(const vision::VisionConfig &encoder, const vision::ProjectionConfig &reads) {
    return (reads.reads_patches() ? encoder.hidden_size : encoder.projection_dim) == reads.seen_width;
}

/// Where people keep an adapter's encoder.
std::vector<fs::path> candidates(const fs::path &adapter) {
    std::vector<fs::path> found;
    std::error_code ignored;
    const fs::path beside = adapter.parent_path(), above = beside.parent_path();
    for (const fs::path &folder : {beside / "image_encoder", above / "image_encoder", above / "models" / "image_encoder",
                                   above / "sdxl_models" / "image_encoder"})
        if (fs::is_directory(folder, ignored))
            found.push_back(folder);
    constexpr std::size_t most = 64;
    for (const fs::path &folder : {beside / "clip_vision", above / "clip_vision"})
        for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end && found.size() < most; entry.increment(ignored))
            if (const auto ending = entry->path().extension(); ending == ".safetensors" || ending == ".bin" || ending == ".pt")
                found.push_back(entry->path());
    return found;
}

} // namespace

Result<std::shared_ptr<const vision::IpAdapter>> load_ip_adapter(const fs::path &path, const modelio::UNetConfig &base, const at::TensorOptions &wanted,
                                                                 const CancelToken &cancel) {
    SFUMATO_TRY(const auto source, TensorSource::open(path));
    SFUMATO_TRY(const auto config, projection_of(source));
    if (config.context_width != base.cross_attention_dim)
        return fail(ErrorCode::ShapeMismatch, display(path),
                    fmt::format("makes tokens of width {} where the model attends to text of width {}", config.context_width, base.cross_attention_dim),
                    "was it made for another kind of model?");
    auto adapter = build<vision::IpAdapter>(source, wanted, cancel, as_it_is, config, base);
    if (!adapter)
        adapter.error().advice = "was it made for another kind of model?";
    return adapter;
}

Result<std::shared_ptr<const vision::ClipVisionEncoder>> load_image_encoder(const fs::path &path, const at::TensorOptions &wanted, const CancelToken &cancel) {
    SFUMATO_TRY(const auto encoder, open_encoder(path));
    return build<vision::ClipVisionEncoder>(encoder.source, wanted, cancel, as_it_is, encoder.config);
}

Result<fs::path> find_image_encoder(const fs::path &given, const fs::path &adapter, const vision::ProjectionConfig &reads) {
    const auto wanted = fmt::format("a CLIP vision encoder of width {}", reads.seen_width);
    if (!given.empty()) {
        SFUMATO_TRY(const auto encoder, open_encoder(given));
        if (!gives(encoder.config, reads))
            return fail(ErrorCode::ShapeMismatch, display(given),
                        fmt::format("gives {} numbers where {} reads {}", reads.reads_patches() ? encoder.config.hidden_size : encoder.config.projection_dim,
                                    display(adapter.filename()), reads.seen_width),
                        "most adapters read ViT-H/14, those called sdxl without vit-h read ViT-bigG/14");
        return given;
    }
    const auto places = candidates(adapter);
    for (const fs::path &place : places)
        if (const auto encoder = open_encoder(place); encoder && gives(encoder->config, reads))
            return place;
    return fail(ErrorCode::NotFound, display(adapter),
                fmt::format("reads {}, and none was found beside it (looked for image_encoder and clip_vision folders)", wanted),
                "name one with --image-encoder; most adapters read ViT-H/14, those called sdxl without vit-h read ViT-bigG/14");
}

} // namespace sfumato::pipeline
