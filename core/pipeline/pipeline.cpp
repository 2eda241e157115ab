// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/pipeline.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <new>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/file_io.h"
#include "core/conditioning/conditioners/inpaint_concat.h"
#include "core/conditioning/conditioners/picture_concat.h"
#include "core/image/mask_ops.h"
#include "core/image/resize.h"
#include "core/nn/sparing.h"
#include "core/pipeline/control_source.h"
#include "core/pipeline/given_noise.h"
#include "core/pipeline/guided_denoiser.h"
#include "core/pipeline/inpaint_source.h"
#include "core/pipeline/memory.h"
#include "core/pipeline/picture_codec.h"
#include "core/pipeline/sampling_plan.h"
#include "core/pipeline/second_pass.h"
#include "core/pipeline/steering.h"
#include "core/sampling/noise.h"
#include "core/sampling/prediction.h"
#include "core/torch/guard.h"
#include "core/torch/tensor_file.h"
#include "core/torch/tensor_image.h"
#include "core/upscale/enlarge.h"
#include "core/vae/tiled_vae.h"

namespace sfumato::pipeline {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// One request being worked on.
class Job {
public:
    Job(const Parts &parts, const GenerationRequest &request, const JobContext &context, const SamplingPlan &plan)
        : parts_(parts), model_(*parts.model), request_(request), context_(context), plan_(plan), habits_(resolve(request.habits)),
          codec_(parts, request, context.cancel) {}

    Result<GenerationResult> run(const ImageSink &sink, const std::string &latents_out);

private:
    Result<void> prepare();
    Result<void> encode_prompts();
    void encode_source();
    SizeEmbeddings size_embeddings(const Model &model) const;
    GuidedDenoiser make_denoiser(const Model &model, size_t stage, std::vector<std::unique_ptr<conditioning::Conditioner>> conditioners,
                            const KeptLatents &kept) const;
    bool refines(const sampling::NoiseLevel &level) const;
    Result<void> run_batch(const std::vector<int> &images, const ImageSink &sink);
    at::Tensor denoise(const std::vector<int> &images, const at::Tensor &noise, const sampling::NoiseSeeds &seeds);
    at::Tensor start(const at::Tensor &noise, const at::Tensor &z0) const;
    at::Tensor filled(const at::Tensor &noise) const;
    void show_step(const SamplingPlan &plan, const sampling::SamplerState &state, const GuidedDenoiser &denoiser,
                   const std::vector<int> &images, double ms) const;
    Image preview_of(const at::Tensor &latent) const; // [C,h,w]
    Result<void> prepare_second();
    at::Tensor sample(const std::vector<int> &images, const sampling::NoiseSeeds &seeds);
    at::Tensor at_second_size(const at::Tensor &latents, const std::vector<int> &images);
    Result<Image> enlarged(const upscale::Network &network, const Image &picture, double scale, int image) const;
    Result<void> finish(int image, std::int64_t seed, const at::Tensor &latent, const ImageSink &sink);
    Result<void> keep_latent(const at::Tensor &latent, std::int64_t seed) const;
    std::optional<Tiling> tiles() const;
    void warn(const std::vector<std::string> &sentences);
    void tell(Phase phase) const;
    sampling::NoiseSeeds seeds(const std::vector<int> &images) const;
    at::Tensor encode_picture(const at::Tensor &picture);

