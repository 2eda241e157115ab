// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/encoder/clip_text_encoder.h"

#include "core/base/error.h"

namespace sfumato::text {

ClipTextEncoder::Layer::Layer(const nn::Scope &scope, const modelio::TextConfig &c)
    : layer_norm1(scope / "layer_norm1", c.hidden_size, c.layer_norm_eps),
      layer_norm2(scope / "layer_norm2", c.hidden_size, c.layer_norm_eps),
      q_proj(scope / "self_attn" / "q_proj", c.hidden_size, c.hidden_size),
      k_proj(scope / "self_attn" / "k_proj", c.hidden_size, c.hidden_size),
      v_proj(scope / "self_attn" / "v_proj", c.hidden_size, c.hidden_size),
      out_proj(scope / "self_attn" / "out_proj", c.hidden_size, c.hidden_size),
      fc1(scope / "mlp" / "fc1", c.hidden_size, c.intermediate_size),
      fc2(scope / "mlp" / "fc2", c.intermediate_size, c.hidden_size) {}

at::Tensor ClipTextEncoder::Layer::operator()(const at::Tensor &x, const modelio::TextConfig &c) const {
    const auto normed = layer_norm1(x);
    auto h = x + out_proj(nn::multi_head_attention(q_proj(normed), k_proj(normed), v_proj(normed), c.num_attention_heads,
                                                   nn::Mask::Causal));
    const auto wide = fc1(layer_norm2(h));
    const auto active = c.activation == modelio::TextActivation::QuickGelu ? wide * at::sigmoid(wide * 1.702) : at::gelu(wide);
    return h + fc2(active);
}

ClipTextEncoder::ClipTextEncoder(const nn::Scope &scope, const modelio::TextConfig &config) : config_(config) {
    const auto model = scope / "text_model";
    const int64_t width = config.hidden_size;
    token_embedding_ = (model / "embeddings" / "token_embedding").take("weight", {config.vocab_size, width}, nn::Init::Normal002);
    position_embedding_ =
        (model / "embeddings" / "position_embedding").take("weight", {config.max_position_embeddings, width}, nn::Init::Normal002);
    for (int64_t i = 0; i < config.num_hidden_layers; ++i)
        layers_.emplace_back(model / "encoder" / "layers" / i, config);
    final_layer_norm_ = nn::LayerNorm(model / "final_layer_norm", width, config.layer_norm_eps);
}

at::Tensor ClipTextEncoder::forward(const at::Tensor &ids, int clip_skip) const {
    const auto layers = static_cast<int>(layers_.size());
    if (clip_skip < 1 || clip_skip > layers)
        throw Failure({ErrorCode::InvalidArgument, "--clip-skip",
                       std::to_string(clip_skip) + " is not between 1 and " + std::to_string(layers) +
                           ", the text encoder's number of layers",
                       {}});
    auto h = at::embedding(token_embedding_, ids) + position_embedding_.narrow(0, 0, ids.size(1));
    for (int i = 0; i < layers + 1 - clip_skip; ++i)
        h = layers_[i](h, config_);
    return final_layer_norm_(h);
}

} // namespace sfumato::text
