// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/convert.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/key_map.h"
#include "core/modelio/number_formats.h"

namespace sfumato::modelio {
namespace {

namespace fs = std::filesystem;

using Plans = std::vector<TensorPlan>;
using Read = std::function<Result<void>(void *)>;

bool is_float(ElementType type) {
    return type == ElementType::F32 || type == ElementType::F16 || type == ElementType::BF16 || type == ElementType::F64;
}

ElementType target_type(const TensorEntry &entry, const ConvertOptions &options) {
    if (!is_float(entry.type) || is_leftover(entry.name))
        return entry.type;
    return options.type.value_or(entry.encoding.empty() ? entry.type : ElementType::F16);
}

/// Reads `entry` by `read` and makes numbers of `type` of it.
Result<void> read_as(const TensorEntry &entry, ElementType type, const Read &read, void *destination) {
    if (type == entry.type)
        return read(destination);
    const auto count = static_cast<std::size_t>(elements_of(entry));
    std::vector<std::max_align_t> raw(static_cast<std::size_t>(entry.bytes) / sizeof(std::max_align_t) + 1);
    SFUMATO_CHECK(read(raw.data()));
    constexpr std::size_t piece = 4096;
    std::array<float, piece> floats{};
    const auto from = static_cast<std::size_t>(bits_of(entry.type)) / 8, to = static_cast<std::size_t>(bits_of(type)) / 8;
    for (std::size_t i = 0; i < count; i += piece) {
        const std::size_t some = std::min(piece, count - i);
        to_floats(entry.type, reinterpret_cast<const char *>(raw.data()) + i * from, some, floats.data());
        from_floats(type, floats.data(), some, static_cast<char *>(destination) + i * to);
    }
    return {};
}

/// A tensor of `source` under the name and shape it gets.
TensorPlan plan_of(const TensorSource &source, const TensorEntry &entry, std::string name, std::vector<std::int64_t> shape,
                   const ConvertOptions &options) {
    const ElementType type = target_type(entry, options);
    return {std::move(name), type, std::move(shape), [&source, &entry, type](void *destination) {
                return read_as(entry, type, [&](void *raw) { return source.read(entry.name, raw); }, destination);
            }};
}

/// The weights of the autoencoder's attention are matrices here and 1x1 convolutions there.
bool is_vae_attention(std::string_view diffusers_name) {
    constexpr std::string_view place = ".mid_block.attentions.0.to_";
    return diffusers_name.find(place) != std::string_view::npos && diffusers_name.ends_with(".weight");
}

std::vector<std::int64_t> with_ones(std::vector<std::int64_t> shape, std::size_t rank) {
    while (shape.size() > rank && shape.back() == 1)
        shape.pop_back();
    shape.resize(std::max(shape.size(), rank), 1);
    return shape;
}

Plans diffusers_plans(const TensorSource &source, Part part, const ConvertOptions &options) {
    Plans plans;
    for (const std::string &name : source.names()) {
        const TensorEntry &entry = *source.find(name);
        const bool matrix = part == Part::Vae && is_vae_attention(name);
        plans.push_back(plan_of(source, entry, name, matrix ? with_ones(entry.shape, 2) : entry.shape, options));
    }
    return plans;
}

tl::unexpected<Error> no_place(const ModelFolder &model, std::string_view name) {
    return fail(ErrorCode::UnsupportedFormat, display(model.root),
                fmt::format("tensor {} has no place in the LDM layout", in_quotes(name)));
}

Result<void> plan_ldm_unet(const ModelFolder &model, const TensorSource &source, const ConvertOptions &options, Plans &plans) {
    const KeyMap map = KeyMap::unet(model.unet);
    for (const std::string &name : source.names()) {
        const auto original = map.to_original(name);
        if (!original)
            return no_place(model, name);
        const TensorEntry &entry = *source.find(name);
        plans.push_back(plan_of(source, entry, "model.diffusion_model." + *original, entry.shape, options));
    }
    return {};
}

Result<void> plan_ldm_vae(const ModelFolder &model, const TensorSource &source, const ConvertOptions &options, Plans &plans) {
    const KeyMap map = KeyMap::vae(model.vae);
    for (const std::string &name : source.names()) {
        const auto original = map.to_original(name);
        if (!original)
            return no_place(model, name);
        const TensorEntry &entry = *source.find(name);
        plans.push_back(plan_of(source, entry, "first_stage_model." + *original,
                                is_vae_attention(name) ? with_ones(entry.shape, 4) : entry.shape, options));
    }
    return {};
}

/// Query, key and value as the one tensor that OpenCLIP has.
Result<TensorPlan> plan_fused(const ModelFolder &model, const TensorSource &source, const std::string &prefix, int number,
                              const std::string &leaf, const ConvertOptions &options) {
    const std::string layer = fmt::format("text_model.encoder.layers.{}", number);
    std::array<const TensorEntry *, 3> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i] = source.find(fmt::format("{}.self_attn.{}_proj.{}", layer, "qkv"[i], leaf));
        if (!parts[i] || parts[i]->shape != parts[0]->shape || parts[i]->type != parts[0]->type)
            return no_place(model, layer + ".self_attn");
    }
    std::vector<std::int64_t> shape = parts[0]->shape;
    shape.front() *= 3;
    const ElementType type = target_type(*parts[0], options);
    const std::uint64_t bytes = elements_of(*parts[0]) * static_cast<std::uint64_t>(bits_of(type)) / 8;
    return TensorPlan{fmt::format("{}transformer.resblocks.{}.attn.in_proj_{}", prefix, number, leaf), type, std::move(shape), [&source, parts, type, bytes](void *destination) -> Result<void> {
                          for (std::size_t i = 0; i < parts.size(); ++i)
                              SFUMATO_CHECK(read_as(*parts[i], type, [&](void *raw) { return source.read(parts[i]->name, raw); },
                                                    static_cast<char *>(destination) + i * bytes));
                          return {};
                      }};
}

