// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unet/control_net.h"

namespace sfumato::unet {

ControlNet::FusingBlock::FusingBlock(const nn::Scope &scope, int64_t width)
    : ln_1(scope / "ln_1", width), ln_2(scope / "ln_2", width), out_proj(scope / "attn" / "out_proj", width, width),
      c_fc(scope / "mlp" / "c_fc", width, 4 * width), c_proj(scope / "mlp" / "c_proj", 4 * width, width) {
    const auto weight = (scope / "attn").take("in_proj_weight", {3 * width, width});
    const auto bias = (scope / "attn").take("in_proj_bias", {3 * width});
    if (weight.defined() && bias.defined()) {
        value_weight = weight.narrow(0, 2 * width, width);
        value_bias = bias.narrow(0, 2 * width, width);
    }
}

at::Tensor ControlNet::FusingBlock::operator()(const at::Tensor &features) const {
    // Its authors' attention runs over the batch, whose rows are alike for one picture: each place sees itself alone,
    // whatever queries and keys are.
    const auto h = features + out_proj(at::linear(ln_1(features), value_weight, value_bias));
    const auto wide = c_fc(ln_2(h));
    return h + c_proj(wide * at::sigmoid(wide * 1.702));
}

ControlNet::Union::Union(const nn::Scope &scope, const ControlNetConfig &config)
    : task_embedding(scope.take("task_embedding", {config.tasks, config.unet.block_out_channels.front()})),
      spatial(scope / "spatial_ch_projs", config.unet.block_out_channels.front(), config.unet.block_out_channels.front()),
      kind(scope / "control_add_embedding", config.unet.addition_time_width * config.tasks, 4 * config.unet.block_out_channels.front()) {
    for (int i = 0; i < config.fusing_layers; ++i)
        blocks.emplace_back(scope / "transformer_layes" / i, config.unet.block_out_channels.front()); // sic
}

ControlNet::ControlNet(const nn::Scope &scope, const ControlNetConfig &config) : config_(config), encoder_(scope, config.unet) {
    const auto &channels = config.hint_channels;
    const auto hints = scope / "controlnet_cond_embedding";
    hint_in_ = nn::Conv2d(hints / "conv_in", 3, channels.front(), 3, 1, 1);
    for (size_t i = 0; i + 1 < channels.size(); ++i) {
        const auto number = static_cast<int64_t>(2 * i);
        hint_blocks_.emplace_back(hints / "blocks" / number, channels[i], channels[i], 3, 1, 1);
        hint_blocks_.emplace_back(hints / "blocks" / (number + 1), channels[i], channels[i + 1], 3, 2, 1);
    }
    hint_out_ = nn::Conv2d(hints / "conv_out", channels.back(), config.unet.block_out_channels.front(), 3, 1, 1);
    for (const int64_t width : encoder_.skip_widths())
        skip_outputs_.emplace_back(scope / "controlnet_down_blocks" / static_cast<int64_t>(skip_outputs_.size()), width, width, 1);
    const int64_t width = config.unet.block_out_channels.back();
    middle_output_ = nn::Conv2d(scope / "controlnet_mid_block", width, width, 1);
    if (config.tasks > 0)
        union_.emplace(scope, config);
}

at::Tensor ControlNet::hint(const at::Tensor &picture, int task) const {
    auto h = at::silu(hint_in_(picture));
    for (const auto &block : hint_blocks_)
        h = at::silu(block(h));
    h = hint_out_(h);
    if (!union_)
        return h;
    auto features = h.mean({2, 3}) + union_->task_embedding[task];
    for (const auto &block : union_->blocks)
        features = block(features);
    return h + union_->spatial(features).unsqueeze(-1).unsqueeze(-1);
}

Residuals ControlNet::forward(const at::Tensor &x, const at::Tensor &t, const at::Tensor &context, const at::Tensor &hint,
                              const at::Tensor &added, int task) const {
    at::Tensor kind;
    if (union_) {
        const auto one = at::one_hot(at::scalar_tensor(task, at::kLong), config_.tasks).to(x.device(), at::kFloat);
        const auto sinusoids = nn::timestep_sinusoids(one, config_.unet.addition_time_width, config_.unet.flip_sin_to_cos, config_.unet.freq_shift);
        kind = union_->kind(sinusoids.reshape({1, -1}).to(x.scalar_type()));
    }
    const auto time = encoder_.embedding(t, added, x.scalar_type(), {}, {}, kind);
    const auto skips = encoder_.down(x, hint, time, context, {});
    const auto said = [&](const nn::Conv2d &output, const at::Tensor &map) {
        const auto residual = output(map);
        return config_.pooled ? residual.mean({2, 3}, /*keepdim=*/true) : residual;
    };
    Residuals residuals;
    for (size_t i = 0; i < skips.size(); ++i)
        residuals.skips.push_back(said(skip_outputs_[i], skips[i]));
    residuals.middle = said(middle_output_, encoder_.middle(skips.back(), time, context));
    return residuals;
}

} // namespace sfumato::unet
