// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/checkpoint_layout.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

namespace sfumato::modelio {
namespace {

using Stems = std::initializer_list<std::string_view>;

struct Candidate {
    std::string_view prefix;
    Naming naming;
    Stems stems; ///< what the rest of a tensor's name begins with; empty = anything
};

std::size_t hits(const TensorIndex &tensors, const Candidate &candidate) {
    const auto held = tensors.with_prefix(candidate.prefix);
    return static_cast<std::size_t>(std::count_if(held.begin(), held.end(), [&](const TensorEntry *entry) {
        const std::string_view rest = std::string_view(entry->name).substr(candidate.prefix.size());
        return std::any_of(candidate.stems.begin(), candidate.stems.end(),
                           [&](std::string_view stem) { return rest.starts_with(stem); });
    }));
}

std::optional<PartPlace> best(const TensorIndex &tensors, std::initializer_list<Candidate> candidates) {
    std::optional<PartPlace> place;
    std::size_t most = 0;
    for (const Candidate &candidate : candidates)
        if (const std::size_t found = hits(tensors, candidate); found > most) {
            most = found;
            place = PartPlace{std::string(candidate.prefix), candidate.naming};
        }
    return place;
}

} // namespace

CheckpointLayout find_parts(const TensorIndex &tensors) {
    static const Stems ldm_unet = {"input_blocks.", "middle_block.", "output_blocks.", "time_embed.", "out.", "label_emb."};
    static const Stems diffusers_unet = {"down_blocks.", "mid_block.", "up_blocks.", "time_embedding.", "conv_in.", "conv_out."};
    // Without a prefix the other beginnings are too common to tell anything.
    static const Stems bare_ldm_unet = {"input_blocks.", "middle_block.", "output_blocks."};
    static const Stems bare_diffusers_unet = {"down_blocks.", "mid_block.", "up_blocks."};
    static const Stems ldm_vae = {"encoder.down.", "encoder.mid.", "decoder.up.", "decoder.mid.", "decoder.conv_in.", "quant_conv."};
    static const Stems diffusers_vae = {"encoder.down_blocks.", "encoder.mid_block.", "decoder.up_blocks.", "decoder.mid_block."};
    static const Stems clip = {"text_model.", "embeddings.", "encoder.", "final_layer_norm."};
    static const Stems open_clip = {"transformer.resblocks.", "token_embedding.", "ln_final."};
    CheckpointLayout layout;
    layout.unet = best(tensors, {{"model.diffusion_model.", Naming::Ldm, ldm_unet},
                                 {"model.diffusion_model.", Naming::Diffusers, diffusers_unet},
                                 {"unet.", Naming::Diffusers, diffusers_unet},
                                 {"unet.", Naming::Ldm, ldm_unet},
                                 {"", Naming::Ldm, bare_ldm_unet},
                                 {"", Naming::Diffusers, bare_diffusers_unet}});
    layout.vae = best(tensors, {{"first_stage_model.", Naming::Ldm, ldm_vae},
                                {"first_stage_model.", Naming::Diffusers, diffusers_vae},
                                {"vae.", Naming::Ldm, ldm_vae},
                                {"vae.", Naming::Diffusers, diffusers_vae}});
    layout.text = best(tensors, {{"cond_stage_model.transformer.", Naming::Diffusers, clip},
                                 {"cond_stage_model.model.", Naming::OpenClip, open_clip},
                                 {"conditioner.embedders.0.transformer.", Naming::Diffusers, clip},
                                 {"conditioner.embedders.0.model.", Naming::OpenClip, open_clip},
                                 {"text_encoders.clip_l.transformer.", Naming::Diffusers, clip},
                                 {"text_encoder.", Naming::Diffusers, clip},
                                 {"te.", Naming::Diffusers, clip}});
    layout.text2 = best(tensors, {{"conditioner.embedders.1.model.", Naming::OpenClip, open_clip},
                                  {"text_encoders.clip_g.transformer.", Naming::Diffusers, clip},
                                  {"text_encoder_2.", Naming::Diffusers, clip}});
    return layout;
}

bool is_leftover(std::string_view name) {
    static constexpr std::array<std::string_view, 12> beginnings = {
        "betas", "alphas_cumprod", "sqrt_", "log_one_minus_", "posterior_", "lvlb_weights",
        "model_ema.", "embedding_manager", "denoiser.sigmas", "loss.", "first_stage_model.loss.", "cond_stage_model.logit_scale"};
    static constexpr std::array<std::string_view, 4> endings = {"position_ids", "logit_scale", "num_batches_tracked", ".attn_mask"};
    return std::any_of(beginnings.begin(), beginnings.end(), [&](auto part) { return name.starts_with(part); }) ||
           std::any_of(endings.begin(), endings.end(), [&](auto part) { return name.ends_with(part); });
}

bool is_marker(std::string_view name) {
    return name == "v_pred" || name == "ztsnr" || name.starts_with("edm_vpred.") || name == "edm_mean" || name == "edm_std";
}

} // namespace sfumato::modelio