/// OpenCLIP's projection acts from the other side.
TensorPlan plan_transposed(const TensorSource &source, const TensorEntry &entry, std::string name, const ConvertOptions &options) {
    const auto rows = static_cast<std::size_t>(entry.shape.front()), columns = static_cast<std::size_t>(entry.shape.back());
    TensorPlan plan = plan_of(source, entry, std::move(name), {entry.shape.back(), entry.shape.front()}, options);
    const auto size = static_cast<std::size_t>(bits_of(plan.type)) / 8;
    plan.fill = [fill = std::move(plan.fill), rows, columns, size](void *destination) -> Result<void> {
        std::vector<std::max_align_t> straight(rows * columns * size / sizeof(std::max_align_t) + 1);
        SFUMATO_CHECK(fill(straight.data()));
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < columns; ++j)
                std::memcpy(static_cast<char *>(destination) + (j * rows + i) * size,
                            reinterpret_cast<const char *>(straight.data()) + (i * columns + j) * size, size);
        return {};
    };
    return plan;
}

Result<void> plan_open_clip(const ModelFolder &model, const TextConfig &config, const std::string &prefix, const TensorSource &source,
                            const ConvertOptions &options, Plans &plans) {
    const KeyMap map = KeyMap::open_clip(config);
    for (int i = 0; i < config.num_hidden_layers; ++i)
        for (const char *leaf : {"weight", "bias"}) {
            SFUMATO_TRY(TensorPlan fused, plan_fused(model, source, prefix, i, leaf, options));
            plans.push_back(std::move(fused));
        }
    for (const std::string &name : source.names()) {
        if (is_leftover(name) || name.find(".self_attn.q_proj.") != std::string::npos ||
            name.find(".self_attn.k_proj.") != std::string::npos || name.find(".self_attn.v_proj.") != std::string::npos)
            continue;
        if (name == "text_projection.weight" && source.find(name)->shape.size() == 2) {
            plans.push_back(plan_transposed(source, *source.find(name), prefix + "text_projection", options));
            continue;
        }
        const auto original = name == "text_model.embeddings.position_embedding.weight" ? std::optional<std::string>("positional_embedding")
                                                                                         : map.to_original(name);
        if (!original)
            return no_place(model, name);
        const TensorEntry &entry = *source.find(name);
        plans.push_back(plan_of(source, entry, prefix + *original, entry.shape, options));
    }
    return {};
}

Result<void> plan_ldm_text(const ModelFolder &model, const TensorSource &source, const ConvertOptions &options, Plans &plans) {
    if (model.text.activation == TextActivation::Gelu && !model.text2)
        return plan_open_clip(model, model.text, "cond_stage_model.model.", source, options, plans);
    const std::string prefix = model.text2 ? "conditioner.embedders.0.transformer." : "cond_stage_model.transformer.";
    for (const std::string &name : source.names())
        plans.push_back(plan_of(source, *source.find(name), prefix + name, source.find(name)->shape, options));
    return {};
}

const std::map<std::string, std::string> written_metadata = {{"format", "pt"}};

