// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/parts.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "core/adapters/adapter_tags.h"
#include "core/base/printable.h"
#include "core/nn/weight_map.h"
#include "core/pipeline/habits.h"
#include "core/pipeline/memory.h"
#include "core/torch/guard.h"

namespace sfumato::pipeline {
namespace {

namespace fs = std::filesystem;

/// What tells a file from a later one of the same name. Folders are known by their weights' folder alone.
std::string identity_of(const fs::path &path) {
    std::error_code ignored;
    const auto size = fs::is_regular_file(path, ignored) ? fs::file_size(path, ignored) : 0;
    const auto time = fs::last_write_time(path, ignored).time_since_epoch().count();
    return fmt::format("{}|{}|{}", path.string(), size, time);
}

/// `network` again, with some of its tensors replaced; the others are shared.
template <typename Network>
std::shared_ptr<const Network> rebuilt(const Network &network, adapters::WeightTable &weights, const adapters::WeightTable &changed) {
    for (const auto &[name, tensor] : changed)
        weights[name] = tensor;
    nn::WeightMap source(weights);
    return std::make_shared<const Network>(nn::Scope(source), network.config());
}

/// Keeps `cache` to what this request uses, so that parts nobody wants any more are let go.
template <typename Part>
void keep_only(std::map<std::string, Part> &cache, const std::vector<std::string> &wanted) {
    std::erase_if(cache, [&](const auto &entry) { return std::find(wanted.begin(), wanted.end(), entry.first) == wanted.end(); });
}

} // namespace

Result<void> check_parts_exist(const GenerationRequest &request) {
    std::vector<std::string> warnings;
    SFUMATO_CHECK(adapters::adapters_of(request, !resolve(request.habits).literal_prompt, warnings));
    SFUMATO_CHECK(adapters::hypernetworks_of(request, !resolve(request.habits).literal_prompt, warnings));
    const auto check = [](const char *option, const std::string &path) -> Result<void> {
        std::error_code ignored;
        if (path.empty() || fs::exists(path, ignored))
            return {};
        return fail(ErrorCode::NotFound, option, "names " + in_quotes(path) + ", which is not there");
    };
    for (const AdapterUse &use : request.adapters)
        SFUMATO_CHECK(check("--lora", use.file));
    for (const std::string &file : request.embeddings)
        SFUMATO_CHECK(check("--embedding", file));
    SFUMATO_CHECK(check("--vae", request.vae));
    SFUMATO_CHECK(check("--preview-vae", request.preview_vae));
    SFUMATO_CHECK(check("--upscaler", request.upscaler));
    if (request.hires)
        SFUMATO_CHECK(check("--hires-upscaler", request.hires->upscaler));
    for (const HypernetworkUse &use : request.hypernetworks)
        SFUMATO_CHECK(check("--hypernetwork", use.file));
    for (const ControlUse &use : request.controls)
        SFUMATO_CHECK(check("--controlnet", use.file));
    for (const ImagePromptUse &use : request.image_prompts)
        SFUMATO_CHECK(check("--ip-adapter", use.file));
    SFUMATO_CHECK(check("--image-encoder", request.image_encoder));
    return check("--refiner", request.refiner.model);
}

std::vector<conditioning::Speaker> speakers(const Model &model, const std::vector<adapters::Embedding> &words) {
    std::vector<conditioning::Speaker> all;
    for (size_t i = 0; i < model.text.size(); ++i) {
        const TextPart &text = model.text[i];
        conditioning::Speaker speaker{text.tokenizer.get(), text.encoder.get(), {}, {}};
        std::vector<at::Tensor> vectors;
        int32_t next = text.encoder->config().vocab_size;
        for (const auto &word : words) {
            if (!word.vectors[i].defined())
                continue;
            const auto count = static_cast<int>(word.count());
            // ComfyUI's way of naming one works as well.
            for (const std::string &name : {word.name, "embedding:" + word.name})
                if (auto spelling = text.tokenizer->encode(name); !spelling.empty())
                    speaker.words.push_back({std::move(spelling), next, count});
            vectors.push_back(word.vectors[i]);
            next += count;
        }
        if (!vectors.empty())
            speaker.vectors = at::cat(vectors);
        all.push_back(std::move(speaker));
    }
    return all;
}

Result<void> PartsLoader::adapt(const std::shared_ptr<const Model> &base, const std::vector<adapters::Use> &uses, const CancelToken &cancel) {
    std::string key;
    for (const auto &use : uses)
        key += fmt::format("{}*{}*{}\n", identity_of(use.file), use.unet_weight, use.text_weight);
    if (adapted_.model && adapted_.key == key)
        return {};
    adapted_ = {};
    if (uses.empty()) {
        adapted_.model = base;
        return {};
    }
    adapters::Networks networks{&base->unet_weights, &base->unet->config(), {}};
    for (const TextPart &text : base->text)
        networks.text.push_back(&text.weights);
    SFUMATO_TRY(auto changes, adapters::apply(networks, uses, cancel));
    auto model = std::make_shared<Model>(*base);
    if (!changes.unet.empty())
        model->unet = rebuilt(*base->unet, model->unet_weights, changes.unet);
    for (size_t i = 0; i < model->text.size(); ++i)
        if (!changes.text[i].empty())
            model->text[i].encoder = rebuilt(*base->text[i].encoder, model->text[i].weights, changes.text[i]);
    adapted_ = {key, std::move(model), std::move(changes.reports), std::move(changes.warnings)};
    return {};
}

Result<std::shared_ptr<const vae::Autoencoder>> PartsLoader::autoencoder(const std::string &path, const Model &base, const CancelToken &cancel) {
    auto &known = autoencoders_[identity_of(path)];
    if (!known) {
        SFUMATO_TRY(known, load_autoencoder(path, base.description.folder.vae, base.dtypes.for_vae(), cancel));
    }
    return known;
}

Result<std::shared_ptr<const upscale::Network>> PartsLoader::upscaler(const std::string &path, const CancelToken &cancel) {
    if (path.empty())
        return nullptr;
    auto &known = upscalers_[identity_of(path)];
    if (!known) {
        SFUMATO_TRY(known, upscale::load_network(path, base_->dtypes.device, cancel));
    }
    return known;
}

Result<Parts> PartsLoader::load(const std::shared_ptr<const Model> &base, const GenerationRequest &request, const CancelToken &cancel,
                                const std::function<void()> &let_go) {
    const auto make_room = [&] {
        clear();
        release_free_memory(base->dtypes.device, let_go);
    };
    auto parts = again_with_room([&] { return load_all(base, request, cancel); }, make_room);
    if (parts)
        parts->let_go = let_go;
    return parts;
}

Result<Parts> PartsLoader::load_all(const std::shared_ptr<const Model> &base, const GenerationRequest &request, const CancelToken &cancel) {
    if (base_ != base)
        clear();
    base_ = base;
    Parts parts;
    SFUMATO_TRY(const auto uses, adapters::adapters_of(request, !resolve(request.habits).literal_prompt, parts.warnings));
    SFUMATO_CHECK(adapt(base, uses, cancel));
    parts.model = adapted_.model;
    parts.reports = adapted_.reports;
    parts.warnings.insert(parts.warnings.end(), adapted_.warnings.begin(), adapted_.warnings.end());

    std::vector<int> widths;
    for (const TextPart &text : base->text)
        widths.push_back(text.encoder->config().hidden_size);
    std::vector<fs::path> files;
    for (const auto &use : uses)
        files.push_back(use.file);
    SFUMATO_TRY(parts.words, adapters::embeddings_of(request, files, widths, parts.warnings));

    std::vector<std::string> wanted;
    for (const std::string &path : {request.vae, request.preview_vae})
        if (!path.empty())
            wanted.push_back(identity_of(path));
    keep_only(autoencoders_, wanted);
    if (!request.vae.empty()) {
        auto model = std::make_shared<Model>(*parts.model);
        SFUMATO_TRY(model->vae, autoencoder(request.vae, *base, cancel));
        parts.model = std::move(model);
    }
    if (!request.preview_vae.empty()) {
        SFUMATO_TRY(parts.preview_vae, autoencoder(request.preview_vae, *base, cancel));
    }
    parts.precise_vae = [description = base->description, path = request.vae, wanted = base->dtypes.for_vae().dtype(at::kFloat), cancel] {
        return path.empty() ? load_vae(description, wanted, cancel) : load_autoencoder(path, description.folder.vae, wanted, cancel);
    };

    wanted.clear();
    const std::string between = request.hires ? request.hires->upscaler : std::string();
    for (const std::string &path : {request.upscaler, between})
        if (!path.empty())
            wanted.push_back(identity_of(path));
    keep_only(upscalers_, wanted);
    SFUMATO_TRY(parts.upscaler, upscaler(request.upscaler, cancel));
    SFUMATO_TRY(parts.hires_upscaler, upscaler(between, cancel));

    SFUMATO_CHECK(load_controls(parts, request, cancel));
    SFUMATO_CHECK(load_image_prompts(parts, request, cancel));
    SFUMATO_CHECK(load_hypernetworks(parts, request, cancel));
    SFUMATO_CHECK(load_refiner(parts, request, cancel));
    return parts;
}

Result<void> PartsLoader::load_controls(Parts &parts, const GenerationRequest &request, const CancelToken &cancel) {
    std::vector<std::string> wanted;
    for (const ControlUse &use : request.controls)
        wanted.push_back(identity_of(use.file));
    keep_only(controls_, wanted);
    for (size_t i = 0; i < request.controls.size(); ++i) {
        auto known = controls_.find(wanted[i]);
        if (known == controls_.end()) {
            SFUMATO_TRY(auto loaded, load_control(request.controls[i].file,
                                                  {base_->unet->config(), &base_->unet_weights, base_->description.folder.vae.latent_channels},
                                                  base_->dtypes.for_network(), cancel));
            known = controls_.emplace(wanted[i], std::move(loaded)).first;
        }
        parts.controls.push_back(known->second);
    }
    return {};
}

Result<void> PartsLoader::load_image_prompts(Parts &parts, const GenerationRequest &request, const CancelToken &cancel) {
    std::vector<std::string> wanted, encoders;
    for (const ImagePromptUse &use : request.image_prompts)
        wanted.push_back(identity_of(use.file));
    keep_only(ip_adapters_, wanted);
    for (size_t i = 0; i < request.image_prompts.size(); ++i) {
        const std::string &file = request.image_prompts[i].file;
        auto &adapter = ip_adapters_[wanted[i]];
        if (!adapter) {
            SFUMATO_TRY(adapter, load_ip_adapter(file, base_->unet->config(), base_->dtypes.for_network(), cancel));
        }
        SFUMATO_TRY(const auto path, find_image_encoder(request.image_encoder, file, adapter->config()));
        encoders.push_back(identity_of(path));
        auto &encoder = image_encoders_[encoders.back()];
        if (!encoder) {
            SFUMATO_TRY(encoder, load_image_encoder(path, base_->dtypes.for_network(), cancel));
        }
        parts.image_prompts.push_back({adapter, encoder});
    }
    keep_only(image_encoders_, encoders);
    return {};
}

Result<void> PartsLoader::load_hypernetworks(Parts &parts, const GenerationRequest &request, const CancelToken &cancel) {
    std::vector<std::string> wanted;
    SFUMATO_TRY(const auto sources, adapters::hypernetworks_of(request, !resolve(request.habits).literal_prompt, parts.warnings));
    for (const auto &source : sources)
        wanted.push_back(fmt::format("{}*{}", identity_of(source.file), source.weight));
    keep_only(hypernetworks_, wanted);
    for (size_t i = 0; i < sources.size(); ++i) {
        auto &known = hypernetworks_[wanted[i]];
        if (!known) {
            SFUMATO_TRY(auto opened, adapters::Hypernetwork::open(sources[i], base_->dtypes.for_network(), cancel));
            known = std::make_shared<const adapters::Hypernetwork>(std::move(opened));
        }
        const auto widths = known->widths();
        if (std::find(widths.begin(), widths.end(), base_->unet->config().cross_attention_dim) == widths.end())
            parts.warnings.push_back(fmt::format("{}: has no layers for text of width {}; was it made for another kind of model?",
                                                 sources[i].file.string(), base_->unet->config().cross_attention_dim));
        parts.hypernetworks.push_back(known);
    }
    return {};
}

Result<void> PartsLoader::load_refiner(Parts &parts, const GenerationRequest &request, const CancelToken &cancel) {
    const std::string &path = request.refiner.model;
    if (path.empty()) {
        refiner_.reset();
        return {};
    }
    if (const auto key = identity_of(path); !refiner_ || refiner_key_ != key) {
        refiner_.reset();
        SFUMATO_TRY(const auto description, describe_model(path, {{}, vocabulary_}));
        const auto &own = base_->description.folder.vae, &other = description.folder.vae;
        if (own.latent_channels != other.latent_channels || own.factor() != other.factor() || own.scaling_factor != other.scaling_factor ||
            description.family->concatenates_mask || description.family->concatenates_picture)
            return fail(ErrorCode::ShapeMismatch, "--refiner",
                        fmt::format("is a {} model, whose latents are not those of {}", description.family->name, base_->description.family->name),
                        "give one of the same generation, such as SDXL's refiner for SDXL");
        SFUMATO_TRY(refiner_, load_model(description, base_->dtypes, cancel));
        refiner_key_ = key;
    }
    parts.refiner = refiner_;
    return {};
}

} // namespace sfumato::pipeline
