// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"
#include "core/pipeline/habits.h"
#include "core/pipeline/model.h"
#include "core/sampling/registry.h"
#include "core/sampling/sampler.h"

namespace sfumato::pipeline {

/// Which algorithm runs over which levels: everything about the way from noise to picture but the noise itself.
struct SamplingPlan {
    const sampling::SamplerEntry *sampler = nullptr;
    std::string schedule; ///< id, "automatic", or the diffusers class that made the levels
    sampling::Schedule levels;
    sampling::NoiseLevel start; ///< how noisy a given picture is made
    sampling::NoiseSchedule training;
    sampling::PredictionType prediction = sampling::PredictionType::Epsilon;
    sampling::Options options;

    sampling::Scale scale() const { return sampler->sampler->scale(); }
};

/// Does the run begin with the request's picture, made noisy? A picture that is edited (instruct-pix2pix) is only looked at.
bool begins_with_picture(const GenerationRequest &request, const ModelDescription &model);

/// Decides sampler and levels for a request whose steps are known. with_picture: only the part that the strength
/// asks for runs. Pure; loads nothing.
/// Errors: InvalidArgument naming the option; UnsupportedFormat for scheduler configs we cannot follow.
Result<SamplingPlan> plan_sampling(const GenerationRequest &request, const ResolvedHabits &habits,
                                   const ModelDescription &model, bool with_picture);

} // namespace sfumato::pipeline