Result<void> write_ldm(const ModelFolder &model, const fs::path &out, const ConvertOptions &options,
                       const WriteProgress &progress, const CancelToken &cancel) {
    SFUMATO_TRY(const TensorSource unet, open_weights(model, Part::UNet));
    SFUMATO_TRY(const TensorSource vae, open_weights(model, Part::Vae));
    SFUMATO_TRY(const TensorSource text, open_weights(model, Part::TextEncoder));
    Plans plans;
    SFUMATO_CHECK(plan_ldm_unet(model, unet, options, plans));
    SFUMATO_CHECK(plan_ldm_vae(model, vae, options, plans));
    SFUMATO_CHECK(plan_ldm_text(model, text, options, plans));
    std::optional<TensorSource> text2; // which the plans refer to
    if (model.text2) {
        SFUMATO_TRY(text2, open_weights(model, Part::TextEncoder2));
        SFUMATO_CHECK(plan_open_clip(model, model.text2->config, "conditioner.embedders.1.model.", *text2, options, plans));
    }
    return write_safetensors(out, plans, written_metadata, progress, cancel);
}

std::string text_of(const nlohmann::json &json) {
    return json.dump(2) + "\n";
}

/// The tokenizer's files, with the fill-up token that its text encoder was trained with.
Result<void> write_tokenizer(const fs::path &vocabulary, std::optional<std::int32_t> pad_token, int positions, const fs::path &folder) {
    const fs::path from = vocabulary.parent_path();
    std::error_code ignored;
    for (const char *name : {"vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"}) {
        if (!fs::exists(from / name, ignored))
            continue;
        SFUMATO_TRY(const std::string text, read_file(from / name));
        SFUMATO_CHECK(write_file(folder / name, text));
    }
    if (fs::exists(from / "tokenizer_config.json", ignored))
        return {};
    const std::string pad = pad_token == 0 ? "!" : "<|endoftext|>";
    return write_file(folder / "tokenizer_config.json",
                      text_of({{"tokenizer_class", "CLIPTokenizer"},
                               {"bos_token", "<|startoftext|>"},
                               {"eos_token", "<|endoftext|>"},
                               {"unk_token", "<|endoftext|>"},
                               {"pad_token", pad},
                               {"model_max_length", positions}}));
}

Result<void> write_configs(const ModelFolder &model, const fs::path &folder) {
    const std::string scheduler = model.scheduler.value("_class_name", std::string("PNDMScheduler"));
    const nlohmann::json nothing = nlohmann::json::array({nullptr, nullptr});
    const auto entry = [](const char *library, const std::string &name) { return nlohmann::json::array({library, name}); };
    const bool inpaints = model.unet.in_channels > model.unet.out_channels;
    nlohmann::json index = {{"_class_name", fmt::format("StableDiffusion{}{}Pipeline", model.text2 ? "XL" : "", inpaints ? "Inpaint" : "")},
                            {"unet", entry("diffusers", "UNet2DConditionModel")},
                            {"vae", entry("diffusers", "AutoencoderKL")},
                            {"text_encoder", entry("transformers", "CLIPTextModel")},
                            {"tokenizer", entry("transformers", "CLIPTokenizer")},
                            {"scheduler", entry("diffusers", scheduler)},
                            {"feature_extractor", nothing}};
    if (model.text2) {
        index["text_encoder_2"] = entry("transformers", "CLIPTextModelWithProjection");
        index["tokenizer_2"] = entry("transformers", "CLIPTokenizer");
        index["force_zeros_for_empty_prompt"] = model.zeros_for_empty_prompt;
        SFUMATO_CHECK(write_file(folder / "text_encoder_2/config.json", text_of(to_json(model.text2->config))));
    } else {
        index["safety_checker"] = nothing;
    }
    SFUMATO_CHECK(write_file(folder / "model_index.json", text_of(index)));
    SFUMATO_CHECK(write_file(folder / "unet/config.json", text_of(to_json(model.unet))));
    SFUMATO_CHECK(write_file(folder / "vae/config.json", text_of(to_json(model.vae))));
    SFUMATO_CHECK(write_file(folder / "text_encoder/config.json", text_of(to_json(model.text))));
    return write_file(folder / "scheduler/scheduler_config.json", text_of(model.scheduler));
}

