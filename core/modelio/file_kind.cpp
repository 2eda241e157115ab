// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/file_kind.h"

#include <algorithm>

namespace sfumato::modelio {
namespace {

/// Tensors that only one kind of file has: the first match decides.
template <typename Result>
struct Mark {
    enum Where { Begins, Contains, Is } where;
    std::string_view text;
    Result result;
};

template <typename Result>
bool fits(const Mark<Result> &mark, std::string_view name) {
    switch (mark.where) {
    case Mark<Result>::Begins: return name.starts_with(mark.text);
    case Mark<Result>::Contains: return name.find(mark.text) != std::string_view::npos;
    default: return name == mark.text;
    }
}

template <typename Result>
bool any_fits(const Mark<Result> &mark, const TensorIndex &tensors) {
    if (mark.where == Mark<Result>::Is)
        return tensors.find(mark.text) != nullptr;
    if (mark.where == Mark<Result>::Begins)
        return !tensors.with_prefix(mark.text).empty();
    const auto all = tensors.all();
    return std::any_of(all.begin(), all.end(), [&](const TensorEntry *entry) { return fits(mark, entry->name); });
}

/// "768.0.linear.0.weight": a width, keys or values, a layer.
bool holds_hypernetwork(const TensorIndex &tensors) {
    const auto all = tensors.all();
    return std::any_of(all.begin(), all.end(), [](const TensorEntry *entry) {
        const std::string_view name = entry->name;
        const std::size_t point = std::min(name.find_first_not_of("0123456789"), name.size());
        const std::string_view rest = name.substr(point);
        return point > 0 && (rest.starts_with(".0.linear") || rest.starts_with(".1.linear"));
    });
}

} // namespace

std::string_view other_architecture(const TensorIndex &tensors) {
    using M = Mark<std::string_view>;
    static constexpr M marks[] = {
        {M::Contains, "joint_blocks.0.context_block.attn.qkv.weight", "sd3"},
        {M::Contains, "double_blocks.0.img_attn.norm.key_norm.scale", "flux"},
        {M::Contains, "time_mixer.mix_factor", "video"},
        {M::Contains, "time_stack.", "video"},
        {M::Contains, "clip_txt_mapper.", "cascade"},
        {M::Contains, "clf.1.weight", "cascade"},
        {M::Contains, "adaln_single.", "pixart"},
        {M::Contains, "double_layers.0.attn.w1q", "auraflow"},
        {M::Contains, "text_embedding_padding", "hunyuan"},
        {M::Contains, "cap_embedder.", "lumina"},
        {M::Contains, "head.modulation", "wan"},
        {M::Begins, "lm_head.", "language"},
        {M::Begins, "transformer.h.", "language"},
        {M::Begins, "model.layers.", "language"},
    };
    for (const M &mark : marks)
        if (any_fits(mark, tensors))
            return mark.result;
    return {};
}

std::optional<ModelKind> kind_by_names(const TensorIndex &tensors) {
    using M = Mark<ModelKind>;
    // Adapters name the tensors they change, so they look like a U-Net at first sight and come first.
    static constexpr M adapters[] = {
        {M::Contains, ".lora_down.", ModelKind::Lora},
        {M::Contains, ".lora_up.", ModelKind::Lora},
        {M::Contains, ".lora_A.", ModelKind::Lora},
        {M::Contains, ".lora.down.", ModelKind::Lora},
        {M::Contains, ".hada_w1_", ModelKind::Lora},
        {M::Contains, ".lokr_w1", ModelKind::Lora},
        {M::Contains, ".oft_blocks", ModelKind::Lora},
        {M::Contains, ".on_input", ModelKind::Lora},
        {M::Begins, "lora_unet_", ModelKind::Lora},
        {M::Begins, "lora_te", ModelKind::Lora},
        {M::Begins, "control_model.", ModelKind::ControlNet},
        {M::Begins, "controlnet_", ModelKind::ControlNet},
        {M::Begins, "input_hint_block.", ModelKind::ControlNet},
        {M::Begins, "ip_adapter.", ModelKind::IpAdapter},
        {M::Begins, "image_proj.", ModelKind::IpAdapter},
        {M::Is, "adapter.body.0.resnets.0.block1.weight", ModelKind::T2iAdapter},
        {M::Is, "body.0.block1.weight", ModelKind::T2iAdapter},
        {M::Is, "body.0.body.0.block1.weight", ModelKind::T2iAdapter},
    };
    static constexpr M parts[] = {
        {M::Is, "emb_params", ModelKind::Embedding},
        {M::Begins, "string_to_param.", ModelKind::Embedding},
        {M::Is, "clip_l", ModelKind::Embedding},
        {M::Is, "clip_g", ModelKind::Embedding},
        {M::Begins, "<", ModelKind::Embedding},
        {M::Contains, "conv_first.weight", ModelKind::Upscaler},
        {M::Contains, "model.1.sub.", ModelKind::Upscaler},
        {M::Is, "body.0.weight", ModelKind::Upscaler},
        {M::Is, "params.body.0.weight", ModelKind::Upscaler},
        {M::Is, "params_ema.body.0.weight", ModelKind::Upscaler},
        {M::Begins, "taesd_decoder.", ModelKind::TinyVae},
        {M::Is, "decoder.layers.0.weight", ModelKind::TinyVae},
        {M::Begins, "decoder.", ModelKind::Vae},
        {M::Begins, "first_stage_model.", ModelKind::Vae},
        {M::Begins, "text_model.", ModelKind::TextEncoder},
        {M::Begins, "cond_stage_model.", ModelKind::TextEncoder},
    };
    for (const M &mark : adapters)
        if (any_fits(mark, tensors))
            return mark.result;
    if (holds_hypernetwork(tensors))
        return ModelKind::Hypernetwork;
    if (find_parts(tensors).unet)
        return std::nullopt;
    for (const M &mark : parts)
        if (any_fits(mark, tensors))
            return mark.result;
    return ModelKind::Other;
}

std::string_view why_no_model(ModelKind kind) {
    switch (kind) {
    case ModelKind::Lora: return "is a LoRA, which changes a model and is none itself";
    case ModelKind::Embedding: return "is a textual inversion embedding, a word for prompts and no model";
    case ModelKind::Vae: return "is a VAE alone, without a U-Net and a text encoder";
    case ModelKind::TinyVae: return "is a small autoencoder for previews (TAESD), not a model";
    case ModelKind::TextEncoder: return "is a text encoder alone, without a U-Net and a VAE";
    case ModelKind::ControlNet: return "is a ControlNet, which steers a model and is none itself";
    case ModelKind::T2iAdapter: return "is a T2I-Adapter, which steers a model and is none itself";
    case ModelKind::IpAdapter: return "is an IP-Adapter, which steers a model and is none itself";
    case ModelKind::Hypernetwork: return "is a hypernetwork, which changes a model's attention and is no model itself";
    case ModelKind::Upscaler: return "is an upscaler, which enlarges pictures and makes none";
    default: return "holds no tensor of a model known here";
    }
}

} // namespace sfumato::modelio
