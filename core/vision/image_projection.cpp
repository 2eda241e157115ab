// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vision/image_projection.h"

namespace sfumato::vision {

ImageProjection::Layer::Layer(const nn::Scope &scope, const ProjectionConfig &c) {
    const int64_t width = c.inner_width, inner = 64 * c.heads;
    const auto attention = scope / 0, feed_forward = scope / 1;
    norm1 = nn::LayerNorm(attention / "norm1", width);
    norm2 = nn::LayerNorm(attention / "norm2", width);
    to_q = nn::Linear(attention / "to_q", width, inner, nn::Bias::No);
    to_kv = nn::Linear(attention / "to_kv", width, 2 * inner, nn::Bias::No);
    to_out = nn::Linear(attention / "to_out", inner, width, nn::Bias::No);
    ff_norm = nn::LayerNorm(feed_forward / 0, width);
    ff_in = nn::Linear(feed_forward / 1, width, 4 * width, nn::Bias::No);
    ff_out = nn::Linear(feed_forward / 3, 4 * width, width, nn::Bias::No);
}

at::Tensor ImageProjection::Layer::operator()(const at::Tensor &seen, const at::Tensor &latents, int64_t heads) const {
    const auto own = norm2(latents);
    const auto keys_values = to_kv(at::cat({norm1(seen), own}, 1)).chunk(2, -1);
    const auto h = latents + to_out(nn::multi_head_attention(to_q(own), keys_values[0], keys_values[1], heads));
    return h + ff_out(at::gelu(ff_in(ff_norm(h))));
}

ImageProjection::ImageProjection(const nn::Scope &scope, const ProjectionConfig &config) : config_(config) {
    switch (config.kind) {
    case ProjectionKind::Base:
        first_ = nn::Linear(scope / "proj", config.seen_width, config.tokens * config.context_width);
        norm_ = nn::LayerNorm(scope / "norm", config.context_width);
        break;
    case ProjectionKind::Full:
        first_ = nn::Linear(scope / "proj" / 0, config.seen_width, config.inner_width);
        second_ = nn::Linear(scope / "proj" / 2, config.inner_width, config.context_width);
        norm_ = nn::LayerNorm(scope / "proj" / 3, config.context_width);
        break;
    case ProjectionKind::Plus:
        latents_ = scope.take("latents", {1, config.tokens, config.inner_width}, nn::Init::Normal002);
        first_ = nn::Linear(scope / "proj_in", config.seen_width, config.inner_width);
        for (int i = 0; i < config.layers; ++i)
            layers_.emplace_back(scope / "layers" / i, config);
        second_ = nn::Linear(scope / "proj_out", config.inner_width, config.context_width);
        norm_ = nn::LayerNorm(scope / "norm_out", config.context_width);
        break;
    }
}

at::Tensor ImageProjection::operator()(const at::Tensor &seen) const {
    if (config_.kind == ProjectionKind::Base)
        return norm_(first_(seen).view({seen.size(0), config_.tokens, config_.context_width}));
    if (config_.kind == ProjectionKind::Full)
        return norm_(second_(at::gelu(first_(seen))));
    const auto x = first_(seen);
    auto latents = latents_.expand({seen.size(0), -1, -1});
    for (const auto &layer : layers_)
        latents = layer(x, latents, config_.heads);
    return norm_(second_(latents));
}

} // namespace sfumato::vision
