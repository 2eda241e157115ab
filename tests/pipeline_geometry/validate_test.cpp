// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/validate.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/base/limits.h"

namespace sfumato::pipeline {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

SourceImage picture(int w, int h, int channels = 3) {
    return {"picture.png", std::make_shared<const Image>(w, h, channels)};
}

GenerationRequest inpainting() {
    GenerationRequest r;
    r.init = picture(64, 64);
    r.inpaint = MaskOptions{};
    r.inpaint->mask = picture(64, 64, 1);
    return r;
}

using Edit = std::function<void(GenerationRequest &)>;

/// The error of an inpainting request after `edit`; fails the test where there is none.
Error error_after(const Edit &edit) {
    GenerationRequest r = inpainting();
    edit(r);
    const Result<void> result = validate(r);
    EXPECT_FALSE(result);
    return result ? Error{} : result.error();
}

struct Case {
    const char *option;
    Edit edit;
    const char *named = ""; ///< text that the reason or the advice must hold
};

class Validate : public testing::TestWithParam<Case> {};

TEST_P(Validate, NamesTheOptionAndTheRule) {
    const Error error = error_after(GetParam().edit);
    EXPECT_EQ(error.code, ErrorCode::InvalidArgument);
    EXPECT_EQ(error.subject, GetParam().option);
    EXPECT_NE(describe(error).find(GetParam().named), std::string::npos) << describe(error);
}

using R = GenerationRequest;

INSTANTIATE_TEST_SUITE_P(
    Sampling, Validate,
    testing::Values(Case{"--steps", [](R &r) { r.steps = 0; }, "is 0, not 1 to 1000"},
                    Case{"--steps", [](R &r) { r.steps = -5; }, "is -5"}, Case{"--steps", [](R &r) { r.steps = 1001; }},
                    Case{"--cfg", [](R &r) { r.guidance = nan; }, "is nan, not 0 to 1000"},
                    Case{"--cfg", [](R &r) { r.guidance = infinity; }, "is inf"},
                    Case{"--cfg", [](R &r) { r.guidance = -0.5; }, "-0.5"},
                    Case{"--cfg-rescale", [](R &r) { r.guidance_rescale = 1.01; }, "0 to 1"},
                    Case{"--cfg-rescale", [](R &r) { r.guidance_rescale = nan; }},
                    Case{"--clip-skip", [](R &r) { r.clip_skip = 0; }},
                    Case{"--eta", [](R &r) { r.sampling_options["eta"] = nan; }},
                    Case{"--s-noise", [](R &r) { r.sampling_options["s_noise"] = infinity; }},
                    Case{"--sigma-max", [](R &r) { r.sampling_options["sigma_max"] = -1; }},
                    Case{"sampling options", [](R &r) { r.sampling_options["s_chrun"] = 1; }, "s_churn"}));

INSTANTIATE_TEST_SUITE_P(
    Parts, Validate,
    testing::Values(Case{"--lora", [](R &r) { r.adapters = {{"a", 10.5, {}}}; }, "is 10.5, not -10 to 10"},
                    Case{"--lora", [](R &r) { r.adapters = {{"a", 1, nan}}; }, "nan"},
                    Case{"--vae", [](R &r) { r.vae = std::string(5000, 'a'); }, "no path"},
                    Case{"--controlnet", [](R &r) { r.controls = {{"a", {}, "", 1, 0, 1}}; }, "no pixels"},
                    Case{"--controlnet", [](R &r) { r.controls = {{"a", picture(8, 8), "", 2.5, 0, 1}}; }, "0 to 2"},
                    Case{"--controlnet", [](R &r) { r.controls = {{"a", picture(8, 8), "", 1, 0.6, 0.5}}; }, "after its end"},
                    Case{"--control-type", [](R &r) { r.controls = {{"a", picture(8, 8), "", 1, 0, 1, "deph"}}; }, "depth"},
                    Case{"--ip-adapter", [](R &r) { r.image_prompts = {{"a", {}, 1, 0, 1}}; }, "no pixels"},
                    Case{"--hypernetwork", [](R &r) { r.hypernetworks = {{"a", 11}}; }, "-10 to 10"},
                    Case{"--refiner-switch", [](R &r) { r.refiner = {"a", 1.5}; }, "0 to 1"},
                    Case{"--image-cfg", [](R &r) { r.image_guidance = -1; }, "0 to 1000"},
                    Case{"--control-preprocess", [](R &r) { r.controls = {{"a", picture(8, 8), "cany", 1, 0, 1}}; }, "canny"}));

INSTANTIATE_TEST_SUITE_P(
    Sizes, Validate,
    testing::Values(Case{"--width", [](R &r) { r.width = 513; }, "the nearest are 512 and 520"},
                    Case{"--height", [](R &r) { r.height = 767; }, "the nearest are 760 and 768"},
                    Case{"--width", [](R &r) { r.width = 56; }, "64 to 16384"}, Case{"--width", [](R &r) { r.width = -64; }},
                    Case{"--height", [](R &r) { r.height = 16392; }}));

INSTANTIATE_TEST_SUITE_P(
    Amounts, Validate,
    testing::Values(Case{"--count", [](R &r) { r.count = 0; }, "1 to 10000"},
                    Case{"--batch", [](R &r) { r.batch = limits::max_batch + 1; }, "is 65, not 1 to 64"},
                    Case{"--batch", [](R &r) { r.batch = 0; }}, Case{"--seed", [](R &r) { r.seed = -2; }, "-1 (random)"},
                    Case{"--seed", [](R &r) { r.seed = std::numeric_limits<std::int64_t>::max(); }},
                    Case{"--variation-seed", [](R &r) { r.variation_seed = -7; }},
                    Case{"--variation-strength", [](R &r) { r.variation_strength = -0.1; }},
                    Case{"--shard", [](R &r) { r.shard_index = 3, r.shard_count = 3; }, "is 3/3"},
                    Case{"--shard", [](R &r) { r.shard_index = -1; }}, Case{"--shard", [](R &r) { r.shard_count = 0; }}));

INSTANTIATE_TEST_SUITE_P(
    Sources, Validate,
    testing::Values(Case{"--strength", [](R &r) { r.strength = 1.5; }, "is 1.5, not 0 to 1"},
                    Case{"--strength", [](R &r) { r.strength = nan; }},
                    Case{"--mask", [](R &r) { r.init.reset(); }, "--init"},
                    Case{"--outpaint", [](R &r) { r.init.reset(), r.inpaint.reset(), r.outpaint.left = 8; }, "--init"},
                    Case{"--outpaint", [](R &r) { r.outpaint.top = -8; }},
                    Case{"--init", [](R &r) { r.init->pixels.reset(); }, "no pixels"},
                    Case{"--mask", [](R &r) { r.inpaint->mask.pixels.reset(); }, "no pixels"},
                    Case{"--mask", [](R &r) { r.inpaint->mask = picture(64, 72, 1); }, "64 x 72"},
                    Case{"--init", [](R &r) { r.init = picture(64, 64, 2); }, "2 channels"},
                    Case{"--mask-blur", [](R &r) { r.inpaint->blur = -1; }},
                    Case{"--mask-grow", [](R &r) { r.inpaint->grow = 1025; }},
                    Case{"--padding", [](R &r) { r.inpaint->padding = -1; }}));

INSTANTIATE_TEST_SUITE_P(
    Rest, Validate,
    testing::Values(Case{"--prompt", [](R &r) { r.prompt = "caf\xE9"; }}, Case{"--negative", [](R &r) { r.negative = "\xC0\x80"; }},
                    Case{"--prompt", [](R &r) { r.prompt = std::string("a\0b", 3); }},
                    Case{"--model", [](R &r) { r.model.clear(); }},
                    Case{"--device", [](R &r) { r.device = "gpu"; }, "\"gpu\""},
                    Case{"--device", [](R &r) { r.device = "cuda:"; }}, Case{"--device", [](R &r) { r.device = "cuda:-1"; }},
                    Case{"--device", [](R &r) { r.device = "cuda:1x"; }}, Case{"--device", [](R &r) { r.device = ""; }},
                    Case{"--threads", [](R &r) { r.threads = -1; }}, Case{"--memory", [](R &r) { r.memory_gb = nan; }}));

TEST(ValidateRequest, AcceptsWhatIsLeftOpen) {
    EXPECT_TRUE(validate(GenerationRequest{}));
    EXPECT_TRUE(validate(inpainting()));
}

TEST(ValidateRequest, AcceptsTheEndsOfEveryRange) {
    GenerationRequest r = inpainting();
    r.width = 64, r.height = 16384, r.steps = 1000, r.guidance = 0.0, r.strength = 0.0, r.guidance_rescale = 1.0;
    r.batch = limits::max_batch, r.count = limits::max_count, r.seed = 0, r.variation_strength = 1.0;
    r.shard_index = 9, r.shard_count = 10, r.device = "cuda:127", r.outpaint = {8, 0, 0, 8};
    r.sampling_options = {{"eta", 0.0}, {"rho", 7.0}, {"sigma_min", 0.0}};
    EXPECT_TRUE(validate(r));
}

TEST(ValidateRequest, HoldsPromptsToTheirLimit) {
    const auto bytes = static_cast<std::size_t>(limits::max_prompt_bytes);
    EXPECT_EQ(error_after([&](R &r) { r.prompt.assign(bytes + 1, 'a'); }).code, ErrorCode::LimitExceeded);
    GenerationRequest r;
    r.prompt.assign(bytes, 'a');
    EXPECT_TRUE(validate(r));
}

TEST(ValidateRequest, HoldsPicturesToTheirLimit) {
    EXPECT_EQ(error_after([](R &r) { r.width = 16384, r.height = 16384; }).code, ErrorCode::LimitExceeded);
    const Error error = error_after([](R &r) { r.outpaint.right = limits::max_side; });
    EXPECT_EQ(error.code, ErrorCode::LimitExceeded);
    EXPECT_EQ(error.subject, "--outpaint");
}

} // namespace
} // namespace sfumato::pipeline