    const Parts &parts_;
    const Model &model_;
    const GenerationRequest &request_;
    const JobContext &context_;
    const SamplingPlan &plan_;
    ResolvedHabits habits_;
    GenerationResult result_;
    std::vector<conditioning::PromptConditioning> prompts_; ///< the model's, and the refiner's if there is one
    std::optional<InpaintSource> source_;
    std::optional<GivenNoise> given_;
    int picture_width_ = 0, picture_height_ = 0; ///< pixels worked on
    std::optional<Steering> steering_;
    std::vector<int64_t> latent_shape_; ///< [C,h,w]
    at::Tensor kept_;                   ///< [1,C,h,w]: the user's picture, in model units
    at::Tensor masked_;                 ///< [1,C,h,w]: the same with its hole at mid-grey, for 9-channel models
    at::Tensor edited_;                 ///< [1,C,h,w]: the same without the VAE's scale, for 8-channel models
    at::Tensor mask_;                   ///< [1,1,h,w], 1 = repaint
    std::vector<at::Tensor> all_latents_, first_latents_, all_pictures_;
    PictureCodec codec_;
    /// The second pass is a job of its own at the larger size, which starts from what this one made.
    struct Second {
        GenerationRequest request;
        SamplingPlan plan;
        std::unique_ptr<Job> job;
    };
    std::unique_ptr<Second> second_;
    int steps_before_ = 0, steps_after_ = 0; ///< of the other pass
    bool sparing_ = false;                   ///< memory has run short
    bool want_latents_ = false;
    Timings timings_;
};

void Job::tell(Phase phase) const {
    context_.cancel.check();
    if (context_.on_step)
        context_.on_step({phase, 0, request_.count, 0, 0, 0.0, 0.0});
}

Result<void> Job::encode_prompts() {
    const auto begun = Clock::now();
    tell(Phase::Encoding);
    text::PassSteps steps(std::max(1, plan_.levels.steps()), steps_before_);
    steps.followed = request_.hires.has_value();
    for (const Model *model : {&model_, parts_.refiner.get()}) {
        if (!model)
            continue;
        const auto rules = prompt_rules(request_, habits_, model->description);
        conditioning::PromptEncoder encoder(model == &model_ ? speakers(model_, parts_.words) : speakers(*model, {}), rules, context_.cancel);
        SFUMATO_TRY(auto prompt, conditioning::PromptConditioning::make(encoder, request_.prompt, request_.negative, steps, rules));
        if (model == &model_)
            warn(prompt.issues());
        prompts_.push_back(std::move(prompt));
    }
    timings_.encode = milliseconds_since(begun);
    return {};
}

at::Tensor Job::encode_picture(const at::Tensor &picture) {
    const auto posterior = codec_.encode(picture);
    auto z = posterior.mean;
    if (given_ && given_->posterior.defined())
        z = z + (0.5 * posterior.logvar).exp() * given_->posterior.narrow(0, 0, 1);
    return model_.vae->to_model_units(z);
}

void Job::warn(const std::vector<std::string> &sentences) {
    auto &known = result_.warnings;
    for (const std::string &sentence : sentences)
        if (std::find(known.begin(), known.end(), sentence) == known.end())
            known.push_back(sentence);
}

void Job::encode_source() {
    const bool plain = !source_->inpaints() && !model_.description.family->concatenates_picture;
    if (plain && !given_ && request_.tile > 0) { // the largest pictures, never as one tensor
        kept_ = codec_.encode_mean(source_->picture);
        return;
    }
    const auto picture = tensor_from_picture(source_->picture, PixelRange::Signed);
    kept_ = encode_picture(picture);
    if (model_.description.family->concatenates_picture)
        edited_ = codec_.encode(picture).mean;
    if (!source_->inpaints())
        return;
    const int factor = model_.vae->config().factor();
    const auto mode = request_.inpaint ? request_.inpaint->mode : MaskMode::Soft;
    const bool halves = mode == MaskMode::Hard || model_.description.family->concatenates_mask;
    const auto field = image::mask_to_latent(source_->mask, factor, habits_.mask_resample,
                                             halves ? image::Grey::ToHalves : image::Grey::Keep);
    mask_ = at::tensor(field.values, at::kFloat).view({1, 1, field.height, field.width});
    if (model_.description.family->concatenates_mask) {
        const auto hole = tensor_from_mask(source_->mask).ge(0.5).to(at::kFloat);
        masked_ = encode_picture(picture * (1.0 - hole));
    }
}

SizeEmbeddings Job::size_embeddings(const Model &model) const {
    const auto &config = model.unet->config();
    if (config.addition_width == 0)
        return {};
    const SizeConditioning &asked = request_.size_conditioning;
    const auto given = [](int pixels, int otherwise) { return static_cast<float>(pixels > 0 ? pixels : otherwise); };
    const auto embedded = [&](double aesthetic_score) {
        // Heights before widths, as it was trained (spec 1.5).
        std::vector<float> told = {given(asked.original_height, picture_height_), given(asked.original_width, picture_width_),
                                   static_cast<float>(asked.crop_top), static_cast<float>(asked.crop_left)};
        if (model.description.folder.size_count() == 5)
            told.push_back(static_cast<float>(aesthetic_score));
        else
            told.insert(told.end(), {given(asked.target_height, picture_height_), given(asked.target_width, picture_width_)});
        return nn::timestep_sinusoids(at::tensor(told, at::kFloat), config.addition_time_width, config.flip_sin_to_cos, config.freq_shift)
            .reshape({1, -1});
    };
    return {embedded(asked.aesthetic_score), embedded(asked.negative_aesthetic_score)};
}

Result<void> Job::prepare() {
    const int factor = model_.vae->config().factor();
    const bool concatenates = model_.description.family->concatenates_mask;
    int width = request_.width, height = request_.height;
    if (request_.init) {
        SFUMATO_TRY(source_, prepare_source(request_, habits_, factor, model_.description.native_size()));
        width = source_->picture.width;
        height = source_->picture.height;
    }
    picture_width_ = width;
    picture_height_ = height;
    latent_shape_ = {model_.description.folder.vae.latent_channels, height / factor, width / factor};
    if (!request_.noise_in.empty()) {
        SFUMATO_TRY(given_, read_noise(request_.noise_in, {request_.count, latent_shape_[0], latent_shape_[1], latent_shape_[2]}));
    }
    SFUMATO_CHECK(encode_prompts());
    context_.cancel.check();
    for (const Control &control : parts_.controls)
        if (request_.tile > 0 && std::holds_alternative<std::shared_ptr<const unet::T2iAdapter>>(control))
            return fail(ErrorCode::UnsupportedFormat, "--tile", "cuts the picture into windows, which a T2I-Adapter's maps do not fit",
                        "use a ControlNet, or leave out --tile");
    SFUMATO_TRY(steering_, Steering::prepare(parts_, request_, {source_ ? &*source_ : nullptr, width, height}));
    if (source_)
        encode_source();
    if (concatenates && !masked_.defined()) { // without a mask an inpainting model repaints everything
        const auto grey = at::zeros({1, 3, height, width});
        mask_ = at::ones({1, 1, latent_shape_[1], latent_shape_[2]});
        masked_ = encode_picture(grey);
    }
    return {};
}

sampling::NoiseSeeds Job::seeds(const std::vector<int> &images) const {
    sampling::NoiseSeeds seeds;
    seeds.source = habits_.noise;
    const bool varied = request_.variation_seed.has_value() && request_.variation_strength > 0.0;
    for (const int image : images) {
        // As in A1111, with a variation the main seed stays and the variation's counts up.
        seeds.seeds.push_back(static_cast<std::uint64_t>(request_.seed + (varied ? 0 : image)));
        if (varied)
            seeds.variation_seeds.push_back(static_cast<std::uint64_t>(*request_.variation_seed + image));
    }
    seeds.variation_strength = varied ? request_.variation_strength : 0.0;
    return seeds;
}

at::Tensor Job::filled(const at::Tensor &noise) const {
    const auto kept = kept_.expand_as(noise);
    if (!request_.inpaint || !mask_.defined())
        return kept;
    if (request_.inpaint->fill == Fill::Noise)
        return kept * (1.0 - mask_) + noise * mask_;
    if (request_.inpaint->fill == Fill::Zero)
        return kept * (1.0 - mask_);
    return kept;
}

at::Tensor Job::start(const at::Tensor &noise, const at::Tensor &z0) const {
    const bool pure = !kept_.defined() || edited_.defined() ||
                      (source_ && source_->inpaints() && request_.strength >= 1.0 && habits_.strength_steps == StrengthSteps::Diffusers);
    if (pure)
        return noise * plan_.levels.start_scale;
    return sampling::add_noise(z0, noise, plan_.start, plan_.scale());
}

void Job::show_step(const SamplingPlan &plan, const sampling::SamplerState &state, const GuidedDenoiser &denoiser,
                    const std::vector<int> &images, double ms) const {
    const auto level = plan.sampler->sampler->level(state, plan.levels);
    if (context_.on_step)
        context_.on_step({Phase::Sampling, images.front(), request_.count, steps_before_ + state.step,
                          steps_before_ + plan.levels.steps() + steps_after_, level.sigma, ms});
    const bool due = context_.on_preview && context_.preview_every > 0 && state.step % context_.preview_every == 0;
    if (!due || !denoiser.last_x0().defined())
        return;
    for (size_t i = 0; i < images.size(); ++i)
        context_.on_preview({images[i], steps_before_ + state.step, preview_of(denoiser.last_x0()[static_cast<int64_t>(i)])});
}

Image Job::preview_of(const at::Tensor &latent) const {
    if (!parts_.preview_vae)
        return vae::latent_preview(latent, model_.preview);
    const auto &tiny = *parts_.preview_vae;
    const auto z = tiny.from_model_units(latent.unsqueeze(0)).to(model_.dtypes.vae);
    return picture_from_tensor(vae::decode(tiny, z, {}, context_.cancel), PixelRange::Signed);
}

GuidedDenoiser Job::make_denoiser(const Model &model, size_t stage, std::vector<std::unique_ptr<conditioning::Conditioner>> conditioners,
                                  const KeptLatents &kept) const {
    const Guidance guidance{request_.guidance.value(), request_.image_guidance.value_or(1.0), request_.guidance_rescale};
    nn::AttentionAdditions additions;
    if (stage == 0)
        for (const auto &hypernetwork : parts_.hypernetworks)
            additions.push_back(hypernetwork.get());
    return GuidedDenoiser({model, prompts_[stage], std::move(conditioners), kept, guidance, plan_.scale(), context_.cancel, plan_.prediction,
                           size_embeddings(model), std::move(additions), tiles()});
}

bool Job::refines(const sampling::NoiseLevel &level) const {
    // As diffusers counts: what is noisier than this timestep is the model's.
    const double timesteps = plan_.training.timesteps();
    return parts_.refiner && level.timestep < std::round(timesteps - request_.refiner.switch_at * timesteps);
}

at::Tensor Job::denoise(const std::vector<int> &images, const at::Tensor &noise, const sampling::NoiseSeeds &noise_seeds) {
    const bool concatenates = model_.description.family->concatenates_mask;
    auto conditioners = steering_->conditioners();
    if (concatenates)
        conditioners.push_back(std::make_unique<conditioning::InpaintConcat>(mask_, masked_));
    if (edited_.defined())
        conditioners.push_back(std::make_unique<conditioning::PictureConcat>(edited_));
    KeptLatents kept;
    if (mask_.defined() && kept_.defined() && !concatenates)
        kept = {kept_, noise, mask_, request_.inpaint && request_.inpaint->mode == MaskMode::Differential, habits_.inpaint_blend};
    GuidedDenoiser own = make_denoiser(model_, 0, std::move(conditioners), kept);
    std::optional<GuidedDenoiser> refiner;
    if (parts_.refiner)
        refiner.emplace(make_denoiser(*parts_.refiner, 1, {}, kept));
    std::unique_ptr<sampling::StepNoise> step_noise;
    if (given_ && !given_->steps.empty()) {
        std::vector<at::Tensor> rows;
        for (const auto &step : given_->steps)
            rows.push_back(GivenNoise::rows(step, images.front(), noise.size(0)));
        step_noise = sampling::injected_noise(std::move(rows), given_->file);
    } else {
        step_noise = sampling::step_noise(plan_.sampler->info.noise, noise_seeds, latent_shape_, plan_.levels);
    }
    const at::Tensor z0 = kept_.defined() ? filled(noise) : at::Tensor();
    if (plan_.levels.steps() == 0)
        return z0;

    const auto &sampler = *plan_.sampler->sampler;
    const double first_timestep = std::max(plan_.levels.level(0).timestep, 1e-9);
    sampling::SamplerState state{start(noise, z0), 0, 0, {}, {}};
    while (!sampler.finished(state, plan_.levels)) {
        const auto begun = Clock::now();
        GuidedDenoiser &denoiser = refines(sampler.level(state, plan_.levels)) ? *refiner : own;
        const sampling::StepInputs inputs{plan_.levels, plan_.training, denoiser, *step_noise, plan_.options};
        denoiser.begin_step(state.step, plan_.levels.steps(), sampler.level(state, plan_.levels).timestep / first_timestep);
        sampler.step(state, inputs);
        const bool done = sampler.finished(state, plan_.levels);
        if (kept.any() && (done || kept.blend == InpaintBlend::Diffusers)) {
            const auto where = denoiser.mask();
            const auto back = done ? kept.kept.expand_as(state.x) : kept.at_level(sampler.level(state, plan_.levels), plan_.scale());
            state.x = where * state.x + (1.0 - where) * back;
        }
        show_step(plan_, state, denoiser, images, milliseconds_since(begun));
    }
    return state.x;
}

std::optional<Tiling> Job::tiles() const {
    if (request_.tile == 0)
        return std::nullopt;
    const int64_t side = std::max(request_.tile / model_.vae->config().factor(), 8);
    return Tiling{side, side / 4, side / 32};
}

Result<void> Job::prepare_second() {
    const int factor = model_.vae->config().factor();
    auto request = second_pass_of(request_, factor);
    SFUMATO_TRY(auto plan, plan_sampling(request, resolve(request.habits), model_.description, true));
    second_ = std::make_unique<Second>(Second{std::move(request), std::move(plan), {}});
    second_->job = std::make_unique<Job>(parts_, second_->request, context_, second_->plan);
    steps_after_ = second_->plan.levels.steps();
    second_->job->steps_before_ = plan_.levels.steps();
    SFUMATO_CHECK(second_->job->prepare());
    warn(second_->job->result_.warnings);
    return {};
}

Result<Image> Job::enlarged(const upscale::Network &network, const Image &picture, double scale, int image) const {
    const auto tiling = upscale::choose_tiles(network.shape(), picture.width, picture.height, upscale::usual_budget(memory_budget(request_)));
    auto begun = Clock::now();
    SFUMATO_TRY(auto larger, upscale::enlarge(network, picture, tiling, context_.cancel, [&](int done, int total) {
        if (context_.on_step)
            context_.on_step({Phase::Enlarging, image, request_.count, done, total, 0.0, milliseconds_since(begun)});
        begun = Clock::now();
    }));
    return upscale::at_scale(std::move(larger), picture, scale);
}

at::Tensor Job::at_second_size(const at::Tensor &latents, const std::vector<int> &images) {
    const Hires &hires = *request_.hires;
    Job &second = *second_->job;
    if (hires.mode != HiresMode::Pixel)
        return resampled(latents, hires.mode, second.latent_shape_[1], second.latent_shape_[2]);
    std::vector<at::Tensor> larger;
    for (size_t i = 0; i < images.size(); ++i) {
        Image picture = codec_.decode(latents.narrow(0, static_cast<int64_t>(i), 1), Keep::Picture).picture;
        if (parts_.hires_upscaler)
            picture = value_or_throw(enlarged(*parts_.hires_upscaler, picture, 0.0, images[i]));
        larger.push_back(second.codec_.encode_mean(
            image::resize(picture, second_->request.width, second_->request.height, image::Resample::Smooth)));
    }
    return at::cat(larger);
}

/// Both passes, once more in slices where memory ran short: what is drawn depends on seeds alone.
at::Tensor Job::sample(const std::vector<int> &images, const sampling::NoiseSeeds &noise_seeds) {
    const auto count = static_cast<int64_t>(images.size());
    const at::Tensor noise = given_ && given_->start.defined() ? GivenNoise::rows(given_->start, images.front(), count)
                                                               : sampling::start_noise(noise_seeds, latent_shape_);
    at::Tensor latents;
    const auto run = [&] {
        const nn::Sparing sparing(sparing_);
        latents = denoise(images, noise, noise_seeds);
    };
    if (!fits_in_memory(run)) {
        if (sparing_)
            throw std::bad_alloc();
        sparing_ = true;
        release_free_memory(parts_.let_go);
        warn({"Memory ran short; attention was computed in slices."});
        run();
    }
    return latents;
}

Result<void> Job::finish(int image, std::int64_t seed, const at::Tensor &latent, const ImageSink &sink) {
    const auto begun = Clock::now();
    tell(Phase::Decoding);
    Decoded decoded;
    if (!fits_in_memory([&] { decoded = codec_.decode(latent, want_latents_ ? Keep::Values : Keep::Picture); }))
        return keep_latent(latent, seed);
    timings_.decode = milliseconds_since(begun);
    warn(codec_.warnings());
    GeneratedImage made;
    made.index = image;
    made.seed = seed;
    made.picture = source_ ? put_back(*source_, decoded.picture) : std::move(decoded.picture);
    made.composite = source_ && source_->inpaints();
    made.timings = timings_;
    if (parts_.upscaler) {
        SFUMATO_TRY(made.picture, enlarged(*parts_.upscaler, made.picture, request_.upscale, image));
    }
    SFUMATO_CHECK(sink(std::move(made)));
    ++result_.finished;
    if (want_latents_)
        all_pictures_.push_back(decoded.values);
    return {};
}

/// What sampling made is not lost with the memory to decode it.
Result<void> Job::keep_latent(const at::Tensor &latent, std::int64_t seed) const {
    const auto file = std::filesystem::temp_directory_path() / fmt::format("sfumato-latents-{}-{}.safetensors", seed, ::getpid());
    const std::string fits = size_that_fits(model_.description, request_, model_.dtypes);
    const auto written = write_tensors(file, {{"latents", latent}});
    return fail(ErrorCode::OutOfMemory, "memory",
                fmt::format("there was not enough to decode {} x {} pixels, in tiles neither", latent.size(3) * model_.vae->config().factor(),
                            latent.size(2) * model_.vae->config().factor()),
                fmt::format("{}{}{}", fits.empty() ? "close other programs" : fits, written ? "; the latents were kept in " : "",
                            written ? display(file) : std::string()));
}

Result<void> Job::run_batch(const std::vector<int> &images, const ImageSink &sink) {
    const auto noise_seeds = seeds(images);
    const auto begun = Clock::now();
    at::Tensor latents = sample(images, noise_seeds);
    if (second_) {
        if (want_latents_)
            first_latents_.push_back(latents);
        Job &second = *second_->job;
        second.kept_ = at_second_size(latents, images);
        second.sparing_ = sparing_;
        latents = second.sample(images, noise_seeds);
        warn(second.result_.warnings);
        warn(second.codec_.warnings());
    }
    timings_.sample = milliseconds_since(begun);
    if (!latents.isfinite().all().item<bool>())
        return fail(ErrorCode::Internal, "U-Net", "its latents are not numbers; no picture was made",
                    "try --dtype f32, a lower --cfg or another sampler");
    for (size_t i = 0; i < images.size(); ++i)
        SFUMATO_CHECK(finish(images[i], static_cast<std::int64_t>(noise_seeds.seeds[i]), latents.narrow(0, static_cast<int64_t>(i), 1), sink));
    if (want_latents_)
        all_latents_.push_back(latents);
    return {};
}

Result<GenerationResult> Job::run(const ImageSink &sink, const std::string &latents_out) {
    result_.resolved = request_;
    result_.adapters = parts_.reports;
    result_.warnings = parts_.warnings;
    if (request_.image_guidance && !model_.description.family->concatenates_picture)
        result_.warnings.push_back("the picture's guidance does nothing with this model; only InstructPix2Pix models have one");
    want_latents_ = !latents_out.empty();
    sparing_ = spares_from_the_start(model_.description, request_, model_.dtypes);
    SFUMATO_CHECK(prepare());
    if (request_.hires)
        SFUMATO_CHECK(prepare_second());
    std::vector<int> mine;
    for (int i = request_.shard_index; i < request_.count; i += request_.shard_count)
        mine.push_back(i);
    // Samplers whose steps look at the whole batch would make a picture depend on its neighbours.
    const size_t batch = plan_.sampler->info.one_at_a_time || request_.shard_count > 1 ? 1 : static_cast<size_t>(request_.batch);
    for (size_t first = 0; first < mine.size(); first += batch) {
        const std::vector<int> images(mine.begin() + static_cast<std::ptrdiff_t>(first),
                                      mine.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch, mine.size())));
        SFUMATO_CHECK(run_batch(images, sink));
    }
    if (want_latents_) {
        std::map<std::string, at::Tensor> tensors{{"latents", at::cat(all_latents_)}, {"image", at::cat(all_pictures_)}};
        if (!first_latents_.empty())
            tensors["first_latents"] = at::cat(first_latents_);
        SFUMATO_CHECK(write_tensors(latents_out, tensors));
    }
    return std::move(result_);
}

} // namespace

