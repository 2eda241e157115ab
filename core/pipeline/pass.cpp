// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/pass.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/clock.h"
#include "core/conditioning/conditioners/inpaint_concat.h"
#include "core/conditioning/conditioners/picture_concat.h"
#include "core/image/mask_ops.h"
#include "core/nn/sparing.h"
#include "core/pipeline/memory.h"
#include "core/pipeline/prompt_rules.h"
#include "core/sampling/noise.h"
#include "core/sampling/prediction.h"
#include "core/torch/guard.h"
#include "core/torch/tensor_image.h"
#include "core/vae/tiled_vae.h"

namespace sfumato::pipeline {

void tell(const JobContext &context, Phase phase, int count) {
    context.cancel.check();
    if (context.on_step)
        context.on_step({phase, 0, count, 0, 0, 0.0, 0.0});
}

Pass::Pass(const Parts &parts, const GenerationRequest &request, const JobContext &context, const SamplingPlan &plan, StepsAround around)
    : parts_(parts), model_(*parts.model), request_(request), context_(context), plan_(plan), around_(around), habits_(resolve(request.habits)),
      codec_(parts, request, context.cancel) {}

Result<void> Pass::encode_prompts() {
    const auto begun = Clock::now();
    tell(context_, Phase::Encoding, request_.count);
    text::PassSteps steps(std::max(1, plan_.levels.steps()), around_.before);
    steps.followed = request_.hires.has_value();
    for (const Model *model : {&model_, parts_.refiner.get()}) {
        if (!model)
            continue;
        const auto rules = prompt_rules(request_, habits_, model->description);
        conditioning::PromptEncoder encoder(model == &model_ ? speakers(model_, parts_.words) : speakers(*model, {}), rules, context_.cancel);
        SFUMATO_TRY(auto prompt, conditioning::PromptConditioning::make(encoder, request_.prompt, request_.negative, steps, rules));
        if (model == &model_)
            warnings_.insert(warnings_.end(), prompt.issues().begin(), prompt.issues().end());
        prompts_.push_back(std::move(prompt));
    }
    encode_milliseconds_ = milliseconds_since(begun);
    return {};
}

at::Tensor Pass::drawn(const vae::Posterior &posterior) const {
    auto z = posterior.mean;
    if (given_ && given_->posterior.defined())
        z = z + (0.5 * posterior.logvar).exp() * given_->posterior.narrow(0, 0, 1);
    return model_.vae->to_model_units(z);
}

void Pass::encode_source() {
    const bool plain = !source_->inpaints() && !model_.description.family->concatenates_picture;
    if (plain && !given_ && request_.tile > 0) { // the largest pictures, never as one tensor
        kept_ = codec_.encode_mean(source_->picture);
        return;
    }
    const auto picture = tensor_from_picture(source_->picture, PixelRange::Signed);
    const auto posterior = codec_.encode(picture);
    kept_ = drawn(posterior);
    if (model_.description.family->concatenates_picture)
        edited_ = posterior.mean;
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
        masked_ = drawn(codec_.encode(picture * (1.0 - hole)));
    }
}

SizeEmbeddings Pass::size_embeddings(const Model &model) const {
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

Result<void> Pass::prepare() {
    const auto attempt = [&] {
        const nn::Sparing sparing(sparing_);
        prompts_.clear();
        return prepare_once();
    };
    return again_with_room(attempt, [&] {
        warnings_.clear();
        make_room();
    });
}

Result<void> Pass::prepare_once() {
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
        masked_ = drawn(codec_.encode(grey));
    }
    return {};
}

at::Tensor Pass::filled(const at::Tensor &noise) const {
    const auto kept = kept_.expand_as(noise);
    if (!request_.inpaint || !mask_.defined())
        return kept;
    if (request_.inpaint->fill == Fill::Noise)
        return kept * (1.0 - mask_) + noise * mask_;
    if (request_.inpaint->fill == Fill::Zero)
        return kept * (1.0 - mask_);
    return kept;
}

at::Tensor Pass::start(const at::Tensor &noise, const at::Tensor &z0) const {
    const bool pure = !kept_.defined() || edited_.defined() ||
                      (source_ && source_->inpaints() && request_.strength >= 1.0 && habits_.strength_steps == StrengthSteps::Diffusers);
    if (pure)
        return noise * plan_.levels.start_scale;
    return sampling::add_noise(z0, noise, plan_.start, plan_.scale());
}

void Pass::show_step(const sampling::SamplerState &state, const GuidedDenoiser &denoiser, const std::vector<int> &images, double ms) const {
    const auto level = plan_.sampler->sampler->level(state, plan_.levels);
    if (context_.on_step)
        context_.on_step({Phase::Sampling, images.front(), request_.count, around_.before + state.step,
                          around_.before + plan_.levels.steps() + around_.after, level.sigma, ms});
    const bool due = context_.on_preview && context_.preview_every > 0 && state.step % context_.preview_every == 0;
    if (!due || !denoiser.last_x0().defined())
        return;
    fits_in_memory([&] { // where it does not, nobody misses a preview
        for (size_t i = 0; i < images.size(); ++i)
            context_.on_preview({images[i], around_.before + state.step, preview_of(denoiser.last_x0()[static_cast<int64_t>(i)])});
    });
}

