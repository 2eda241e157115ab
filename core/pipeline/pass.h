// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/engine.h"
#include "core/conditioning/prompt_conditioning.h"
#include "core/pipeline/given_noise.h"
#include "core/pipeline/guided_denoiser.h"
#include "core/pipeline/habits.h"
#include "core/pipeline/inpaint_source.h"
#include "core/pipeline/parts.h"
#include "core/pipeline/picture_codec.h"
#include "core/pipeline/sampling_plan.h"
#include "core/pipeline/steering.h"
#include "core/sampling/noise.h"

namespace sfumato::pipeline {

/// Steps of a run's other pass, as progress counts them.
struct StepsAround {
    int before = 0, after = 0;
};

/// From noise to latents at one size, with the denoise loop (the only one). A second pass is another one at the larger
/// size, which continues from what the first made. What it is given must outlive it. Thread: the engine's.
class Pass {
public:
    Pass(const Parts &parts, const GenerationRequest &request, const JobContext &context, const SamplingPlan &plan, StepsAround around);

    /// Encodes prompts, picture and mask, prepares control networks; once, before anything else. Where memory runs short it
    /// is done once more, in slices.
    Result<void> prepare();
    /// Latents, [B,C,h,w] in model units; a step that memory was too short for is done once more in slices, from the state
    /// before it. Throws what says so where that was too much too, Failure{Cancelled}, and what tensor code throws.
    at::Tensor sample(const std::vector<int> &images, const sampling::NoiseSeeds &seeds);
    /// latents: [B,C,h,w], taken for the user's picture.
    void continue_from(at::Tensor latents) { kept_ = std::move(latents); }

    void spare() { sparing_ = true; }
    bool spares() const { return sparing_; } ///< memory is short
    PictureCodec &codec() { return codec_; }
    const std::optional<InpaintSource> &source() const { return source_; } ///< set by prepare(), where there is a picture
    const std::vector<int64_t> &latent_shape() const { return latent_shape_; } ///< [C,h,w], set by prepare()
    double encode_milliseconds() const { return encode_milliseconds_; }
    const std::vector<std::string> &warnings() const { return warnings_; }

private:
    /// What a run needs besides its state.
    struct Run {
        KeptLatents kept;
        GuidedDenoiser own;
        std::optional<GuidedDenoiser> refiner;
        std::unique_ptr<sampling::StepNoise> noise;
        sampling::SamplerState start;
    };

    Result<void> prepare_once();
    Result<void> encode_prompts();
    void encode_source();
    at::Tensor drawn(const vae::Posterior &posterior) const; // in model units
    SizeEmbeddings size_embeddings(const Model &model) const;
    GuidedDenoiser make_denoiser(const Model &model, size_t stage, std::vector<std::unique_ptr<conditioning::Conditioner>> conditioners,
                                 const KeptLatents &kept) const;
    std::optional<Tiling> tiles() const;
    bool refines(const sampling::NoiseLevel &level) const;
    at::Tensor filled(const at::Tensor &noise) const;
    at::Tensor start(const at::Tensor &noise, const at::Tensor &z0) const;
    Run begin(const std::vector<int> &images, const sampling::NoiseSeeds &seeds) const;
    sampling::SamplerState step(Run &run, sampling::SamplerState state) const; ///< the state after the next step
    void make_room(); ///< memory has run short: from now on it is spared
    void show_step(const sampling::SamplerState &state, const GuidedDenoiser &denoiser, const std::vector<int> &images, double ms) const;
    Image preview_of(const at::Tensor &latent) const; // [C,h,w]

    const Parts &parts_;
    const Model &model_;
    const GenerationRequest &request_;
    const JobContext &context_;
    const SamplingPlan &plan_;
    StepsAround around_;
    ResolvedHabits habits_;
    PictureCodec codec_;
    std::vector<conditioning::PromptConditioning> prompts_; ///< the model's, and the refiner's if there is one
    std::optional<InpaintSource> source_;
    std::optional<GivenNoise> given_;
    std::optional<Steering> steering_;
    int picture_width_ = 0, picture_height_ = 0; ///< pixels worked on
    std::vector<int64_t> latent_shape_;          ///< [C,h,w]
    at::Tensor kept_;                            ///< [1,C,h,w]: the user's picture, in model units
    at::Tensor masked_;                          ///< [1,C,h,w]: the same with its hole at mid-grey, for 9-channel models
    at::Tensor edited_;                          ///< [1,C,h,w]: the same without the VAE's scale, for 8-channel models
    at::Tensor mask_;                            ///< [1,1,h,w], 1 = repaint
    bool sparing_ = false;                       ///< memory has run short
    double encode_milliseconds_ = 0.0;
    std::vector<std::string> warnings_;
};

/// Reports a phase of a job of so many pictures. Throws Failure{Cancelled}.
void tell(const JobContext &context, Phase phase, int count);

} // namespace sfumato::pipeline
