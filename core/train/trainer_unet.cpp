// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer_unet.h"

#include <algorithm>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/modelio/model_folder.h"
#include "core/kernels/fast.h"
#include "core/nn/initialiser.h"
#include "core/nn/weight_map.h"
#include "core/text/encoder/clip_text_encoder.h"
#include "core/torch/device.h"
#include "core/torch/tensor_file.h"
#include "core/train/caption_vocabulary.h"
#include "core/train/latent_pool.h"
#include "core/train/latent_store.h"
#include "core/train/losses.h"
#include "core/train/model_files.h"
#include "core/train/network_configs.h"
#include "core/train/run.h"
#include "core/train/scene_batch.h"
#include "core/train/sheet.h"
#include "core/train/start.h"
#include "core/train/subject_window.h"
#include "core/train/trained_vae.h"
#include "core/unet/unet.h"

namespace sfumato::train {
namespace {

constexpr std::uint64_t first_scene = 1ULL << 32; ///< apart from what the autoencoder saw, below what is held out

/// The first of a run's scenes: runs of different seeds see different ones.
std::uint64_t scenes_from(std::uint64_t first, std::int64_t seed) { return first + (static_cast<std::uint64_t>(seed % 4096) << 26); }

/// The seed of everything drawn for batch `number`.
std::uint64_t batch_seed(std::int64_t seed, std::int64_t number) {
    return static_cast<std::uint64_t>(seed) * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(number);
}

/// abar of every timestep, fp32.
at::Tensor alpha_bars(sampling::PredictionType prediction) {
    const auto schedule = value_or_throw(sampling::NoiseSchedule::make(training_noise(prediction)));
    auto table = at::empty({schedule.timesteps()}, at::kFloat);
    for (int t = 0; t < schedule.timesteps(); ++t)
        table.data_ptr<float>()[t] = static_cast<float>(schedule.alpha_bar(t));
    return table;
}

/// The part of the schedule, counted from the picture, after which noise hides all but where things are.
constexpr double layout_begins = 0.65;

/// Places in the schedule, 0..1, evenly spread but for `share` of them, which lie where the layout is decided.
at::Tensor towards_layout(const at::Tensor &spread, double share) {
    if (share == 0.0)
        return spread;
    const double rest = 1.0 - share;
    return at::where(spread < rest, spread / std::max(rest, 1e-9), layout_begins + (1.0 - layout_begins) * (spread - rest) / share);
}

/// The two networks and everything a step needs besides the optimiser.
class Lesson {
public:
    Lesson(const nn::Scope &scope, const modelio::UNetConfig &unet, const modelio::TextConfig &text, const TrainingRequest &request,
           const Compute &compute, const text::BpeTokenizer &tokenizer)
        : request_(request), compute_(compute), tokenizer_(tokenizer), text_(scope / "text", text), unet_(scope / "unet", unet),
          alpha_bars_(alpha_bars(prediction_type(request)).to(compute.device)) {}

    /// The loss of one batch, differentiable. Timesteps are spread evenly over the batch, which calms the gradient.
    /// window: cells of the windows around the subjects that are seen instead of whole pictures, which have no layout and
    /// see no timestep that decides it; 0 = none.
    at::Tensor loss(const LatentPool &pool, int64_t count, int64_t window, std::uint64_t seed) const {
        auto draws = make_generator(at::kCPU, seed); // what decides on the CPU; on it, the noise as well
        auto batch = pool.draw(count, draws);
        if (window > 0)
            batch = subject_windows(batch, window, draws);
        auto generator = compute_.device.is_cpu() ? draws : make_generator(compute_.device, seed);
        const auto options = at::TensorOptions(compute_.device).dtype(at::kFloat);
        const auto clean = batch.latents.to(compute_.device);
        auto noise = at::randn(clean.sizes(), generator, options);
        const int64_t steps = alpha_bars_.size(0);
        const auto spread = (at::arange(count, options) + at::rand({count}, generator, options)) / static_cast<double>(count);
        const auto t = ((window > 0 ? layout_begins * spread : towards_layout(spread, request_.layout_share)) * static_cast<double>(steps)).to(at::kLong).clamp_max(steps - 1);
        const auto alpha_bar = alpha_bars_.index_select(0, t);
        const auto texts = captions(batch.seeds, window > 0 ? Telling::EverythingButPlace : Telling::Everything, draws);
        if (request_.offset_noise > 0)
            noise = offset_noise(noise, request_.offset_noise, generator);
        const auto context = text_.forward(token_ids(tokenizer_, texts).to(compute_.device));
        const auto said = unet_.forward(compute_.batch(add_noise(clean, noise, alpha_bar)), t.to(at::kFloat), context).to(at::kFloat);
        const auto prediction = prediction_type(request_);
        const auto target = diffusion_target(prediction, clean, noise, alpha_bar);
        return weighted(sample_loss(said, target, distance_, request_.huber_c, cell_weights(batch.subjects, alpha_bar)), alpha_bar).mean();
    }

private:
    std::vector<std::string> captions(const std::vector<std::uint64_t> &seeds, Telling full, at::Generator generator) const {
        const auto luck = at::rand({static_cast<int64_t>(seeds.size()), 3}, generator, at::kDouble);
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            const double *drawn = luck.const_data_ptr<double>() + 3 * i;
            const auto telling = drawn[2] < request_.full_captions ? full : Telling::Some;
            texts.push_back(drawn[0] < request_.caption_dropout ? std::string() : scene_caption(seeds[i], static_cast<std::uint64_t>(drawn[1] * 4096), telling));
        }
        return texts;
    }

