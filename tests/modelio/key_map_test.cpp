// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/key_map.h"

#include <gtest/gtest.h>

#include "core/modelio/model_folder.h"

namespace sfumato::modelio {
namespace {

TEST(KeyMap, NamesTheModulesOfStableDiffusion1) {
    const KeyMap map = KeyMap::unet(UNetConfig{});
    const std::pair<const char *, const char *> pairs[] = {
        {"time_embed.2.bias", "time_embedding.linear_2.bias"},
        {"input_blocks.0.0.weight", "conv_in.weight"},
        {"input_blocks.1.0.in_layers.2.weight", "down_blocks.0.resnets.0.conv1.weight"},
        {"input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight", "down_blocks.0.attentions.1.transformer_blocks.0.attn2.to_k.weight"},
        {"input_blocks.3.0.op.weight", "down_blocks.0.downsamplers.0.conv.weight"},
        {"input_blocks.11.0.out_layers.3.bias", "down_blocks.3.resnets.1.conv2.bias"},
        {"middle_block.1.proj_in.weight", "mid_block.attentions.0.proj_in.weight"},
        {"middle_block.2.emb_layers.1.weight", "mid_block.resnets.1.time_emb_proj.weight"},
        {"output_blocks.2.1.conv.weight", "up_blocks.0.upsamplers.0.conv.weight"},
        {"output_blocks.5.2.conv.weight", "up_blocks.1.upsamplers.0.conv.weight"},
        {"output_blocks.11.0.skip_connection.weight", "up_blocks.3.resnets.2.conv_shortcut.weight"},
        {"out.0.weight", "conv_norm_out.weight"},
    };
    for (const auto &[original, diffusers] : pairs) {
        EXPECT_EQ(map.to_diffusers(original), diffusers);
        EXPECT_EQ(map.to_original(diffusers), original);
    }
    EXPECT_EQ(map.to_diffusers("input_blocks.12.0.in_layers.0.weight"), std::nullopt);
    EXPECT_EQ(map.to_diffusers("weight"), std::nullopt);
}

TEST(KeyMap, NumbersTheDecoderTheOtherWayRound) {
    const KeyMap map = KeyMap::vae(VaeConfig{});
    const std::pair<const char *, const char *> pairs[] = {
        {"decoder.up.3.block.2.conv1.weight", "decoder.up_blocks.0.resnets.2.conv1.weight"},
        {"decoder.up.0.block.0.nin_shortcut.bias", "decoder.up_blocks.3.resnets.0.conv_shortcut.bias"},
        {"decoder.up.1.upsample.conv.weight", "decoder.up_blocks.2.upsamplers.0.conv.weight"},
        {"encoder.down.1.downsample.conv.weight", "encoder.down_blocks.1.downsamplers.0.conv.weight"},
        {"encoder.mid.attn_1.proj_out.weight", "encoder.mid_block.attentions.0.to_out.0.weight"},
        {"encoder.mid.attn_1.q.bias", "encoder.mid_block.attentions.0.to_q.bias"},
        {"quant_conv.weight", "quant_conv.weight"},
    };
    for (const auto &[original, diffusers] : pairs) {
        EXPECT_EQ(map.to_diffusers(original), diffusers);
        EXPECT_EQ(map.to_original(diffusers), original);
    }
    EXPECT_EQ(current_vae_name("decoder.mid_block.attentions.0.proj_attn.weight"), "decoder.mid_block.attentions.0.to_out.0.weight");
    EXPECT_EQ(current_vae_name("decoder.mid_block.attentions.0.to_q.weight"), "decoder.mid_block.attentions.0.to_q.weight");
}

TEST(KeyMap, EveryTensorOfRealModelsGoesThereAndBack) {
    for (const char *name : {"sd1", "sd1_inpaint", "sd2v"}) {
        const auto model = open_model_folder(std::filesystem::path(SFUMATO_TEST_DATA "/golden") / name / "model");
        ASSERT_TRUE(model) << describe(model.error());
        const KeyMap unet = KeyMap::unet(model->unet), vae = KeyMap::vae(model->vae);
        for (const auto &[map, part] : {std::pair(&unet, Part::UNet), std::pair(&vae, Part::Vae)}) {
            const auto source = open_weights(*model, part);
            ASSERT_TRUE(source);
            for (const std::string &key : source->names()) {
                const auto original = map->to_original(key);
                ASSERT_TRUE(original) << key;
                EXPECT_EQ(map->to_diffusers(*original), key);
            }
        }
    }
}

} // namespace
} // namespace sfumato::modelio
