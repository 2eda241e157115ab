// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vision/clip_vision_encoder.h"

#include <algorithm>

#include "core/image/bicubic.h"
#include "core/image/composite.h"
#include "core/torch/tensor_image.h"

namespace sfumato::vision {

ClipVisionEncoder::Layer::Layer(const nn::Scope &scope, const VisionConfig &c)
    : layer_norm1(scope / "layer_norm1", c.hidden_size, c.layer_norm_eps), layer_norm2(scope / "layer_norm2", c.hidden_size, c.layer_norm_eps),
      q_proj(scope / "self_attn" / "q_proj", c.hidden_size, c.hidden_size), k_proj(scope / "self_attn" / "k_proj", c.hidden_size, c.hidden_size),
      v_proj(scope / "self_attn" / "v_proj", c.hidden_size, c.hidden_size),
      out_proj(scope / "self_attn" / "out_proj", c.hidden_size, c.hidden_size), fc1(scope / "mlp" / "fc1", c.hidden_size, c.intermediate_size),
      fc2(scope / "mlp" / "fc2", c.intermediate_size, c.hidden_size) {}

at::Tensor ClipVisionEncoder::Layer::operator()(const at::Tensor &x, const VisionConfig &c) const {
    const auto normed = layer_norm1(x);
    const auto h = x + out_proj(nn::multi_head_attention(q_proj(normed), k_proj(normed), v_proj(normed), c.num_attention_heads));
    const auto wide = fc1(layer_norm2(h));
    return h + fc2(c.activation == modelio::TextActivation::QuickGelu ? wide * at::sigmoid(wide * 1.702) : at::gelu(wide));
}

ClipVisionEncoder::ClipVisionEncoder(const nn::Scope &scope, const VisionConfig &config) : config_(config) {
    const auto model = scope / "vision_model", embeddings = model / "embeddings";
    const int64_t width = config.hidden_size, side = config.image_size / config.patch_size;
    class_embedding_ = embeddings.take("class_embedding", {width}, nn::Init::Normal002);
    patch_embedding_ = nn::Conv2d(embeddings / "patch_embedding", 3, width, config.patch_size, config.patch_size, 0, nn::Bias::No);
    position_embedding_ = (embeddings / "position_embedding").take("weight", {1 + side * side, width}, nn::Init::Normal002);
    pre_norm_ = nn::LayerNorm(model / "pre_layrnorm", width, config.layer_norm_eps); // sic
    post_norm_ = nn::LayerNorm(model / "post_layernorm", width, config.layer_norm_eps);
    for (int64_t i = 0; i < config.num_hidden_layers; ++i)
        layers_.emplace_back(model / "encoder" / "layers" / i, config);
    projection_ = nn::Linear(scope / "visual_projection", width, config.projection_dim, nn::Bias::No);
}

ClipVisionEncoder::Seen ClipVisionEncoder::see(const at::Tensor &pixels) const {
    const auto patches = patch_embedding_(pixels).flatten(2).transpose(1, 2);
    const auto whole = class_embedding_.view({1, 1, -1}).expand({pixels.size(0), -1, -1});
    auto h = pre_norm_(at::cat({whole, patches}, 1) + position_embedding_);
    Seen seen;
    for (const auto &layer : layers_) {
        seen.penultimate = h;
        h = layer(h, config_);
    }
    seen.embedding = projection_(post_norm_(h.select(1, 0)));
    return seen;
}

at::Tensor seen_by_clip(const Image &rgb, int side) {
    const int shorter = std::min(rgb.width, rgb.height);
    const auto scaled = [&](int length) { return static_cast<int>(static_cast<int64_t>(side) * length / shorter); };
    const Image small = image::resize_as_pil(rgb, scaled(rgb.width), scaled(rgb.height));
    const int left = (small.width - side) / 2, top = (small.height - side) / 2;
    const auto pixels = tensor_from_picture(image::crop(small, {left, top, left + side, top + side}), PixelRange::Unit);
    const auto mean = at::tensor({0.48145466f, 0.4578275f, 0.40821073f}).view({1, 3, 1, 1});
    const auto deviation = at::tensor({0.26862954f, 0.26130258f, 0.27577711f}).view({1, 3, 1, 1});
    return (pixels - mean) / deviation;
}

} // namespace sfumato::vision
