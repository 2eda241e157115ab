// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/model_folder.h"

#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/json_file.h"
#include "core/modelio/key_map.h"

namespace sfumato::modelio {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path &path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool is_folder(const fs::path &path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

std::string_view config_name(Part part) {
    return part == Part::Scheduler ? "scheduler_config.json" : "config.json";
}

/// The part's folder. Errors: NotFound.
Result<fs::path> part_folder(const fs::path &root, Part part) {
    const fs::path folder = root / folder_name(part);
    if (is_folder(folder))
        return folder;
    return fail(ErrorCode::NotFound, display(root),
                fmt::format("the model has no {}: there is no folder of that name in it", folder_name(part)));
}

/// A file that a part cannot be without. Errors: NotFound naming part and file.
Result<fs::path> part_file(const fs::path &root, Part part, std::string_view name) {
    SFUMATO_TRY(const fs::path folder, part_folder(root, part));
    if (is_file(folder / name))
        return folder / name;
    return fail(ErrorCode::NotFound, display(folder), fmt::format("the model's {} lacks {}", folder_name(part), name));
}

Result<nlohmann::json> part_config(const fs::path &root, Part part) {
    SFUMATO_TRY(const fs::path file, part_file(root, part, config_name(part)));
    return read_json(file);
}

/// The vocabulary's files: vocab.json and merges.txt, or tokenizer.json, which is all that transformers 5 writes.
Result<void> find_tokenizer(const fs::path &root, Part part, fs::path &vocabulary, fs::path &merges) {
    const fs::path folder = root / folder_name(part);
    if (!is_file(folder / "vocab.json") && is_file(folder / "tokenizer.json")) {
        vocabulary = folder / "tokenizer.json";
        return {};
    }
    SFUMATO_TRY(vocabulary, part_file(root, part, "vocab.json"));
    SFUMATO_TRY(merges, part_file(root, part, "merges.txt"));
    return {};
}

/// SDXL's second encoder; nothing where there is no such folder. Weights are looked for later.
Result<std::optional<SecondText>> second_text(const fs::path &root) {
    if (!is_folder(root / folder_name(Part::TextEncoder2)))
        return std::optional<SecondText>{};
    SFUMATO_TRY(const nlohmann::json config, part_config(root, Part::TextEncoder2));
    SecondText text;
    SFUMATO_TRY(text.config, read_text_config(config, root / folder_name(Part::TextEncoder2) / config_name(Part::TextEncoder2)));
    SFUMATO_CHECK(find_tokenizer(root, Part::Tokenizer2, text.vocabulary, text.merges));
    return std::optional(std::move(text));
}

/// What SDXL's embedding of text and sizes must be made of.
Result<void> check_addition(const ModelFolder &model) {
    const TextConfig &text = model.text2 ? model.text2->config : model.text;
    const int sizes = model.size_count(), wanted = model.unet.addition_width - model.unet.addition_time_width * sizes;
    const int pooled = text.projects ? text.projection_dim : 0;
    if (model.unet.addition_width > 0 && (pooled == 0 || wanted != pooled))
        return fail(ErrorCode::ShapeMismatch, display(model.root),
                    fmt::format("the unet wants a pooled text of width {} and {} sizes (projection_class_embeddings_input_dim), "
                                "the last text encoder gives width {}",
                                wanted, sizes, pooled));
    return {};
}

/// The refiner's folder has the parts called "second" and not those called first.
bool is_refiner(const fs::path &root) {
    return !is_folder(root / folder_name(Part::TextEncoder)) && is_folder(root / folder_name(Part::TextEncoder2));
}

Result<nlohmann::json> scheduler_of(const fs::path &root) {
    SFUMATO_TRY(nlohmann::json json, part_config(root, Part::Scheduler));
    if (!json.is_object())
        return fail(ErrorCode::CorruptFile, display(root / folder_name(Part::Scheduler) / config_name(Part::Scheduler)),
                    "is not a JSON object");
    return json;
}

} // namespace

std::string_view folder_name(Part part) {
    switch (part) {
    case Part::UNet: return "unet";
    case Part::Vae: return "vae";
    case Part::TextEncoder: return "text_encoder";
    case Part::Tokenizer: return "tokenizer";
    case Part::Scheduler: return "scheduler";
    case Part::TextEncoder2: return "text_encoder_2";
    case Part::Tokenizer2: return "tokenizer_2";
    }
    return "unet";
}

Result<fs::path> find_weights(const fs::path &folder, Part part) {
    const bool text = part == Part::TextEncoder || part == Part::TextEncoder2;
    const std::string stem = text ? "model" : "diffusion_pytorch_model";
    const std::array<std::string, 4> names = {stem + ".safetensors", stem + ".safetensors.index.json",
                                              stem + ".fp16.safetensors", stem + ".safetensors.index.fp16.json"};
    for (const std::string &name : names)
        if (is_file(folder / name))
            return folder / name;
    const std::string torch_stem = text ? "pytorch_model" : stem;
    for (const char *ending : {".bin", ".bin.index.json", ".fp16.bin"})
        if (is_file(folder / (torch_stem + ending)))
            return folder / (torch_stem + ending);
    return fail(ErrorCode::NotFound, display(folder),
                fmt::format("the model's {} has no weights; looked for {}", folder_name(part), fmt::join(names, ", ")));
}

Result<void> check_fit(const ModelFolder &model) {
    const int text_width = model.text.hidden_size + (model.text2 ? model.text2->config.hidden_size : 0);
    if (model.unet.cross_attention_dim != text_width)
        return fail(
            ErrorCode::ShapeMismatch, display(model.root),
            fmt::format(
                "the unet attends to text of width {} (cross_attention_dim), the text_encoder gives {} (hidden_size)",
                model.unet.cross_attention_dim, text_width));
    SFUMATO_CHECK(check_addition(model));
    if (model.unet.out_channels != model.vae.latent_channels)
        return fail(ErrorCode::ShapeMismatch, display(model.root),
                    fmt::format("the unet makes {} channels (out_channels), the vae reads {} (latent_channels)",
                                model.unet.out_channels, model.vae.latent_channels));
    const int own = model.unet.in_channels, latent = model.vae.latent_channels;
    if (own != latent && own != 2 * latent && own != 2 * latent + 1)
        return fail(ErrorCode::UnsupportedFormat, display(model.root),
                    fmt::format("the unet takes {} channels (in_channels); {} (plain), {} (instruct-pix2pix) or {} (inpainting) are supported",
                                own, latent, 2 * latent, 2 * latent + 1));
    return {};
}

Result<std::string> pipeline_class(const fs::path &root) {
    const fs::path index = root / "model_index.json";
    if (!is_file(index))
        return std::string{};
    SFUMATO_TRY(const nlohmann::json json, read_json(index));
    const auto name = json.is_object() ? json.find("_class_name") : json.end();
    if (name == json.end() || !name->is_string())
        return fail(ErrorCode::CorruptFile, display(index), "_class_name is missing or no text");
    std::string text = name->get<std::string>();
    for (const std::string_view known :
         {"StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline",
          "StableDiffusionInpaintPipelineLegacy", "StableDiffusionControlNetPipeline", "StableDiffusionXLPipeline",
          "StableDiffusionXLImg2ImgPipeline", "StableDiffusionXLInpaintPipeline", "StableDiffusionXLControlNetPipeline",
          "StableDiffusionInstructPix2PixPipeline", "LatentConsistencyModelPipeline", "LatentConsistencyModelImg2ImgPipeline"})
        if (text == known)
            return text;
    return fail(ErrorCode::UnsupportedFormat, display(index),
                fmt::format("is for {}, which is not supported", in_quotes(text)),
                "models of the kinds Stable Diffusion 1, 2 and XL can be used");
}

Result<ModelFolder> open_config_folder(const fs::path &root) {
    if (!is_folder(root))
        return fail(ErrorCode::NotFound, display(root), "there is no such folder");
    SFUMATO_CHECK(pipeline_class(root));
    ModelFolder model;
    model.root = root;
    if (is_file(root / "model_index.json")) {
        SFUMATO_TRY(const nlohmann::json index, read_json(root / "model_index.json"));
        model.zeros_for_empty_prompt = index.is_object() && index.value("force_zeros_for_empty_prompt", nlohmann::json()) == true;
    }
    SFUMATO_TRY(const nlohmann::json unet, part_config(root, Part::UNet));
    SFUMATO_TRY(model.unet, read_unet_config(unet, root / "unet" / "config.json"));
    SFUMATO_TRY(const nlohmann::json vae, part_config(root, Part::Vae));
    SFUMATO_TRY(model.vae, read_vae_config(vae, root / "vae" / "config.json"));
    const bool refiner = is_refiner(root);
    const Part first = refiner ? Part::TextEncoder2 : Part::TextEncoder;
    SFUMATO_TRY(const nlohmann::json text, part_config(root, first));
    SFUMATO_TRY(model.text, read_text_config(text, root / folder_name(first) / config_name(first)));
    if (!refiner) {
        SFUMATO_TRY(model.text2, second_text(root));
    }
    SFUMATO_CHECK(find_tokenizer(root, refiner ? Part::Tokenizer2 : Part::Tokenizer, model.vocabulary, model.merges));
    SFUMATO_TRY(model.scheduler, scheduler_of(root));
    SFUMATO_CHECK(check_fit(model));
    return model;
}

Result<ModelFolder> open_model_folder(const fs::path &root) {
    SFUMATO_TRY(ModelFolder model, open_config_folder(root));
    SFUMATO_TRY(model.unet_weights, find_weights(root / folder_name(Part::UNet), Part::UNet));
    SFUMATO_TRY(model.vae_weights, find_weights(root / folder_name(Part::Vae), Part::Vae));
    SFUMATO_TRY(model.text_weights, find_weights(root / folder_name(is_refiner(root) ? Part::TextEncoder2 : Part::TextEncoder), Part::TextEncoder));
    if (model.text2) {
        SFUMATO_TRY(model.text2->weights, find_weights(root / folder_name(Part::TextEncoder2), Part::TextEncoder2));
    }
    return model;
}

namespace {

/// The tensors of a source of one file under other names; a source of several stays as it is.
template <typename Rename>
TensorSource renamed(TensorSource source, const Rename &rename) {
    if (source.files().size() != 1)
        return source;
    const std::shared_ptr<const TensorFile> &file = source.files().front();
    std::vector<Renamed> tensors;
    for (const TensorEntry &entry : file->tensors())
        tensors.push_back({rename(entry.name), &entry, 0, {}, false});
    return TensorSource(file, tensors);
}

/// A text encoder saved by transformers 5 lacks the prefix that all before it have.
TensorSource with_text_prefix(TensorSource source) {
    if (!source.find("embeddings.token_embedding.weight"))
        return source;
    return renamed(std::move(source), [](std::string_view name) { return "text_model." + std::string(name); });
}

} // namespace

Result<TensorSource> open_weights(const ModelFolder &model, Part part) {
    if (model.checkpoint) {
        const Checkpoint &all = *model.checkpoint;
        return TensorSource(all.file, part == Part::UNet           ? all.unet
                                      : part == Part::Vae          ? all.vae
                                      : part == Part::TextEncoder2 ? all.text2
                                                                   : all.text);
    }
    if (part == Part::Vae) {
        SFUMATO_TRY(TensorSource source, TensorSource::open(model.vae_weights));
        return renamed(std::move(source), current_vae_name); // old VAEs name their attention differently
    }
    if (part == Part::UNet)
        return TensorSource::open(model.unet_weights);
    SFUMATO_TRY(TensorSource source, TensorSource::open(part == Part::TextEncoder2 ? model.text2->weights : model.text_weights));
    return with_text_prefix(std::move(source));
}

} // namespace sfumato::modelio