/// Writes into a folder beside `out`, which gets its name when everything is there.
Result<void> write_folder(const ModelFolder &model, const fs::path &out, const ConvertOptions &options,
                          const WriteProgress &progress, const CancelToken &cancel) {
    fs::path partial = out;
    partial += fmt::format(".partial-{}", static_cast<std::uint64_t>(fs::file_time_type::clock::now().time_since_epoch().count()));
    std::error_code problem;
    struct Remover {
        fs::path path;
        ~Remover() {
            std::error_code ignored;
            fs::remove_all(path, ignored);
        }
    } const remover{partial};
    std::vector<Part> folders(all_parts.begin(), all_parts.end()), networks = {Part::UNet, Part::Vae, Part::TextEncoder};
    if (model.text2) {
        folders.insert(folders.end(), {Part::TextEncoder2, Part::Tokenizer2});
        networks.push_back(Part::TextEncoder2);
    }
    for (const Part part : folders)
        if (fs::create_directories(partial / folder_name(part), problem); problem)
            return fail(ErrorCode::Unreadable, display(partial), "cannot be made: " + problem.message());
    SFUMATO_CHECK(write_configs(model, partial));
    SFUMATO_CHECK(write_tokenizer(model.vocabulary, model.pad_token, model.text.max_position_embeddings, partial / folder_name(Part::Tokenizer)));
    if (const auto &second = model.text2)
        SFUMATO_CHECK(write_tokenizer(second->vocabulary, second->pad_token, second->config.max_position_embeddings,
                                      partial / folder_name(Part::Tokenizer2)));
    std::vector<std::pair<Part, TensorSource>> sources;
    std::uint64_t total = 0, before = 0;
    for (const Part part : networks) {
        SFUMATO_TRY(TensorSource source, open_weights(model, part));
        sources.emplace_back(part, std::move(source));
    }
    std::vector<Plans> plans;
    for (const auto &[part, source] : sources) {
        plans.push_back(diffusers_plans(source, part, options));
        for (const TensorPlan &plan : plans.back())
            total += bytes_of(plan.type, plan.shape).value_or(0);
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const Part part = sources[i].first;
        const bool text = part == Part::TextEncoder || part == Part::TextEncoder2;
        const char *name = text ? "model.safetensors" : "diffusion_pytorch_model.safetensors";
        std::uint64_t written = 0;
        SFUMATO_CHECK(write_safetensors(partial / folder_name(part) / name, plans[i], written_metadata,
                                        [&](std::uint64_t done, std::uint64_t) {
                                            written = done;
                                            if (progress)
                                                progress(before + done, total);
                                        },
                                        cancel));
        before += written;
    }
    if (fs::rename(partial, out, problem); problem)
        return fail(ErrorCode::Unreadable, display(out), "cannot be put in place: " + problem.message());
    return {};
}

/// Another container or type, the same names.
Result<void> rewrite_file(const fs::path &in, const fs::path &out, const ConvertOptions &options, const WriteProgress &progress,
                          const CancelToken &cancel) {
    SFUMATO_TRY(const TensorSource source, TensorSource::open(in));
    Plans plans;
    for (const std::string &name : source.names())
        plans.push_back(plan_of(source, *source.find(name), name, source.find(name)->shape, options));
    std::map<std::string, std::string> metadata = source.files().front()->metadata();
    metadata.insert(written_metadata.begin(), written_metadata.end());
    return write_safetensors(out, plans, metadata, progress, cancel);
}

} // namespace

Result<void> convert_model(const fs::path &in, const fs::path &out, const ConvertOptions &options, const WriteProgress &progress,
                           const CancelToken &cancel) {
    std::error_code ignored;
    if (fs::exists(out, ignored))
        return fail(ErrorCode::Conflict, display(out), "exists already", "choose another name; nothing was changed");
    const bool folder = fs::is_directory(in, ignored);
    const Layout from = folder ? Layout::DiffusersFolder : Layout::Ldm;
    const Layout to = options.layout.value_or(from);
    const bool names_file = out.extension() == ".safetensors";
    if (names_file != (to == Layout::Ldm))
        return fail(ErrorCode::InvalidArgument, display(out),
                    to == Layout::Ldm ? "is to be a single file, whose name ends in .safetensors"
                                      : "is to be a folder in diffusers layout, whose name does not end in .safetensors",
                    "change the name, or the layout with --layout");
    if (!folder && to == Layout::Ldm)
        return rewrite_file(in, out, options, progress, cancel);
    ModelFolder model;
    if (folder) {
        SFUMATO_TRY(model, open_model_folder(in));
    } else {
        SFUMATO_TRY(model, open_single_file(in, options.help));
    }
    return to == Layout::Ldm ? write_ldm(model, out, options, progress, cancel)
                             : write_folder(model, out, options, progress, cancel);
}

} // namespace sfumato::modelio
