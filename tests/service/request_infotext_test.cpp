// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/request_infotext.h"

#include <gtest/gtest.h>

#include "core/base/limits.h"
#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

GenerationRequest resolvedRequest() {
    GenerationRequest request;
    request.prompt = "a red house, at night";
    request.negative = "blurry";
    request.steps = 20;
    request.guidance = 7.0;
    request.clip_skip = 2;
    request.seed = 5;
    request.width = 512;
    request.height = 384;
    return request;
}

const PictureFacts facts{6, 512, 384, "DPM++ 2M", "Karras", "My model", ""};

TEST(RequestInfotext, WritesA1111sKeysInItsOrder) {
    EXPECT_EQ(writeInfotext(infotextOf(resolvedRequest(), facts)),
              "a red house, at night\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, "
              "CFG scale: 7.0, Seed: 6, Size: 512x384, Model: My model, Clip skip: 2, RNG: CPU, Version: Sfumato " SFUMATO_VERSION);
}

TEST(RequestInfotext, WritesStrengthAndMaskOfInpainting) {
    GenerationRequest request = resolvedRequest();
    request.init = SourceImage{"secret/folder/init.png", nullptr};
    request.strength = 0.55;
    request.inpaint.emplace();
    request.inpaint->only_masked = true;
    const Infotext info = infotextOf(request, facts);
    EXPECT_EQ(info.find("Denoising strength"), "0.55");
    EXPECT_EQ(info.find("Inpaint area"), "Only masked");
    EXPECT_EQ(info.find("Masked area padding"), "32");
    EXPECT_EQ(info.find("Mask blur"), "4");
    EXPECT_EQ(writeInfotext(info).find("secret"), std::string::npos) << "a folder of the user went into the picture";
}

TEST(RequestInfotext, WritesASecondPassInTheWebUisWords) {
    GenerationRequest request = resolvedRequest();
    request.hires = Hires{1.5, 0.45, 12, HiresMode::LatentBicubicAntialiased, {}, "at dusk", {}};
    const PictureFacts larger{6, 768, 576, "DPM++ 2M", "Karras", "My model", ""};
    const std::string text = writeInfotext(infotextOf(request, larger));
    EXPECT_NE(text.find("Size: 512x384, "), std::string::npos) << "the first pass's size: " << text;
    EXPECT_NE(text.find("Denoising strength: 0.45, Clip skip: 2, RNG: CPU, Hires upscale: 1.5, Hires steps: 12, "
                        "Hires upscaler: Latent (bicubic antialiased), Hires prompt: at dusk, Version"),
              std::string::npos)
        << text;
    const RecoveredRequest back = requestFrom(readInfotext(text));
    ASSERT_TRUE(back.request.hires);
    EXPECT_EQ(back.request.hires->scale, 1.5);
    EXPECT_EQ(back.request.hires->strength, 0.45);
    EXPECT_EQ(back.request.hires->steps, 12);
    EXPECT_EQ(back.request.hires->mode, HiresMode::LatentBicubicAntialiased);
    EXPECT_EQ(back.request.hires->prompt, "at dusk");
    EXPECT_EQ(back.request.width, 512);
    EXPECT_TRUE(back.notes.empty());
}

TEST(RequestInfotext, NamesUpscalersWithoutTheirFolders) {
    GenerationRequest request = resolvedRequest();
    request.hires = Hires{2.0, 0.3, 20, HiresMode::Pixel, "secret/4x: sharp.pth", {}, {}};
    request.upscaler = "secret/2x.pth";
    request.upscale = 1.5;
    const Infotext info = infotextOf(request, facts);
    EXPECT_EQ(info.find("Hires upscaler"), "4x sharp");
    EXPECT_EQ(info.find("Postprocess upscaler"), "2x");
    EXPECT_EQ(info.find("Postprocess upscale by"), "1.5");
    EXPECT_EQ(writeInfotext(info).find("secret"), std::string::npos);
}

TEST(RecoveredRequest, ReadsSecondPassesOfOtherPrograms) {
    const std::string start = "p\nSteps: 20, Sampler: Euler a, Size: 512x512, Denoising strength: 0.7, ";
    const RecoveredRequest resized = requestFrom(readInfotext(start + "Hires resize: 1024x1024, Hires upscaler: Latent"));
    ASSERT_TRUE(resized.request.hires);
    EXPECT_EQ(resized.request.hires->scale, 2.0);
    EXPECT_EQ(resized.request.hires->strength, 0.7);
    EXPECT_FALSE(resized.request.hires->steps);
    const RecoveredRequest network = requestFrom(readInfotext(start + "Hires upscale: 2, Hires upscaler: R-ESRGAN 4x+"));
    EXPECT_EQ(network.request.hires->mode, HiresMode::Pixel);
    EXPECT_TRUE(network.request.hires->upscaler.empty());
    ASSERT_EQ(network.notes.size(), 1u);
    EXPECT_NE(network.notes[0].find("R-ESRGAN 4x+"), std::string::npos);
    EXPECT_EQ(requestFrom(readInfotext(start + "Hires upscale: 1e9, Hires upscaler: Latent")).request.hires->scale, 8.0);
    EXPECT_FALSE(requestFrom(readInfotext(start + "Hires upscale: x, Hires upscaler: Latent")).request.hires);
}