conditioning::PromptRules prompt_rules(const GenerationRequest &request, const ResolvedHabits &habits, const ModelDescription &model) {
    const bool zeros = model.family->penultimate_text && habits.empty_negative == EmptyNegative::Zeros &&
                       (model.folder.zeros_for_empty_prompt || request.habits.empty_negative.has_value());
    return {habits.emphasis, habits.literal_prompt, habits.truncate_prompt, request.clip_skip.value_or(1), habits.skips_negative,
            !model.family->penultimate_text, zeros};
}

Result<std::vector<Image>> control_pictures(const ModelDescription &model, const GenerationRequest &request) {
    std::optional<InpaintSource> source;
    int width = request.width, height = request.height;
    if (request.init) {
        SFUMATO_TRY(source, prepare_source(request, resolve(request.habits), model.folder.vae.factor(), model.native_size()));
        width = source->picture.width;
        height = source->picture.height;
    }
    std::vector<Image> pictures;
    for (const auto &use : request.controls) {
        SFUMATO_TRY(auto picture, control_picture(use, source ? &*source : nullptr, width, height));
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

Result<GenerationResult> generate(const Parts &parts, const GenerationRequest &request, const JobContext &context,
                                  const ImageSink &sink, const std::string &latents_out) {
    SFUMATO_TRY(const auto plan, plan_sampling(request, resolve(request.habits), parts.model->description, begins_with_picture(request, parts.model->description)));
    return Job(parts, request, context, plan).run(sink, latents_out);
}

} // namespace sfumato::pipeline
