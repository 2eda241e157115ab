// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/guided_denoiser.h"

#include <algorithm>

#include "core/sampling/prediction.h"

namespace sfumato::pipeline {
namespace {

/// Standard deviation of each sample over its channels and cells: [B,1,1,1].
at::Tensor deviation(const at::Tensor &x) { return x.std({1, 2, 3}, /*unbiased=*/true, /*keepdim=*/true); }

} // namespace

at::Tensor KeptLatents::at_level(const sampling::NoiseLevel &level, sampling::Scale scale) const {
    return sampling::add_noise(kept.expand_as(noise), noise, level, scale);
}

void GuidedDenoiser::begin_step(int step, int steps, double mask_threshold) {
    step_ = step;
    steps_ = steps;
    mask_threshold_ = mask_threshold;
}

at::Tensor GuidedDenoiser::mask() const {
    const auto &kept = parts_.kept;
    return kept.differential ? kept.mask.ge(mask_threshold_).to(at::kFloat) : kept.mask;
}

std::vector<at::Tensor> GuidedDenoiser::network(const at::Tensor &scaled, double timestep, const std::vector<Asked> &passes,
                                                int64_t first_image) const {
    const int64_t h = scaled.size(2), w = scaled.size(3), count = static_cast<int64_t>(passes.size());
    if (!parts_.tiles || tile_count(h, w, *parts_.tiles) == 1)
        return network_in({}, scaled, timestep, passes, first_image).chunk(count);
    // Blended inside every step, neighbouring windows agree on what they share and no seam can grow.
    // Source: Bar-Tal et al. 2023, "MultiDiffusion", with weights that fall towards the borders of a window.
    return make_in_tiles(h, w, 1, *parts_.tiles, parts_.cancel, [&](const Window &window) {
               return network_in(window, scaled, timestep, passes, first_image);
           }).chunk(count);
}

at::Tensor GuidedDenoiser::network_in(const std::optional<Window> &window, const at::Tensor &whole, double timestep,
                                      const std::vector<Asked> &passes, int64_t first_image) const {
    parts_.cancel.check();
    const auto scaled = window ? window->of(whole) : whole;
    const Model &model = parts_.model;
    const auto there = model.dtypes.for_network();
    const auto numbers = there.dtype(at::kFloat);
    const int64_t images = scaled.size(0), count = static_cast<int64_t>(passes.size());
    conditioning::NetworkInput input{scaled.repeat({count, 1, 1, 1}).to(there), at::full({count * images}, timestep, numbers), {}, {}, {}, {}, {}, {}};
    std::vector<at::Tensor> contexts, added;
    for (const auto &[pass, text] : passes) {
        input.passes.push_back(pass);
        contexts.push_back(text->context.expand({images, -1, -1}));
        if (parts_.sizes.wanted.defined()) {
            const auto &sizes = pass == conditioning::Pass::Positive ? parts_.sizes.wanted : parts_.sizes.unwanted;
            added.push_back(at::cat({text->pooled.expand({images, -1}), sizes.expand({images, -1})}, 1));
        }
    }
    input.context = at::cat(contexts).to(there);
    if (!added.empty())
        input.added = at::cat(added).to(there);
    if (model.unet->config().guidance_width > 0)
        input.guidance = at::full({count * images}, parts_.guidance.scale - 1.0, numbers);
    input.additions = parts_.additions;
    for (const auto &conditioner : parts_.conditioners)
        conditioner->apply(input, {step_, steps_, first_image, window});
    const auto output = model.unet->forward(input.latent, input.timestep, {input.context, input.additions}, input.residuals, {}, input.added,
                                            input.guidance);
    return output.to(at::kCPU, at::kFloat);
}

std::vector<GuidedDenoiser::Asked> GuidedDenoiser::asked() const {
    using conditioning::Pass;
    const conditioning::StepContexts &contexts = parts_.prompt.at(step_);
    std::vector<Asked> asked;
    const bool guides = parts_.guidance.scale != 1.0 && parts_.model.unet->config().guidance_width == 0;
    const bool bare = parts_.model.description.family->concatenates_picture && parts_.guidance.image != 1.0;
    if (bare)
        asked.push_back({Pass::Bare, &contexts.negative});
    if (bare || guides || contexts.positive.size() > 1)
        asked.push_back({Pass::Negative, &contexts.negative});
    for (const auto &part : contexts.positive)
        asked.push_back({Pass::Positive, &part.text});
    return asked;
}

GuidedDenoiser::Outputs GuidedDenoiser::guided_outputs(const at::Tensor &scaled, double timestep, int64_t first_image) const {
    const std::vector<Asked> passes = asked();
    // All passes in one batch where their texts are equally long, else one after the other.
    const bool equal = std::all_of(passes.begin(), passes.end(), [&](const Asked &one) {
        return one.text->context.size(1) == passes.front().text->context.size(1);
    });
    std::vector<at::Tensor> outputs;
    if (equal)
        outputs = network(scaled, timestep, passes, first_image);
    else
        for (const Asked &one : passes)
            outputs.push_back(network(scaled, timestep, {one}, first_image).front());
    if (passes.size() == 1)
        return {outputs.front(), outputs.front()};

    const auto &positive = parts_.prompt.at(step_).positive;
    const size_t first = outputs.size() - positive.size(); // the first with the prompt
    const at::Tensor &uncond = outputs.front(), &negative = outputs[first - 1];
    // A network that is told the guidance scale follows it by itself.
    const double scale = parts_.model.unet->config().guidance_width > 0 ? 1.0 : parts_.guidance.scale;
    at::Tensor guided = first == 1 ? negative : uncond + (negative - uncond) * parts_.guidance.image;
    for (size_t i = 0; i < positive.size(); ++i)
        guided = guided + (outputs[first + i] - negative) * (scale * positive[i].weight);
    if (parts_.guidance.rescale > 0.0) {
        const auto rescaled = guided * (deviation(outputs[first]) / deviation(guided));
        guided = rescaled * parts_.guidance.rescale + guided * (1.0 - parts_.guidance.rescale);
    }
    return {guided, uncond};
}

sampling::Prediction GuidedDenoiser::operator()(const at::Tensor &x, const sampling::NoiseLevel &level) {
    const bool keep = parts_.kept.any();
    const at::Tensor where = keep ? mask() : at::Tensor();
    at::Tensor noisy = x;
    if (keep && parts_.kept.blend == InpaintBlend::Comfy)
        noisy = where * x + (1.0 - where) * parts_.kept.at_level(level, parts_.scale).to(x.dtype());

    const at::Tensor scaled = (noisy * sampling::input_scale(level, parts_.scale)).to(at::kFloat);
    // On a CPU one image at a time: products round differently for other batch sizes, and image i of a batch
    // must be the image made alone.
    std::vector<at::Tensor> guided, uncond;
    bool guided_apart = false;
    const int64_t step = parts_.model.dtypes.device.is_cpu() ? 1 : scaled.size(0);
    for (int64_t first = 0; first < scaled.size(0); first += step) {
        auto outputs = guided_outputs(scaled.narrow(0, first, step), level.timestep, first);
        guided_apart = guided_apart || !outputs.guided.is_same(outputs.uncond);
        guided.push_back(std::move(outputs.guided));
        uncond.push_back(std::move(outputs.uncond));
    }
    const at::Tensor output = at::cat(guided), without = guided_apart ? at::cat(uncond) : at::Tensor();
    auto prediction = sampling::make_prediction(output, without, noisy, level,
                                                parts_.scale, parts_.prediction);
    if (keep && parts_.kept.blend != InpaintBlend::Diffusers) {
        prediction.x0 = where * prediction.x0 + (1.0 - where) * parts_.kept.kept;
        prediction.eps = sampling::eps_from_x0(prediction.x0, noisy, level, parts_.scale);
    }
    last_x0_ = prediction.x0;
    return prediction;
}

} // namespace sfumato::pipeline