TEST(RequestInfotext, NamesLorasByTags) {
    GenerationRequest request = resolvedRequest();
    request.adapters = {{"my/folder/fur.safetensors", 0.8, {}}, {"ink.safetensors", 0.5, -1.0}, {"odd:name.safetensors", 1.0, {}}};
    EXPECT_EQ(infotextOf(request, facts).prompt, "a red house, at night <lora:fur:0.8> <lora:ink:-1:0.5>");
}

TEST(RequestInfotext, NamesHypernetworksRefinerAndControls) {
    GenerationRequest request = resolvedRequest();
    request.hypernetworks = {{"my/folder/style.pt", 0.4}};
    request.image_guidance = 1.5;
    request.refiner = {"secret/refiner.safetensors", 0.75};
    request.controls = {{"secret/edges.safetensors", {}, "canny", 0.7, 0.0, 0.9, "", ControlMode::Control}};
    request.image_prompts = {{"secret/face.bin", {}, 0.6, 0.0, 1.0}};
    const Infotext info = infotextOf(request, facts);
    EXPECT_EQ(info.prompt, "a red house, at night <hypernet:style:0.4>");
    EXPECT_EQ(info.find("Image CFG scale"), "1.5");
    EXPECT_EQ(info.find("Refiner"), "refiner");
    EXPECT_EQ(info.find("Refiner switch at"), "0.75");
    EXPECT_EQ(info.find("ControlNet 0"),
              "Module: canny, Model: edges, Weight: 0.7, Guidance Start: 0.0, Guidance End: 0.9, Control Mode: ControlNet is more important");
    EXPECT_EQ(info.find("ControlNet 1"),
              "Module: ip-adapter, Model: face, Weight: 0.6, Guidance Start: 0.0, Guidance End: 1.0, Control Mode: Balanced");
    EXPECT_EQ(requestFrom(info).request.image_guidance, 1.5);
    EXPECT_EQ(writeInfotext(info).find("secret"), std::string::npos) << "a folder of the user went into the picture";
}

TEST(RequestInfotext, ReadsBackWhatItWrote) {
    const RecoveredRequest recovered = requestFrom(readInfotext(writeInfotext(infotextOf(resolvedRequest(), facts))));
    EXPECT_EQ(recovered.request.prompt, "a red house, at night");
    EXPECT_EQ(recovered.request.negative, "blurry");
    EXPECT_EQ(recovered.request.steps, 20);
    EXPECT_EQ(recovered.request.guidance, 7.0);
    EXPECT_EQ(recovered.request.seed, 6);
    EXPECT_EQ(recovered.request.width, 512);
    EXPECT_EQ(recovered.request.height, 384);
    EXPECT_EQ(recovered.request.sampler, "DPM++ 2M");
    EXPECT_EQ(recovered.request.schedule, "Karras");
    EXPECT_EQ(recovered.request.clip_skip, 2);
    EXPECT_TRUE(recovered.notes.empty());
}

TEST(RequestInfotext, LimitsOrLeavesOutImpossibleValuesAndSaysSo) {
    for (const char *line : {"Steps: 2147483648, Sampler: Euler, Seed: 1", "Steps: 0, Sampler: Euler, Seed: 1",
                             "Steps: 5, CFG scale: NaN, Seed: 1", "Steps: 5, Sampler: NoSuch, Size: 0x7, Seed: -1",
                             "Steps: 5, Sampler: Euler, Seed: 99999999999999999999",
                             "Steps: 5, Sampler: Euler, Seed: abc", "Steps: 5, Sampler: Euler, Size: 515x512"}) {
        const RecoveredRequest recovered = requestFrom(readInfotext(std::string("p\n") + line));
        EXPECT_TRUE(check_ranges(recovered.request)) << line;
        EXPECT_FALSE(recovered.notes.empty()) << line;
    }
}

TEST(RequestInfotext, NeverTakesOverNamesOfFiles) {
    const RecoveredRequest recovered =
        requestFrom(readInfotext("p\nSteps: 5, Model: ../../etc/passwd, Model hash: http://x/y, Seed: 1"));
    EXPECT_EQ(recovered.request.model, "builtin");
}

TEST(RequestInfotext, NamesAModelByItsFileAlone) {
    EXPECT_EQ(modelNameOf("builtin"), "builtin");
    EXPECT_EQ(modelNameOf("/home/me/models/My Model v1.5.safetensors"), "My Model v1.5");
    EXPECT_EQ(modelNameOf("models/sd15/"), "sd15");
    EXPECT_EQ(modelNameOf("a,b:c.ckpt"), "abc");
}

} // namespace
} // namespace sfumato::service
