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
    if (config.projects)
        text_projection_.emplace(scope / "text_projection", width, config.projection_dim, nn::Bias::No);
}

at::Tensor ClipTextEncoder::forward(const at::Tensor &ids, int clip_skip) const {
    return read(ids, {.clip_skip = clip_skip}).context;
}

at::Tensor ClipTextEncoder::embedded(const at::Tensor &ids, const at::Tensor &vectors) const {
    const int64_t known = token_embedding_.size(0);
    if (!vectors.defined())
        return at::embedding(token_embedding_, ids);
    const auto own = at::embedding(token_embedding_, ids.clamp_max(known - 1));
    const auto given = at::embedding(vectors.to(own.options()), (ids - known).clamp_min(0));
    return at::where(ids.ge(known).unsqueeze(-1), given, own);
}

ClipTextEncoder::Encoded ClipTextEncoder::read(const at::Tensor &given, const Reading &reading) const {
    const auto ids = given.to(token_embedding_.device());
    const auto layers = static_cast<int>(layers_.size());
    const int skipped = reading.clip_skip - (reading.final_norm ? 1 : 0);
    if (reading.clip_skip < 1 || skipped >= layers)
        throw Failure({ErrorCode::InvalidArgument, "--clip-skip",
                       std::to_string(reading.clip_skip) + " is not between 1 and " + std::to_string(layers - (reading.final_norm ? 0 : 1)) +
                           ", what the text encoder's layers allow",
                       {}});
    const bool pools = text_projection_ && reading.eos >= 0;
    auto h = embedded(ids, reading.vectors) + position_embedding_.narrow(0, 0, ids.size(1));
    Encoded encoded;
    for (int i = 0; i < layers; ++i) {
        if (i == layers - skipped)
            encoded.context = h;
        if (encoded.context.defined() && !pools)
            break;
        h = layers_[static_cast<size_t>(i)](h, config_);
    }
    if (!encoded.context.defined())
        encoded.context = h;
    if (reading.final_norm)
        encoded.context = final_layer_norm_(encoded.context);
    if (pools) {
        const auto end = ids.eq(reading.eos).to(at::kInt).argmax(1); // the first place of the id
        const auto rows = at::arange(ids.size(0), end.options());
        encoded.pooled = (*text_projection_)(final_layer_norm_(h).index({rows, end}));
    }
    return encoded;
}

} // namespace sfumato::text
