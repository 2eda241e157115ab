// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/sampling_plan.h"

#include "core/base/file_io.h"
#include "core/sampling/diffusers_scheduler.h"
#include "core/sampling/img2img.h"
#include "core/sampling/schedule_builder.h"

namespace sfumato::pipeline {
namespace {

/// By a diffusers scheduler config: the request's, else the model's own.
Result<SamplingPlan> by_config(const GenerationRequest &request, const ModelDescription &model, int steps) {
    const bool own = request.scheduler.empty();
    const std::string subject = own ? display(model.folder.root / "scheduler" / "scheduler_config.json") : "--scheduler";
    SFUMATO_TRY(auto plan, sampling::plan_diffusers_scheduler(own ? model.folder.scheduler.dump() : request.scheduler, subject, steps));
    SFUMATO_TRY(const auto named, sampling::find_sampler(plan.sampler));
    for (const auto &[name, value] : request.sampling_options)
        plan.options[name] = value;
    return SamplingPlan{named.entry, plan.class_name, std::move(plan.schedule), {}, std::move(plan.training), plan.prediction,
                        std::move(plan.options)};
}

/// By the names of a sampler and a schedule, on the noise the model was trained with.
Result<SamplingPlan> by_name(const GenerationRequest &request, const ResolvedHabits &habits, const ModelDescription &model, int steps) {
    SFUMATO_TRY(const auto named, sampling::find_sampler(request.sampler));
    SFUMATO_TRY(auto training, sampling::NoiseSchedule::make(model.noise));
    const std::string schedule = sampling::is_automatic(request.schedule) ? named.schedule : request.schedule;
    const bool automatic = sampling::is_automatic(schedule);
    SFUMATO_TRY(const auto *entry, sampling::find_schedule(automatic ? named.entry->info.usual_schedule : schedule));
    SFUMATO_CHECK(sampling::check_options(request.sampling_options, *named.entry, *entry));
    SFUMATO_TRY(auto levels, sampling::build_schedule(*named.entry, training,
                                                      {schedule, steps, request.sampling_options, habits.timesteps,
                                                       habits.sgm_noise_multiplier, request.habits.conventions}));
    return SamplingPlan{named.entry, automatic ? "automatic" : entry->id, std::move(levels), {}, std::move(training), model.prediction, request.sampling_options};
}

} // namespace

bool begins_with_picture(const GenerationRequest &request, const ModelDescription &model) {
    return request.init.has_value() && !model.family->concatenates_picture;
}

Result<SamplingPlan> plan_sampling(const GenerationRequest &request, const ResolvedHabits &habits,
                                   const ModelDescription &model, bool with_picture) {
    const int steps = request.steps.value_or(model.steps);
    const int built = with_picture ? sampling::steps_to_build(steps, request.strength, habits.strength_steps) : steps;
    const bool named = request.scheduler.empty() && !request.sampler.empty();
    SFUMATO_TRY(auto plan, named ? by_name(request, habits, model, built) : by_config(request, model, built));
    plan.start = plan.levels.level(0);
    if (with_picture) {
        auto part = sampling::part_at_strength(std::move(plan.levels), steps, request.strength, habits.strength_steps, plan.scale());
        plan.levels = std::move(part.schedule);
        plan.start = part.start;
    }
    if (plan.levels.steps() > 0)
        plan.levels = plan.sampler->sampler->adapt(std::move(plan.levels), plan.training, plan.options);
    return plan;
}

} // namespace sfumato::pipeline
