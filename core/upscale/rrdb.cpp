// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upscale/rrdb.h"

#include <string>

namespace sfumato::upscale {
namespace {

constexpr double residual_scale = 0.2, slope = 0.2;

nn::Conv2d convolution(const nn::Scope &scope, int64_t in, int64_t out) { return {scope, in, out, 3, 1, 1}; }

nn::Scope layer_of(const nn::Scope &scope, int number) { return scope / ("conv" + std::to_string(number)); }

at::Tensor activated(at::Tensor x) { return at::leaky_relu_(x, slope); }

} // namespace

RrdbNetwork::DenseBlock::DenseBlock(const nn::Scope &scope, int64_t width, int64_t growth) {
    for (int i = 0; i < 5; ++i)
        layers[static_cast<size_t>(i)] = convolution(layer_of(scope, i + 1), width + i * growth, i < 4 ? growth : width);
}

at::Tensor RrdbNetwork::DenseBlock::operator()(const at::Tensor &x) const {
    const int64_t width = x.size(1), growth = layers[0].weight.size(0);
    // One buffer grows instead of five concatenations: of one image, the first channels lie together.
    const auto seen = at::empty({1, width + 4 * growth, x.size(2), x.size(3)}, x.options());
    seen.narrow(1, 0, width).copy_(x);
    for (int64_t i = 0; i < 4; ++i)
        seen.narrow(1, width + i * growth, growth).copy_(activated(layers[static_cast<size_t>(i)](seen.narrow(1, 0, width + i * growth))));
    return layers[4](seen).mul_(residual_scale).add_(x);
}

RrdbNetwork::Block::Block(const nn::Scope &scope, int64_t width, int64_t growth)
    : parts{DenseBlock(scope / "rdb1", width, growth), DenseBlock(scope / "rdb2", width, growth), DenseBlock(scope / "rdb3", width, growth)} {}

at::Tensor RrdbNetwork::Block::operator()(const at::Tensor &x) const { return parts[2](parts[1](parts[0](x))).mul_(residual_scale).add_(x); }

RrdbNetwork::RrdbNetwork(const nn::Scope &scope, const modelio::UpscalerShape &shape, at::Device device) : Network(shape, device) {
    first_ = convolution(scope / "conv_first", 3 * shape.unshuffle * shape.unshuffle, shape.width);
    for (int i = 0; i < shape.blocks; ++i)
        blocks_.emplace_back(scope / "body" / i, shape.width, shape.growth);
    body_ = convolution(scope / "conv_body", shape.width, shape.width);
    for (int i = 1; i <= shape.doublings; ++i)
        ups_.push_back(convolution(scope / ("conv_up" + std::to_string(i)), shape.width, shape.width));
    before_last_ = convolution(scope / "conv_hr", shape.width, shape.width);
    last_ = convolution(scope / "conv_last", shape.width, 3);
}

at::Tensor RrdbNetwork::forward(const at::Tensor &x) const {
    const auto features = first_(shape_.unshuffle > 1 ? at::pixel_unshuffle(x, shape_.unshuffle) : x);
    auto h = features;
    for (const auto &block : blocks_)
        h = block(h);
    h = body_(h).add_(features);
    for (const auto &up : ups_)
        h = activated(up(at::upsample_nearest2d(h, {2 * h.size(2), 2 * h.size(3)})));
    return last_(activated(before_last_(h)));
}

} // namespace sfumato::upscale
