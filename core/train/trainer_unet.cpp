// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer_unet.h"

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/kernels/convolution.h"
#include "core/nn/initialiser.h"
#include "core/text/encoder/clip_text_encoder.h"
#include "core/train/caption_vocabulary.h"
#include "core/train/latent_pool.h"
#include "core/train/losses.h"
#include "core/train/model_files.h"
#include "core/train/scene_batch.h"
#include "core/train/start.h"
#include "core/train/trained_vae.h"
#include "core/unet/unet.h"

namespace sfumato::train {
namespace {

constexpr std::uint64_t first_scene = 1ULL << 32; ///< apart from what the autoencoder saw, below what is held out

at::Generator generator_of(std::uint64_t seed, std::int64_t step) {
    return at::detail::createCPUGenerator(seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(step));
}

/// abar of every timestep of the zero-terminal-SNR schedule, [1000] fp32.
at::Tensor alpha_bars() {
    sampling::TrainingNoise training;
    training.zero_terminal_snr = true;
    const auto schedule = value_or_throw(sampling::NoiseSchedule::make(training));
    auto table = at::empty({schedule.timesteps()}, at::kFloat);
    for (int t = 0; t < schedule.timesteps(); ++t)
        table.data_ptr<float>()[t] = static_cast<float>(schedule.alpha_bar(t));
    return table;
}

/// The two networks and everything a step needs besides the optimiser.
class Lesson {
public:
    Lesson(const nn::Scope &scope, const modelio::UNetConfig &unet, const modelio::TextConfig &text, const ModelRecipe &recipe,
           const text::BpeTokenizer &tokenizer)
        : recipe_(recipe), tokenizer_(tokenizer), text_(scope / "text", text), unet_(scope / "unet", unet) {}

    /// The loss of one batch, differentiable. Timesteps are spread evenly over the batch, which calms the gradient.
    at::Tensor loss(const LatentPool &pool, int64_t count, at::Generator generator) const {
        const auto batch = pool.draw(count, generator);
        const auto noise = at::randn(batch.latents.sizes(), generator, at::kFloat);
        const int64_t steps = alpha_bars_.size(0);
        const auto t = ((at::arange(count, at::kFloat) + at::rand({count}, generator, at::kFloat)) / static_cast<double>(count) * static_cast<double>(steps))
                           .to(at::kLong)
                           .clamp_max(steps - 1);
        const auto alpha_bar = alpha_bars_.index_select(0, t);
        const auto noisy = add_noise(batch.latents, noise, alpha_bar).contiguous(at::MemoryFormat::ChannelsLast);
        const auto context = text_.forward(token_ids(tokenizer_, captions(batch.seeds, generator)));
        const auto said = unet_.forward(noisy, t.to(at::kFloat), context).to(at::kFloat);
        const auto target = diffusion_target(sampling::PredictionType::Velocity, batch.latents, noise, alpha_bar);
        return (sample_loss(said, target) * velocity_weight(alpha_bar, recipe_.snr_gamma)).mean();
    }

private:
    std::vector<std::string> captions(const std::vector<std::uint64_t> &seeds, at::Generator generator) const {
        const auto luck = at::rand({static_cast<int64_t>(seeds.size()), 2}, generator, at::kDouble);
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            const double *drawn = luck.const_data_ptr<double>() + 2 * i;
            texts.push_back(drawn[0] < recipe_.caption_dropout ? std::string() : scene_caption(seeds[i], static_cast<std::uint64_t>(drawn[1] * 4096)));
        }
        return texts;
    }

    const ModelRecipe &recipe_;
    const text::BpeTokenizer &tokenizer_;
    text::ClipTextEncoder text_;
    unet::UNet unet_;
    at::Tensor alpha_bars_ = alpha_bars();
};

/// The parameters whose names begin with `prefix`, without it.
Parameters part(const Parameters &parameters, const std::string &prefix) {
    Parameters some;
    for (const auto &[name, tensor] : parameters)
        if (name.starts_with(prefix))
            some[name.substr(prefix.size())] = tensor;
    return some;
}

/// Fills a pool up to its start, so that the first batches are not of a few pictures only.
void fill(LatentPool &pool, const ModelRecipe &recipe, const CancelToken &cancel) {
    while (pool.size() < recipe.pool_start && !cancel.cancelled())
        pool.grow(std::min<int64_t>(32, recipe.pool_start - pool.size()));
}

} // namespace

Result<void> train_model(const RunOptions &options, const ModelRecipe &recipe, const std::filesystem::path &vae_folder,
                         const std::filesystem::path &tokenizer_folder) {
    SFUMATO_TRY(const auto vae, load_vae(vae_folder));
    SFUMATO_TRY(const auto tokenizer, text::BpeTokenizer::load(tokenizer_folder));
    const auto unet = unet_config(recipe, vae->config().latent_channels, recipe.pixels / vae->config().factor());
    const auto text = text_config(recipe, tokenizer.vocab_size(), tokenizer.bos(), tokenizer.eos(), tokenizer.max_length());
    nn::Initialiser initialiser(at::detail::createCPUGenerator(options.seed));
    const Lesson lesson(nn::Scope(initialiser), unet, text, recipe, tokenizer);
    start_as_skips(initialiser.parameters());
    int64_t parameters = 0;
    for (const auto &[name, tensor] : initialiser.parameters())
        parameters += tensor.numel();
    fmt::print("{:.2f} million parameters\n", static_cast<double>(parameters) / 1e6);

    Optimiser optimiser(initialiser.parameters(), {.matrices = options.muon ? Optimiser::Matrices::Muon : Optimiser::Matrices::AdamW, .bf16 = options.bf16, .weight_decay = recipe.weight_decay, .ema_decay = recipe.ema_decay});
    SFUMATO_TRY(auto run, Run::begin(options, initialiser.parameters(), optimiser));
    SFUMATO_CHECK(write_file(options.folder / "recipe.json", to_json(recipe).dump(2) + "\n"));
    LatentPool coarse(*vae, recipe.coarse_pixels, first_scene, options.bf16), fine(*vae, recipe.pixels, first_scene << 1, options.bf16);
    if (run.restored("latents.coarse").defined()) {
        coarse.restore(run.restored("latents.coarse"));
        fine.restore(run.restored("latents.fine"));
    }
    run.also_save([&] { return Parameters{{"latents.coarse", coarse.state()}, {"latents.fine", fine.state()}}; });
    const auto publish = [&] {
        return write_model(options.folder / "model",
                           {unet, text, part(optimiser.average(), "unet."), part(optimiser.average(), "text."), vae_folder, tokenizer_folder});
    };
    const kernels::FastConvolutions fast(true);
    while (!run.finished()) {
        const bool small = run.progress() < recipe.coarse_share;
        LatentPool &pool = small ? coarse : fine;
        fill(pool, recipe, options.cancel);
        pool.grow(small ? recipe.coarse_fresh : recipe.fresh);
        const int64_t count = small ? recipe.coarse_batch : recipe.batch;
        at::Tensor loss;
        {
            const MixedPrecision mixed(options.bf16);
            loss = lesson.loss(pool, count, generator_of(options.seed, run.step()));
        }
        loss.backward();
        const int saves = run.saves();
        SFUMATO_CHECK(run.advance(loss.item<double>(), count));
        if (run.saves() != saves)
            SFUMATO_CHECK(publish());
    }
    SFUMATO_CHECK(run.save());
    return publish();
}

} // namespace sfumato::train