    /// Cells that an object covers count up to subject_weight times: it is small in the picture and most of what was asked for.
    /// Not where noise hides it: there the weights would tell the network to expect an object in every cell it may be in.
    at::Tensor cell_weights(const at::Tensor &subjects, const at::Tensor &alpha_bar) const {
        if (request_.subject_weight == 1.0)
            return {};
        return 1.0 + (request_.subject_weight - 1.0) * subjects.to(compute_.device) * alpha_bar.reshape({-1, 1, 1, 1});
    }

    at::Tensor weighted(const at::Tensor &losses, const at::Tensor &alpha_bar) const {
        const auto prediction = prediction_type(request_);
        if (request_.weighting == "debiased")
            return losses * debiased_weight(prediction, alpha_bar);
        return request_.weighting == "none" ? losses : losses * training_weight(prediction, alpha_bar, request_.snr_gamma);
    }

    const TrainingRequest &request_;
    Distance distance_ = request_.distance == "huber" ? Distance::Huber : request_.distance == "smooth-l1" ? Distance::SmoothL1 : Distance::Squared;
    Compute compute_;
    const text::BpeTokenizer &tokenizer_;
    text::ClipTextEncoder text_;
    unet::UNet unet_;
    at::Tensor alpha_bars_;
};

/// The pictures of one size, in memory and on the disk.
struct Supply {
    Supply(const vae::AutoencoderKl &vae, const TrainingRequest &request, const char *name, int pixels, std::uint64_t first, const Compute &compute, const std::string &code)
        : key(std::string("latents.") + name), pool(vae, pixels, first, compute), store(std::filesystem::path(request.out) / "latents", name, code + "+subjects") {}

    Result<void> restore(const Run &run) {
        if (const auto held = run.restored(key); held.defined()) // by checkpoints of the days before the store
            pool.restore(held.unbind());
        if (const auto count = run.restored(key + ".count"); count.defined()) {
            SFUMATO_TRY(auto latents, store.read(count.item<std::int64_t>()));
            pool.restore(std::move(latents));
        }
        return {};
    }
    Result<void> keep(Parameters &checkpoint) {
        SFUMATO_CHECK(store.keep(pool.latents()));
        checkpoint[key + ".count"] = at::full({}, pool.size(), at::kLong);
        return {};
    }

