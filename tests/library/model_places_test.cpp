// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "app/service/model_places.h"
#include "tests/library/model_files.h"

namespace sfumato::service {
namespace {

using modelio::ModelKind;
using testing::ModelFiles;

std::map<QString, ModelKind> found(const ModelFiles &files, const QString &root = {}) {
    std::map<QString, ModelKind> all;
    for (const FoundModel &model : findModels(modelPlacesIn(files.path(root)), {}))
        all[QDir(files.path()).relativeFilePath(model.path)] = model.promised;
    return all;
}

TEST(ModelPlaces, FindsTheModelsOfAnA1111InstallationAndNothingElseOfIt) {
    ModelFiles files;
    for (const char *name : {"models/Stable-diffusion/deep/a.safetensors", "models/Stable-diffusion/b.ckpt", "models/Lora/c.safetensors", "models/VAE/d.pt",
                             "models/ESRGAN/e.pth", "models/ControlNet/f.safetensors", "embeddings/g.pt", "extensions/sd-webui-controlnet/models/h.safetensors",
                             "venv/lib/torch/i.bin", "repositories/j.pt", "models/Stable-diffusion/notes.txt"})
        files.write(QLatin1String(name), "x");
    const std::map<QString, ModelKind> expected = {
        {QStringLiteral("models/Stable-diffusion/deep/a.safetensors"), ModelKind::Model}, {QStringLiteral("models/Stable-diffusion/b.ckpt"), ModelKind::Model},
        {QStringLiteral("models/Lora/c.safetensors"), ModelKind::Lora}, {QStringLiteral("models/VAE/d.pt"), ModelKind::Vae},
        {QStringLiteral("models/ESRGAN/e.pth"), ModelKind::Upscaler}, {QStringLiteral("models/ControlNet/f.safetensors"), ModelKind::ControlNet},
        {QStringLiteral("embeddings/g.pt"), ModelKind::Embedding}, {QStringLiteral("extensions/sd-webui-controlnet/models/h.safetensors"), ModelKind::ControlNet}};
    EXPECT_EQ(found(files), expected);
}

TEST(ModelPlaces, FindsTheModelsOfComfyUiAlsoFromItsModelsFolder) {
    ModelFiles files;
    for (const char *name : {"models/checkpoints/a.safetensors", "models/loras/b.safetensors", "models/upscale_models/c.pth", "models/clip_vision/d.safetensors",
                             "custom_nodes/e.pt"})
        files.write(QLatin1String(name), "x");
    EXPECT_EQ(found(files).size(), 4u);
    EXPECT_EQ(found(files, QStringLiteral("models")), found(files));
    EXPECT_EQ(found(files)[QStringLiteral("models/loras/b.safetensors")], ModelKind::Lora);
}

TEST(ModelPlaces, TakesEverythingOfAnyOtherFolder) {
    ModelFiles files;
    files.write(QStringLiteral("Lora/old/a.safetensors"), "x");
    EXPECT_EQ(found(files, QStringLiteral("Lora")), (std::map<QString, ModelKind>{{QStringLiteral("Lora/old/a.safetensors"), ModelKind::Lora}}));
    files.write(QStringLiteral("mine/x/b.safetensors"), "x");
    EXPECT_EQ(found(files, QStringLiteral("mine")), (std::map<QString, ModelKind>{{QStringLiteral("mine/x/b.safetensors"), ModelKind::Other}}));
}

TEST(ModelPlaces, TakesAModelFolderAsOneModel) {
    ModelFiles files;
    files.write(QStringLiteral("sd/model_index.json"), "{}");
    files.write(QStringLiteral("sd/unet/diffusion_pytorch_model.safetensors"), "12345");
    files.write(QStringLiteral("sd.png"), "picture");
    files.write(QStringLiteral("canny/config.json"), "{}");
    files.write(QStringLiteral("canny/diffusion_pytorch_model.safetensors"), "x");
    const auto models = findModels(modelPlacesIn(files.path()), {});
    ASSERT_EQ(models.size(), 2u);
    EXPECT_EQ(models[0].weights, files.path(QStringLiteral("canny/diffusion_pytorch_model.safetensors")));
    EXPECT_EQ(models[1].name, QStringLiteral("sd"));
    EXPECT_EQ(models[1].bytes, 7);
    EXPECT_EQ(models[1].picture, files.path(QStringLiteral("sd.png")));
    files.write(QStringLiteral("sd/vae/diffusion_pytorch_model.safetensors"), "1");
    const auto alone = findModels(modelPlacesIn(files.path(QStringLiteral("sd"))), {});
    ASSERT_EQ(alone.size(), 1u);
    EXPECT_EQ(alone[0].path, models[1].path);
}

TEST(ModelPlaces, FindsNotesAndPictureBesideAFileAndEndsInCirclesOfLinks) {
    ModelFiles files;
    files.write(QStringLiteral("a.b.safetensors"), "x");
    files.write(QStringLiteral("a.b.png"), "x");
    files.write(QStringLiteral("a.b.preview.png"), "x");
    files.write(QStringLiteral("a.b.civitai.info"), "{}");
    QFile::link(files.path(), files.path(QStringLiteral("loop")));
    const auto models = findModels(modelPlacesIn(files.path()), {});
    ASSERT_EQ(models.size(), 1u);
    EXPECT_EQ(models[0].name, QStringLiteral("a.b"));
    EXPECT_EQ(models[0].picture, files.path(QStringLiteral("a.b.preview.png")));
    EXPECT_EQ(models[0].sidecars, QStringList(files.path(QStringLiteral("a.b.civitai.info"))));
}

} // namespace
} // namespace sfumato::service
