// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/sheet.h"

#include <algorithm>

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/modelio/model_folder.h"
#include "core/nn/weight_loader.h"
#include "core/sampling/diffusers_scheduler.h"
#include "core/sampling/noise.h"
#include "core/sampling/prediction.h"
#include "core/sampling/registry.h"
#include "core/text/encoder/clip_text_encoder.h"
#include "core/torch/tensor_image.h"
#include "core/train/caption_vocabulary.h"
#include "core/train/scene_batch.h"
#include "core/train/trained_vae.h"
#include "core/unet/unet.h"

namespace sfumato::train {
namespace {

/// Pictures of one size, row by row.
Image tiled(const std::vector<Image> &pictures, int columns) {
    const int across = std::max(1, columns), side = pictures.front().width, height = pictures.front().height;
    const int rows = (static_cast<int>(pictures.size()) + across - 1) / across;
    Image sheet(side * across, height * rows, 3, 255);
    for (int i = 0; i < static_cast<int>(pictures.size()); ++i)
        for (int y = 0; y < height; ++y)
            std::copy_n(pictures[static_cast<std::size_t>(i)].row(y), 3 * side, sheet.row(i / across * height + y) + 3 * side * (i % across));
    return sheet;
}

/// The plain network with guidance: what samplers ask.
class PromptDenoiser final : public sampling::Denoiser {
public:
    PromptDenoiser(const unet::UNet &unet, at::Tensor empty, at::Tensor prompt, double guidance, sampling::Scale scale, sampling::PredictionType type)
        : unet_(unet), context_(at::cat({empty, prompt})), guidance_(guidance), scale_(scale), type_(type) {}

    sampling::Prediction operator()(const at::Tensor &x, const sampling::NoiseLevel &level) override {
        const auto scaled = x * sampling::input_scale(level, scale_);
        const auto said = unet_.forward(at::cat({scaled, scaled}), at::full({1}, level.timestep, at::kFloat), context_).chunk(2);
        return sampling::make_prediction(said[0] + guidance_ * (said[1] - said[0]), said[0], x, level, scale_, type_);
    }

private:
    const unet::UNet &unet_;
    at::Tensor context_;
    double guidance_;
    sampling::Scale scale_;
    sampling::PredictionType type_;
};

/// A network built from a weight file.
template <typename Network, typename Config>
Result<std::unique_ptr<Network>> load(const std::filesystem::path &weights, const Config &config) {
    SFUMATO_TRY(const auto source, modelio::TensorSource::open(weights));
    nn::WeightLoader loader(source, at::TensorOptions(at::kFloat));
    auto network = std::make_unique<Network>(nn::Scope(loader), config);
    SFUMATO_CHECK(loader.finish());
    return network;
}

} // namespace

const std::vector<std::string> &judged_prompts() {
    static const std::vector<std::string> prompts = {
        "a red house in a meadow by day",
        "a blue boat on a lake at sunset",
        "a white lighthouse on the beach at dawn",
        "a yellow balloon in the mountains on a sunny day",
        "a green tree in the snow, pastel",
        "a neon castle in the city at night, neon lights",
        "a watercolour of an orange tent in the forest",
        "an oil painting of a windmill in the desert at sunset",
        "a pink car in the city by day, flat",
        "a pencil drawing of a church in the mountains",
        "a red boat left of a yellow lighthouse on a lake",
        "an empty landscape in the desert at night",
    };
    return prompts;
}

Result<Image> prompt_sheet(const std::filesystem::path &model, const SheetOptions &options) {
    if (options.prompts.empty())
        return fail(ErrorCode::InvalidArgument, "prompts", "there is none");
    const at::NoGradGuard no_grad;
    SFUMATO_TRY(const auto folder, modelio::open_model_folder(model));
    SFUMATO_TRY(const auto unet, load<unet::UNet>(folder.unet_weights, folder.unet));
    SFUMATO_TRY(const auto encoder, load<text::ClipTextEncoder>(folder.text_weights, folder.text));
    SFUMATO_TRY(const auto vae, load_vae(model / "vae"));
    SFUMATO_TRY(const auto tokenizer, text::BpeTokenizer::load(model / "tokenizer"));
    SFUMATO_TRY(const auto plan, sampling::plan_diffusers_scheduler(folder.scheduler.dump(), display(model / "scheduler"), options.steps));
    SFUMATO_TRY(const auto named, sampling::find_sampler(plan.sampler));
    const auto &sampler = *named.entry->sampler;
    const auto empty = encoder->forward(token_ids(tokenizer, {""}));
    const std::vector<std::int64_t> shape{folder.unet.in_channels, folder.unet.sample_size, folder.unet.sample_size};
    std::vector<Image> pictures;
    for (std::size_t i = 0; i < options.prompts.size(); ++i) {
        sampling::NoiseSeeds seeds;
        seeds.seeds = {options.seed + i};
        const auto noise = sampling::step_noise(named.entry->info.noise, seeds, shape, plan.schedule);
        PromptDenoiser denoise(*unet, empty, encoder->forward(token_ids(tokenizer, {options.prompts[i]})), options.guidance, sampler.scale(), plan.prediction);
        sampling::SamplerState state;
        state.x = sampling::start_noise(seeds, shape) * plan.schedule.start_scale;
        while (!sampler.finished(state, plan.schedule))
            sampler.step(state, {plan.schedule, plan.training, denoise, *noise, plan.options});
        pictures.push_back(picture_from_tensor(vae->decode(vae->from_model_units(state.x)), PixelRange::Signed));
    }
    return tiled(pictures, options.columns);
}

Image reconstruction_sheet(const vae::AutoencoderKl &vae, int count, int pixels) {
    const at::NoGradGuard no_grad;
    std::vector<Image> given, made;
    for (int i = 0; i < count; ++i) {
        const auto picture = scene_pictures({held_out_scene + static_cast<std::uint64_t>(i)}, pixels);
        given.push_back(picture_from_tensor(picture, PixelRange::Signed));
        made.push_back(picture_from_tensor(vae.decode(vae.encode(picture).mean), PixelRange::Signed));
    }
    given.insert(given.end(), made.begin(), made.end());
    return tiled(given, count);
}

Result<Image> reconstruction_sheet(const std::filesystem::path &folder, int count, int pixels) {
    SFUMATO_TRY(const auto vae, load_vae(folder));
    return reconstruction_sheet(*vae, count, pixels);
}

Result<void> write_pixmap(const std::filesystem::path &file, const Image &picture) {
    std::string content = fmt::format("P6\n{} {}\n255\n", picture.width, picture.height);
    content.append(reinterpret_cast<const char *>(picture.pixels.data()), picture.pixels.size());
    return write_file(file, content);
}

} // namespace sfumato::train
