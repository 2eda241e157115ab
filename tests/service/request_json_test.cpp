// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/request_json.h"

#include <limits>

#include <gtest/gtest.h>

namespace sfumato {
namespace {

GenerationRequest fullRequest() {
    GenerationRequest r;
    r.model = "/models/a.safetensors";
    r.config = "/models/config";
    r.prompt = "first line\n\"second\" \xC3\xA4";
    r.negative = "no";
    r.width = 512;
    r.height = 640;
    r.steps = 30;
    r.guidance = 6.5;
    r.guidance_rescale = 0.7;
    r.clip_skip = 2;
    r.sampler = "dpmpp_2m";
    r.schedule = "karras";
    r.scheduler = "{}";
    r.sampling_options = {{"eta", 0.5}, {"rho", 7.0}};
    r.seed = 9007199254740993; // not representable as a double
    r.count = 4;
    r.batch = 2;
    r.variation_seed = 11;
    r.variation_strength = 0.25;
    r.init = SourceImage{"in/init.png", nullptr};
    r.strength = 0.6;
    r.inpaint = MaskOptions{{"in/mask.png", nullptr}, MaskMode::Differential, 8.0, -3, Fill::Blur, true, 48};
    r.outpaint = {8, 16, 24, 32};
    r.habits = {Conventions::Comfy, NoiseSourceKind::Nv, TimestepRounding::Integer, Emphasis::NoNorm,
                StrengthSteps::Diffusers, true, MaskResample::Max, InpaintBlend::Comfy};
    r.adapters = {{"in/fur.safetensors", 0.8, {}}, {"in/ink.safetensors", -0.5, 0.25}};
    r.adapter_folder = "in/loras";
    r.embeddings = {"in/word.safetensors"};
    r.embedding_folder = "in/embeddings";
    r.vae = "in/vae.safetensors";
    r.preview_vae = "in/taesd";
    r.controls = {{"in/canny.safetensors", {"in/photo.png", nullptr}, "canny", 0.7, 0.1, 0.9, "scribble", ControlMode::Control}};
    r.hypernetworks = {{"in/style.pt", 0.4}};
    r.hypernetwork_folder = "in/hypernetworks";
    r.image_prompts = {{"in/ip-adapter.bin", {"in/face.png", nullptr}, 0.6, 0.2, 0.8}};
    r.image_encoder = "in/image_encoder";
    r.refiner = {"in/refiner.safetensors", 0.75};
    r.image_guidance = 1.25;
    r.size_conditioning = {1024, 768, 8, 16, 512, 384, 7.0, 2.0};
    r.hires = Hires{1.5, 0.45, 12, HiresMode::Pixel, "in/x4.pth", "the same at dusk", "people"};
    r.tile = 768;
    r.upscaler = "in/x2.safetensors";
    r.upscale = 3.0;
    r.device = "cuda:1";
    r.dtype = DType::BF16;
    r.threads = 3;
    r.memory_gb = 5.5;
    r.force_tiled_decode = true;
    r.noise_in = "noise.safetensors";
    r.shard_index = 1;
    r.shard_count = 2;
    return r;
}

Error errorOf(const std::string &text) {
    const Result<GenerationRequest> result = request_from_json(text, "r.json");
    EXPECT_FALSE(result) << text << " was read";
    return result ? Error{} : result.error();
}

TEST(RequestJson, KeepsEveryFieldThroughWritingAndReading) {
    const std::string text = to_json(fullRequest());
    const Result<GenerationRequest> again = request_from_json(text, "r.json");
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(to_json(*again), text);
    EXPECT_EQ(again->seed, 9007199254740993);
    EXPECT_EQ(again->inpaint->grow, -3);
    EXPECT_EQ(again->habits.emphasis, Emphasis::NoNorm);
    EXPECT_EQ(again->sampling_options.at("rho"), 7.0);
    EXPECT_EQ(again->outpaint.bottom, 32);
}

TEST(RequestJson, KeepsThePartsBesideTheModel) {
    const Result<GenerationRequest> again = request_from_json(to_json(fullRequest()), "r.json");
    ASSERT_TRUE(again) << describe(again.error());
    ASSERT_EQ(again->adapters.size(), 2u);
    EXPECT_FALSE(again->adapters[0].text_weight);
    EXPECT_EQ(again->adapters[1].text_weight, 0.25);
    EXPECT_EQ(again->embeddings, std::vector<std::string>{"in/word.safetensors"});
    ASSERT_EQ(again->controls.size(), 1u);
    EXPECT_EQ(again->controls[0].image.path, "in/photo.png");
    EXPECT_EQ(again->controls[0].end, 0.9);
    EXPECT_EQ(again->controls[0].kind, "scribble");
    EXPECT_EQ(again->controls[0].mode, ControlMode::Control);
    ASSERT_EQ(again->hypernetworks.size(), 1u);
    EXPECT_EQ(again->hypernetworks[0].weight, 0.4);
    ASSERT_EQ(again->image_prompts.size(), 1u);
    EXPECT_EQ(again->image_prompts[0].image.path, "in/face.png");
    EXPECT_EQ(again->image_prompts[0].start, 0.2);
    EXPECT_EQ(again->refiner.switch_at, 0.75);
    EXPECT_EQ(again->image_guidance, 1.25);
    EXPECT_EQ(again->size_conditioning.crop_top, 16);
}

TEST(RequestJson, NamesTheEntryOfAListThatIsWrong) {
    EXPECT_NE(errorOf(R"({"version": 2, "lora": [{"file": "a"}, {"file": "b", "wieght": 1}]})").subject.find("lora.1.wieght"), std::string::npos);
    EXPECT_EQ(errorOf(R"({"version": 2, "lora": {"file": "a"}})").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(errorOf(R"({"version": 2, "lora": [{"file": "a", "weight": 11}]})").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(errorOf(R"({"version": 2, "embedding": [1]})").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(errorOf(R"({"version": 3, "hires": {"scale": 0.5}})").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(errorOf(R"({"version": 3, "hires": {"mode": "lanczos"}})").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(errorOf(R"({"version": 3, "tile": 100})").code, ErrorCode::InvalidArgument);
}

TEST(RequestJson, WritesDefaultsThatReadBackAsDefaults) {
    const GenerationRequest defaults;
    const Result<GenerationRequest> again = request_from_json(to_json(defaults), "r.json");
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_FALSE(again->steps);
    EXPECT_FALSE(again->init);
    EXPECT_FALSE(again->habits.noise);
    EXPECT_EQ(to_json(*again), to_json(defaults));
}

TEST(RequestJson, LeavesOutFoldersWhereAsked) {
    const std::string text = to_json(fullRequest(), -1, PathStyle::NameOnly);
    EXPECT_EQ(text.find("/models/"), std::string::npos);
    EXPECT_EQ(text.find("in/"), std::string::npos);
    EXPECT_NE(text.find("init.png"), std::string::npos);
}

TEST(RequestJson, RefusesUnknownKeysAndNamesTheNearest) {
    const Error error = errorOf(R"({"version": 1, "stesp": 20})");
    EXPECT_EQ(error.code, ErrorCode::InvalidArgument);
    EXPECT_NE(error.subject.find("stesp"), std::string::npos);
    EXPECT_NE(error.advice.find("steps"), std::string::npos);
    EXPECT_NE(errorOf(R"({"version": 1, "mask": {"path": "m", "blurr": 1}})").subject.find("mask.blurr"), std::string::npos);
}

TEST(RequestJson, NamesTheRangeOfNumbers) {
    EXPECT_NE(errorOf(R"({"version": 1, "steps": 0})").reason.find("1 to 1000"), std::string::npos);
    EXPECT_NE(errorOf(R"({"version": 1, "strength": 1.5})").reason.find("0 to 1"), std::string::npos);
    EXPECT_NE(errorOf(R"({"version": 1, "width": 513})").advice.find("512 and 520"), std::string::npos);
    EXPECT_EQ(errorOf(R"({"version": 1, "steps": 99999999999999999999})").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(errorOf(R"({"version": 1, "seed": 18446744073709551615})").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(errorOf(R"({"version": 1, "sampling_options": {"eta": -1}})").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(errorOf(R"({"version": 1, "sampling_options": {"etta": 1}})").code, ErrorCode::InvalidArgument);
}

TEST(RequestJson, RefusesWrongTypes) {
    for (const char *text : {R"({"version": 1, "steps": "20"})", R"({"version": 1, "steps": 20.5})", R"({"version": 1, "prompt": 1})",
                             R"({"version": 1, "mask": []})", R"({"version": 1, "init": "a.png"})",
                             R"({"version": 1, "dtype": "f64"})", R"({"version": 1, "tiled_decode": 1})"})
        EXPECT_EQ(errorOf(text).code, ErrorCode::InvalidArgument) << text;
}

TEST(RequestJson, RefusesOtherVersionsAndWhatIsNoRequest) {
    for (const char *version : {R"({"version": 4})", R"({"version": 0})"})
        EXPECT_EQ(errorOf(version).code, ErrorCode::UnsupportedFormat) << version;
    EXPECT_EQ(errorOf(R"({"steps": 2})").code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(errorOf("[1]").code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(errorOf("{").code, ErrorCode::CorruptFile);
    EXPECT_EQ(errorOf(R"({"version": 1, "steps": 1, "steps": 2})").code, ErrorCode::CorruptFile);
}

TEST(RequestJson, ChecksRangesOfARequestMadeInMemory) {
    GenerationRequest request = fullRequest();
    EXPECT_TRUE(check_ranges(request));
    request.prompt = "a\xff";
    const Result<void> checked = check_ranges(request);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().subject, "prompt");
    request.prompt = std::string("a\0b", 3);
    EXPECT_FALSE(check_ranges(request));
    request.prompt.clear();
    request.guidance = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(check_ranges(request));
    request.guidance = 1.0;
    request.shard_index = request.shard_count;
    EXPECT_FALSE(check_ranges(request));
}

TEST(RequestJson, KnowsChoicesInAnyCase) {
    EXPECT_EQ(choice_named<Emphasis>("No-Norm"), Emphasis::NoNorm);
    EXPECT_EQ(choice_named<DType>("BF16"), DType::BF16);
    EXPECT_FALSE(choice_named<DType>("f64"));
    EXPECT_EQ(name_of(Fill::Colour), "colour");
}

} // namespace
} // namespace sfumato
