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

at::Tensor GuidedDenoiser::network(const at::Tensor &scaled, double timestep, const conditioning::EncodedText &text,
                                   int64_t first_image) const {
    parts_.cancel.check();
    const Model &model = parts_.model;
    conditioning::NetworkInput input{scaled.to(model.dtypes.network), at::full({scaled.size(0)}, timestep, at::kFloat),
                                     text.context.to(model.dtypes.network), {}, {}};
    if (parts_.sizes.defined())
        input.added = at::cat({text.pooled, parts_.sizes.expand({scaled.size(0), -1})}, 1).to(model.dtypes.network);
    for (const auto &conditioner : parts_.conditioners)
        conditioner->apply(input, {step_, steps_, first_image});
    return model.unet->forward(input.latent, input.timestep, input.context, input.residuals, {}, input.added).to(at::kFloat);
}

GuidedDenoiser::Outputs GuidedDenoiser::guided_outputs(const at::Tensor &scaled, double timestep, int64_t first_image) const {
    const conditioning::StepContexts &contexts = parts_.prompt.at(step_);
    const int64_t images = scaled.size(0);
    using conditioning::EncodedText;
    const auto for_images = [&](const EncodedText &text) {
        return EncodedText{text.context.expand({images, -1, -1}), text.pooled.defined() ? text.pooled.expand({images, -1}) : at::Tensor()};
    };

    if (parts_.guidance.scale == 1.0 && contexts.positive.size() == 1) {
        const auto output = network(scaled, timestep, for_images(contexts.positive.front().text), first_image);
        return {output, output};
    }
    // All passes in one batch where their texts are equally long, else one after the other.
    std::vector<EncodedText> texts{for_images(contexts.negative)};
    for (const auto &part : contexts.positive)
        texts.push_back(for_images(part.text));
    const bool equal = std::all_of(texts.begin(), texts.end(), [&](const EncodedText &text) {
        return text.context.size(1) == texts.front().context.size(1);
    });
    std::vector<at::Tensor> outputs;
    if (equal) {
        std::vector<at::Tensor> all, pooled;
        for (const auto &text : texts) {
            all.push_back(text.context);
            if (text.pooled.defined())
                pooled.push_back(text.pooled);
        }
        const auto passes = static_cast<int64_t>(texts.size());
        const EncodedText together{at::cat(all), pooled.empty() ? at::Tensor() : at::cat(pooled)};
        outputs = network(scaled.repeat({passes, 1, 1, 1}), timestep, together, first_image).chunk(passes);
    } else {
        for (const auto &text : texts)
            outputs.push_back(network(scaled, timestep, text, first_image));
    }

    const at::Tensor &uncond = outputs.front();
    at::Tensor guided = uncond;
    for (size_t i = 0; i < contexts.positive.size(); ++i)
        guided = guided + (outputs[i + 1] - uncond) * (parts_.guidance.scale * contexts.positive[i].weight);
    if (parts_.guidance.rescale > 0.0) {
        const auto rescaled = guided * (deviation(outputs[1]) / deviation(guided));
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
    const int64_t step = scaled.device().is_cpu() ? 1 : scaled.size(0);
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
