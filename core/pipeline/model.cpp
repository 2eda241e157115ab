// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/model.h"

#include <optional>

#include "core/base/file_io.h"
#include "core/modelio/json_file.h"
#include "core/nn/weight_loader.h"
#include "core/sampling/diffusers_scheduler.h"

namespace sfumato::pipeline {
namespace {

/// Builds one network from its file; every tensor it needs must be there, in its shape.
template <typename Network, typename Config>
Result<std::shared_ptr<const Network>> load(const modelio::ModelFolder &folder, modelio::Part part, const Config &config,
                                            const at::TensorOptions &wanted, const CancelToken &cancel,
                                            adapters::WeightTable *weights = nullptr) {
    SFUMATO_TRY(const auto source, modelio::open_weights(folder, part));
    nn::WeightLoader loader(source, wanted, cancel);
    auto network = std::make_shared<const Network>(nn::Scope(loader), config);
    SFUMATO_CHECK(loader.finish());
    if (weights)
        *weights = loader.taken();
    return network;
}

/// What a text encoder is made of besides its weights.
struct TextFiles {
    const modelio::TextConfig &config;
    const std::filesystem::path &vocabulary;
    std::optional<std::int32_t> pad_token;
};

/// Adds a text encoder with its tokenizer to `model`.
Result<void> load_text(Model &model, modelio::Part part, const TextFiles &files, const CancelToken &cancel) {
    SFUMATO_TRY(auto vocabulary, text::read_vocabulary(files.vocabulary.parent_path()));
    vocabulary.pad = files.pad_token.value_or(vocabulary.pad);
    SFUMATO_TRY(auto tokenizer, text::BpeTokenizer::create(std::move(vocabulary)));
    if (tokenizer.vocab_size() > files.config.vocab_size)
        return fail(ErrorCode::ShapeMismatch, display(files.vocabulary),
                    "has " + std::to_string(tokenizer.vocab_size()) + " tokens where the text encoder knows " +
                        std::to_string(files.config.vocab_size));
    TextPart made{std::make_shared<const text::BpeTokenizer>(std::move(tokenizer)), {}, {}};
    SFUMATO_TRY(made.encoder, load<text::ClipTextEncoder>(model.description.folder, part, files.config, model.dtypes.for_network(), cancel,
                                                          &made.weights));
    model.text.push_back(std::move(made));
    return {};
}

vae::LatentToRgb preview_of(const Model &model) {
    const auto &known = model.description.family->preview;
    if (static_cast<int>(known.rows.size()) == model.description.folder.vae.latent_channels)
        return {known.rows, known.bias};
    return vae::fit_latent_to_rgb(*model.vae, model.dtypes.for_vae());
}

/// Our own models say in sfumato.json what suits them.
Result<void> read_own_description(ModelDescription &description) {
    const auto file = description.folder.root / "sfumato.json";
    if (!std::filesystem::exists(file))
        return {};
    SFUMATO_TRY(const auto json, modelio::read_json(file));
    const auto steps = json.find("steps"), guidance = json.find("guidance");
    if (steps != json.end() && steps->is_number_integer())
        description.steps = *steps;
    if (guidance != json.end() && guidance->is_number())
        description.guidance = *guidance;
    return {};
}

} // namespace

int ModelDescription::native_size() const {
    const int cells = folder.unet.sample_size > 0 ? folder.unet.sample_size : 64;
    return cells * folder.vae.factor();
}

Result<ModelDescription> describe_model(const std::filesystem::path &path, const modelio::SingleFileHelp &help) {
    std::error_code ignored;
    ModelDescription description;
    SFUMATO_TRY(description.folder, std::filesystem::is_directory(path, ignored) ? modelio::open_model_folder(path)
                                                                                 : modelio::open_single_file(path, help));
    const auto &folder = description.folder;
    SFUMATO_TRY(auto training, sampling::read_scheduler_training(folder.scheduler.dump(), display(folder.root / "scheduler")));
    description.noise = training.noise;
    description.prediction = training.prediction;
    const families::Traits traits{folder.unet.in_channels,
                                  folder.vae.latent_channels,
                                  folder.unet.cross_attention_dim,
                                  folder.unet.block_out_channels.front(),
                                  folder.unet.use_linear_projection,
                                  training.prediction == sampling::PredictionType::Velocity,
                                  folder.unet.addition_width > 0,
                                  !folder.text2.has_value(),
                                  folder.unet.guidance_width > 0,
                                  std::filesystem::exists(folder.root / "sfumato.json", ignored)};
    description.family = families::detect(traits);
    if (!description.family)
        return fail(ErrorCode::UnsupportedFormat, display(path),
                    "its U-Net takes " + std::to_string(traits.in_channels) + " channels where its VAE has " +
                        std::to_string(traits.latent_channels) + ", which no supported family does");
    description.steps = description.family->steps;
    description.guidance = description.family->guidance;
    SFUMATO_CHECK(read_own_description(description));
    return description;
}

Result<std::shared_ptr<const vae::Autoencoder>> load_vae(const ModelDescription &description, const at::TensorOptions &wanted, const CancelToken &cancel) {
    return load<vae::AutoencoderKl>(description.folder, modelio::Part::Vae, description.folder.vae, wanted, cancel);
}

Result<std::shared_ptr<const Model>> load_model(const ModelDescription &description, const DtypePolicy &dtypes,
                                                const CancelToken &cancel) {
    const auto &folder = description.folder;
    auto model = std::make_shared<Model>(Model{description, {}, {}, {}, {}, {}, dtypes});
    SFUMATO_CHECK(load_text(*model, modelio::Part::TextEncoder, {folder.text, folder.vocabulary, folder.pad_token}, cancel));
    if (const auto &second = folder.text2)
        SFUMATO_CHECK(load_text(*model, modelio::Part::TextEncoder2, {second->config, second->vocabulary, second->pad_token}, cancel));
    SFUMATO_TRY(model->unet, load<unet::UNet>(folder, modelio::Part::UNet, folder.unet, dtypes.for_network(), cancel, &model->unet_weights));
    SFUMATO_TRY(model->vae, load_vae(description, dtypes.for_vae(), cancel));
    model->preview = preview_of(*model);
    return model;
}

} // namespace sfumato::pipeline
