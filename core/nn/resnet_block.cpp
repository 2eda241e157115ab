// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/resnet_block.h"

namespace sfumato::nn {

ResnetBlock::ResnetBlock(const Scope &scope, int64_t in, int64_t out, int64_t time_width, int64_t groups, double eps)
    : norm1(scope / "norm1", groups, in, eps), norm2(scope / "norm2", groups, out, eps),
      conv1(scope / "conv1", in, out, 3, 1, 1), conv2(scope / "conv2", out, out, 3, 1, 1) {
    if (time_width > 0)
        time_emb_proj.emplace(scope / "time_emb_proj", time_width, out);
    if (in != out)
        conv_shortcut.emplace(scope / "conv_shortcut", in, out, 1);
}

at::Tensor ResnetBlock::operator()(const at::Tensor &x, const at::Tensor &time) const {
    auto h = conv1(norm1.with_silu(x));
    if (time_emb_proj)
        h = h + (*time_emb_proj)(time).unsqueeze(-1).unsqueeze(-1);
    h = conv2(norm2.with_silu(h));
    return (conv_shortcut ? (*conv_shortcut)(x) : x) + h;
}

Downsample::Downsample(const Scope &scope, int64_t channels, Padding padding_)
    : conv(scope / "conv", channels, channels, 3, 2, padding_ == Padding::Symmetric ? 1 : 0), padding(padding_) {}

at::Tensor Downsample::operator()(const at::Tensor &x) const {
    return conv(padding == Padding::Symmetric ? x : at::constant_pad_nd(x, {0, 1, 0, 1}));
}

Upsample::Upsample(const Scope &scope, int64_t channels) : conv(scope / "conv", channels, channels, 3, 1, 1) {}

at::Tensor Upsample::operator()(const at::Tensor &x, std::optional<std::pair<int64_t, int64_t>> size) const {
    const auto [height, width] = size.value_or(std::pair(2 * x.size(2), 2 * x.size(3)));
    return conv(at::upsample_nearest2d(x, {height, width}));
}

} // namespace sfumato::nn
