// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "core/modelio/safetensors_writer.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato::test {

/// Configs of a tiny model in diffusers' own words, as its save_pretrained() writes them.
inline nlohmann::json tiny_unet_config() {
    return nlohmann::json::parse(R"({"_class_name":"UNet2DConditionModel","_diffusers_version":"0.42.1","act_fn":"silu",
        "addition_embed_type":null,"addition_embed_type_num_heads":64,"attention_head_dim":4,"attention_type":"default",
        "block_out_channels":[16,32],"center_input_sample":false,"class_embed_type":null,"conv_in_kernel":3,
        "cross_attention_dim":32,"down_block_types":["CrossAttnDownBlock2D","DownBlock2D"],"downsample_padding":1,
        "dropout":0.0,"dual_cross_attention":false,"flip_sin_to_cos":true,"freq_shift":0,"in_channels":4,
        "layers_per_block":2,"mid_block_scale_factor":1,"mid_block_type":"UNetMidBlock2DCrossAttn","norm_eps":1e-05,
        "norm_num_groups":8,"num_attention_heads":null,"only_cross_attention":false,"out_channels":4,
        "resnet_time_scale_shift":"default","sample_size":8,"time_cond_proj_dim":null,"time_embedding_type":"positional",
        "transformer_layers_per_block":1,"up_block_types":["UpBlock2D","CrossAttnUpBlock2D"],"upcast_attention":false,
        "use_linear_projection":false})");
}

inline nlohmann::json tiny_vae_config() {
    return nlohmann::json::parse(R"({"_class_name":"AutoencoderKL","act_fn":"silu","block_out_channels":[8,16,16,32],
        "down_block_types":["DownEncoderBlock2D","DownEncoderBlock2D","DownEncoderBlock2D","DownEncoderBlock2D"],
        "up_block_types":["UpDecoderBlock2D","UpDecoderBlock2D","UpDecoderBlock2D","UpDecoderBlock2D"],
        "in_channels":3,"out_channels":3,"latent_channels":4,"latents_mean":null,"layers_per_block":2,
        "norm_num_groups":8,"sample_size":64,"shift_factor":null})");
}

inline nlohmann::json tiny_text_config() {
    return nlohmann::json::parse(R"({"architectures":["CLIPTextModel"],"model_type":"clip_text_model",
        "bos_token_id":826,"eos_token_id":827,"pad_token_id":827,"hidden_act":"quick_gelu","hidden_size":32,
        "intermediate_size":123,"layer_norm_eps":1e-05,"max_position_embeddings":77,"num_attention_heads":4,
        "num_hidden_layers":3,"projection_dim":32,"vocab_size":828})");
}

/// A model folder whose networks hold one tensor each: complete to look at, too small to run.
inline void write_tiny_model(const TemporaryFolder &folder) {
    const float value = 1.0f;
    const auto weights = [&](const char *path) {
        folder.write(path, ""); // makes the folder
        (void)modelio::write_safetensors(folder.path() / path,
                                         {{"conv_in.weight", modelio::ElementType::F32, {1}, &value}});
    };
    folder.write("model_index.json", R"({"_class_name":"StableDiffusionPipeline","safety_checker":[null,null]})");
    folder.write("unet/config.json", tiny_unet_config().dump());
    folder.write("vae/config.json", tiny_vae_config().dump());
    folder.write("text_encoder/config.json", tiny_text_config().dump());
    folder.write("tokenizer/vocab.json", "{}");
    folder.write("tokenizer/merges.txt", "#version: 0.2\n");
    folder.write("scheduler/scheduler_config.json", R"({"_class_name":"DDIMScheduler","prediction_type":"epsilon"})");
    weights("unet/diffusion_pytorch_model.safetensors");
    weights("vae/diffusion_pytorch_model.safetensors");
    weights("text_encoder/model.safetensors");
}

} // namespace sfumato::test
