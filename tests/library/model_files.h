// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include "core/modelio/safetensors_writer.h"

namespace sfumato::testing {

/// A folder of small model files: enough of each for what it is to be recognised.
class ModelFiles {
public:
    QString path(const QString &name = {}) const { return name.isEmpty() ? m_folder.path() : m_folder.filePath(name); }

    QString write(const QString &name, const QByteArray &content) const {
        const QString file = path(name);
        QDir().mkpath(QFileInfo(file).path());
        QFile opened(file);
        if (opened.open(QIODevice::WriteOnly))
            opened.write(content);
        return file;
    }

    using Shapes = std::map<std::string, std::vector<std::int64_t>>;

    QString tensors(const QString &name, const Shapes &shapes, const std::map<std::string, std::string> &metadata = {}) const {
        const QString file = path(name);
        QDir().mkpath(QFileInfo(file).path());
        static const std::vector<float> zeros(1 << 20);
        std::vector<modelio::TensorView> views;
        for (const auto &[tensor, shape] : shapes)
            views.push_back({tensor, modelio::ElementType::F16, shape, zeros.data()});
        (void)modelio::write_safetensors(file.toStdString(), views, metadata);
        return file;
    }

    QString lora(const QString &name, const std::map<std::string, std::string> &metadata = {}, int width = 768) const {
        return tensors(name, {{"lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight", {4, width}},
                              {"lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_up.weight", {320, 4}}}, metadata);
    }
    QString embedding(const QString &name) const { return tensors(name, {{"emb_params", {2, 768}}}); }
    QString vae(const QString &name) const { return tensors(name, {{"decoder.conv_in.weight", {8, 4, 3, 3}}, {"encoder.conv_in.weight", {8, 3, 3, 3}}}); }
    QString upscaler(const QString &name) const { return tensors(name, {{"body.0.weight", {8, 3, 3, 3}}, {"body.1.weight", {8}}, {"body.2.weight", {12, 8, 3, 3}}}); }
    QString control(const QString &name) const {
        return tensors(name, {{"control_model.input_hint_block.0.weight", {16, 3, 3, 3}},
                              {"control_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", {320, 768}}});
    }
    /// One that reads several kinds of pictures.
    QString unionControl(const QString &name) const {
        return tensors(name, {{"controlnet_cond_embedding.conv_in.weight", {16, 3, 3, 3}}, {"task_embedding", {6, 320}},
                              {"down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight", {640, 2048}}});
    }
    QString t2iAdapter(const QString &name) const { return tensors(name, {{"body.0.block1.weight", {8, 8, 3, 3}}}); }
    QString imageEncoder(const QString &name) const { return tensors(name, {{"vision_model.embeddings.patch_embedding.weight", {8, 3, 14, 14}}}); }
    QString textEncoder(const QString &name) const { return tensors(name, {{"text_model.embeddings.token_embedding.weight", {8, 8}}}); }
    /// A U-Net without the parts beside it.
    QString unet(const QString &name) const {
        Shapes shapes;
        for (const char *tensor : {"time_embed.0.weight", "time_embed.2.weight", "out.0.weight"})
            shapes[std::string("model.diffusion_model.") + tensor] = {8, 8};
        for (const char *tensor : {"input_blocks.1.0.in_layers.2.weight", "middle_block.0.in_layers.2.weight", "output_blocks.0.0.in_layers.2.weight", "out.2.weight"})
            shapes[std::string("model.diffusion_model.") + tensor] = {8, 8, 3, 3};
        shapes["model.diffusion_model.input_blocks.0.0.weight"] = {320, 4, 3, 3};
        shapes["model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight"] = {320, 768};
        return tensors(name, shapes);
    }

private:
    QTemporaryDir m_folder;
};

} // namespace sfumato::testing