    std::string key;
    LatentPool pool;
    LatentStore store;
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
void fill(LatentPool &pool, const TrainingRequest &request, const CancelToken &cancel) {
    while (pool.size() < request.pool_start && !cancel.cancelled())
        pool.grow(std::min<int64_t>(32, request.pool_start - pool.size()));
}

/// What identifies the autoencoder of a folder.
Result<std::string> code_of(const std::filesystem::path &folder) {
    SFUMATO_TRY(const auto file, modelio::find_weights(folder, modelio::Part::Vae));
    return sha256_of_file(file);
}

/// Copies a model folder's U-Net and text encoder into the parameters of a run that begins.
/// Errors: those of reading the files, MissingTensor, ShapeMismatch where the folder's networks are others.
Result<void> begin_with(const std::filesystem::path &folder, const Parameters &parameters) {
    const at::NoGradGuard no_grad;
    const std::pair<std::string, std::filesystem::path> files[] = {{"unet.", folder / "unet" / "diffusion_pytorch_model.safetensors"},
                                                                   {"text.", folder / "text_encoder" / "model.safetensors"}};
    for (const auto &[prefix, file] : files) {
        SFUMATO_TRY(const auto tensors, read_tensors(file));
        for (const auto &[name, parameter] : part(parameters, prefix)) {
            const auto found = tensors.find(name);
            if (found == tensors.end())
                return fail(ErrorCode::MissingTensor, display(file), "lacks " + name, "begin with a model of the same recipe");
            if (found->second.sizes() != parameter.sizes())
                return fail(ErrorCode::ShapeMismatch, display(file), "has " + name + " in another shape than the recipe", "begin with a model of the same recipe");
            at::Tensor(parameter).copy_(found->second);
        }
    }
    return {};
}

} // namespace

Result<TrainingOutcome> train_model(const TrainingRequest &request, const TrainingContext &context, const Compute &compute) {
    SFUMATO_TRY(const auto vae, load_vae(request.vae, compute.device));
    SFUMATO_TRY(const auto code, code_of(request.vae));
    SFUMATO_TRY(const auto tokenizer, text::BpeTokenizer::load(request.tokenizer));
    const auto unet = unet_config(request, vae->config().latent_channels, request.pixels / vae->config().factor());
    const auto text = text_config(request, tokenizer.vocab_size(), tokenizer.bos(), tokenizer.eos(), tokenizer.max_length());
    nn::Initialiser initialiser(make_generator(at::kCPU, static_cast<std::uint64_t>(request.seed)));
    { const Lesson begun(nn::Scope(initialiser), unet, text, request, {}, tokenizer); }
    start_as_skips(initialiser.parameters());
    if (!request.from.empty())
        SFUMATO_CHECK(begin_with(request.from, initialiser.parameters()));
    const Parameters trained = compute.trainable(initialiser.parameters());
    nn::WeightMap source(trained);
    const Lesson lesson(nn::Scope(source), unet, text, request, compute, tokenizer);

    Optimiser optimiser(trained, Optimiser::Options::of(request));
    SFUMATO_TRY(auto run, Run::begin(request, context, trained, optimiser));
    Supply coarse(*vae, request, "coarse", request.coarse_pixels, scenes_from(first_scene, request.seed), compute, code), fine(*vae, request, "fine", request.pixels, scenes_from(first_scene << 1, request.seed), compute, code);
    SFUMATO_CHECK(coarse.restore(run));
    SFUMATO_CHECK(fine.restore(run));
    run.also_save([&]() -> Result<Parameters> {
        Parameters checkpoint;
        SFUMATO_CHECK(coarse.keep(checkpoint));
        SFUMATO_CHECK(fine.keep(checkpoint));
        return checkpoint;
    });
    const auto made = std::filesystem::path(request.out) / "model";
    const auto publish = [&] {
        const Parameters averages = on_cpu(optimiser.average());
        return write_model(made, {unet, text, part(averages, "unet."), part(averages, "text."), request.vae, request.tokenizer, prediction_type(request)});
    };
    const kernels::FastKernels fast(true);
    while (!run.finished()) {
        const bool small = run.progress() < request.coarse_share;
        const bool windows = !small && run.progress() < request.coarse_share + request.window_share && run.step() % request.window_every == 0;
        LatentPool &pool = small ? coarse.pool : fine.pool;
        fill(pool, request, context.cancel);
        pool.grow(small ? request.coarse_fresh : windows ? 0 : request.fresh);
        const int64_t count = small ? request.coarse_batch : windows ? request.window_batch : request.batch;
        const int64_t window = windows ? request.window_pixels / vae->config().factor() : 0;
        double mean = 0;
        for (int i = 0; i < request.accumulate; ++i) {
            at::Tensor loss;
            {
                const MixedPrecision mixed(compute);
                loss = lesson.loss(pool, count, window, batch_seed(request.seed, run.step() * request.accumulate + i)) / request.accumulate;
            }
            loss.backward();
            mean += loss.item<double>();
        }
        const int saves = run.saves();
        SFUMATO_CHECK(run.advance(mean, count * request.accumulate));
        if (run.saves() != saves || run.validation_due())
            SFUMATO_CHECK(publish());
        if (run.validation_due()) {
            SFUMATO_TRY(const Image pictures, prompt_sheet(made, {judged_prompts()}));
            context.on_validation(run.step(), pictures);
        }
    }
    SFUMATO_CHECK(run.save());
    SFUMATO_CHECK(publish());
    return TrainingOutcome{run.step(), run.seconds(), parameter_count(trained), {}, made.string()};
}

} // namespace sfumato::train