Image Pass::preview_of(const at::Tensor &latent) const {
    if (!parts_.preview_vae)
        return vae::latent_preview(latent, model_.preview);
    const auto &tiny = *parts_.preview_vae;
    const auto z = tiny.from_model_units(latent.unsqueeze(0)).to(model_.dtypes.for_vae());
    return picture_from_tensor(vae::decode(tiny, z, {}, context_.cancel), PixelRange::Signed);
}

GuidedDenoiser Pass::make_denoiser(const Model &model, size_t stage, std::vector<std::unique_ptr<conditioning::Conditioner>> conditioners,
                                  const KeptLatents &kept) const {
    const Guidance guidance{request_.guidance.value(), request_.image_guidance.value_or(1.0), request_.guidance_rescale};
    nn::AttentionAdditions additions;
    if (stage == 0)
        for (const auto &hypernetwork : parts_.hypernetworks)
            additions.push_back(hypernetwork.get());
    return GuidedDenoiser({model, prompts_[stage], std::move(conditioners), kept, guidance, plan_.scale(), context_.cancel, plan_.prediction,
                           size_embeddings(model), std::move(additions), tiles()});
}

bool Pass::refines(const sampling::NoiseLevel &level) const {
    // As diffusers counts: what is noisier than this timestep is the model's.
    const double timesteps = plan_.training.timesteps();
    return parts_.refiner && level.timestep < std::round(timesteps - request_.refiner.switch_at * timesteps);
}

std::optional<Tiling> Pass::tiles() const {
    if (request_.tile == 0)
        return std::nullopt;
    const int64_t side = std::max(request_.tile / model_.vae->config().factor(), 8);
    return Tiling{side, side / 4, side / 32};
}

Pass::Run Pass::begin(const std::vector<int> &images, const sampling::NoiseSeeds &noise_seeds) const {
    const auto count = static_cast<int64_t>(images.size());
    const at::Tensor noise = given_ && given_->start.defined() ? GivenNoise::rows(given_->start, images.front(), count)
                                                               : sampling::start_noise(noise_seeds, latent_shape_);
    const bool concatenates = model_.description.family->concatenates_mask;
    auto conditioners = steering_->conditioners();
    if (concatenates)
        conditioners.push_back(std::make_unique<conditioning::InpaintConcat>(mask_, masked_));
    if (edited_.defined())
        conditioners.push_back(std::make_unique<conditioning::PictureConcat>(edited_));
    KeptLatents kept;
    if (mask_.defined() && kept_.defined() && !concatenates)
        kept = {kept_, noise, mask_, request_.inpaint && request_.inpaint->mode == MaskMode::Differential, habits_.inpaint_blend};
    Run run{kept, make_denoiser(model_, 0, std::move(conditioners), kept), {}, {}, {}};
    if (parts_.refiner)
        run.refiner.emplace(make_denoiser(*parts_.refiner, 1, {}, kept));
    if (given_ && !given_->steps.empty()) {
        std::vector<at::Tensor> rows;
        for (const auto &step : given_->steps)
            rows.push_back(GivenNoise::rows(step, images.front(), count));
        run.noise = sampling::injected_noise(std::move(rows), given_->file);
    } else {
        run.noise = sampling::step_noise(plan_.sampler->info.noise, noise_seeds, latent_shape_, plan_.levels);
    }
    const at::Tensor z0 = kept_.defined() ? filled(noise) : at::Tensor();
    run.start.x = plan_.levels.steps() == 0 ? z0 : start(noise, z0);
    return run;
}

sampling::SamplerState Pass::step(Run &run, sampling::SamplerState state) const {
    const auto &sampler = *plan_.sampler->sampler;
    const double first_timestep = std::max(plan_.levels.level(0).timestep, 1e-9);
    GuidedDenoiser &denoiser = refines(sampler.level(state, plan_.levels)) ? *run.refiner : run.own;
    const sampling::StepInputs inputs{plan_.levels, plan_.training, denoiser, *run.noise, plan_.options};
    denoiser.begin_step(state.step, plan_.levels.steps(), sampler.level(state, plan_.levels).timestep / first_timestep);
    sampler.step(state, inputs);
    const KeptLatents &kept = run.kept;
    const bool done = sampler.finished(state, plan_.levels);
    if (kept.any() && (done || kept.blend == InpaintBlend::Diffusers)) {
        const auto where = denoiser.mask();
        const auto back = done ? kept.kept.expand_as(state.x) : kept.at_level(sampler.level(state, plan_.levels), plan_.scale());
        state.x = where * state.x + (1.0 - where) * back;
    }
    return state;
}

void Pass::make_room() {
    release_free_memory(model_.dtypes.device, parts_.let_go);
    if (!std::exchange(sparing_, true))
        warnings_.emplace_back("Memory ran short; attention was computed in slices.");
}

at::Tensor Pass::sample(const std::vector<int> &images, const sampling::NoiseSeeds &noise_seeds) {
    const auto room = [&] { make_room(); };
    Run run = again_with_room([&] { return begin(images, noise_seeds); }, room);
    sampling::SamplerState state = run.start;
    run.start = {};
    while (plan_.levels.steps() > 0 && !plan_.sampler->sampler->finished(state, plan_.levels)) {
        const auto begun = Clock::now();
        const GuidedDenoiser &denoiser = refines(plan_.sampler->sampler->level(state, plan_.levels)) ? *run.refiner : run.own;
        const auto advanced = [&] {
            const nn::Sparing sparing(sparing_);
            return step(run, state);
        };
        state = again_with_room(advanced, room);
        show_step(state, denoiser, images, milliseconds_since(begun));
    }
    return state.x;
}

} // namespace sfumato::pipeline
