// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/api/request.h"
#include "core/base/cancel.h"
#include "core/conditioning/conditioner.h"
#include "core/conditioning/prompt_conditioning.h"
#include "core/pipeline/model.h"
#include "core/sampling/sampler.h"

namespace sfumato::pipeline {

/// Latents to keep outside a mask while denoising. Empty kept = nothing is kept.
struct KeptLatents {
    at::Tensor kept;  ///< [1,C,h,w] fp32, the clean latents of the user's picture
    at::Tensor noise; ///< [B,C,h,w] fp32 standard normal, the noise they are shown with
    at::Tensor mask;  ///< [1,1,h,w] fp32 0..1, 1 = repaint
    bool differential = false; ///< the mask says when a cell joins in, not how much
    InpaintBlend blend = InpaintBlend::Comfy;

    bool any() const { return kept.defined(); }
    /// The kept latents at a noise level, in the sampler's scale. A clean level gives them as they are.
    at::Tensor at_level(const sampling::NoiseLevel &level, sampling::Scale scale) const;
};

/// How strongly the prompt pulls.
struct Guidance {
    double scale = 7.0;   ///< 1 = the unconditional pass is skipped
    double image = 1.0;   ///< of the picture to edit, for instruct-pix2pix; 1 = its pass is skipped
    double rescale = 0.0; ///< 0..1, see Lin et al. 2023 "Common diffusion noise schedules", section 3.4
};

/// [1,S] fp32 sinusoids of what SDXL is told of sizes, and its refiner of looks; or undefined.
struct SizeEmbeddings {
    at::Tensor wanted, unwanted; ///< for passes with the prompt, and for others
};

/// The network with text, guidance, further conditioners and kept latents around it, as samplers see it.
/// Thread: the engine's.
class GuidedDenoiser final : public sampling::Denoiser {
public:
    struct Parts {
        const Model &model;
        const conditioning::PromptConditioning &prompt;
        std::vector<std::unique_ptr<conditioning::Conditioner>> conditioners;
        KeptLatents kept;
        Guidance guidance;
        sampling::Scale scale;
        CancelToken cancel;
        sampling::PredictionType prediction;
        SizeEmbeddings sizes;
        nn::AttentionAdditions additions = {}; ///< hypernetworks
        std::optional<Tiling> tiles = {};      ///< the network sees windows of so many cells, whose answers are blended; absent = all at once
    };
    explicit GuidedDenoiser(Parts parts) : parts_(std::move(parts)) {}

    /// Tells which step of how many runs next: prompts change by step.
    /// mask_threshold: differential masks only, 1 at the start of the run and 0 at its end.
    void begin_step(int step, int steps, double mask_threshold);

    sampling::Prediction operator()(const at::Tensor &x, const sampling::NoiseLevel &level) override;

    /// The denoised latents of the last call, [B,C,h,w] fp32: what a preview shows.
    const at::Tensor &last_x0() const { return last_x0_; }
    const KeptLatents &kept() const { return parts_.kept; }
    /// The mask in force, thresholded for differential runs.
    at::Tensor mask() const;

private:
    /// The network's guided and unguided outputs for one batch at this level.
    struct Outputs {
        at::Tensor guided, uncond;
    };
    Outputs guided_outputs(const at::Tensor &scaled, double timestep, int64_t first_image) const;
    /// What one pass of a call is asked.
    struct Asked {
        conditioning::Pass pass;
        const conditioning::EncodedText *text;
    };
    /// The passes that the guidance needs; the prompt's come last.
    std::vector<Asked> asked() const;
    /// The outputs of some passes, computed in one batch; their texts are equally long.
    std::vector<at::Tensor> network(const at::Tensor &scaled, double timestep, const std::vector<Asked> &passes, int64_t first_image) const;
    /// The same for one window of the latent, or for all of it: the passes' outputs in one tensor.
    at::Tensor network_in(const std::optional<Window> &window, const at::Tensor &scaled, double timestep, const std::vector<Asked> &passes,
                          int64_t first_image) const;

    Parts parts_;
    int step_ = 0;
    int steps_ = 1;
    double mask_threshold_ = 1.0;
    at::Tensor last_x0_;
};

} // namespace sfumato::pipeline
