// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <gtest/gtest.h>

#include "core/api/training_settings.h"
#include "core/torch/device.h"
#include "core/train/trainer_unet.h"
#include "core/train/trainer_vae.h"
#include "core/train/training.h"
#include "tests/device/second_device.h"
#include "tests/enlarging/tiny_run.h"

namespace sfumato::train {
namespace {

TEST(SecondDevice, IsNoPlaceForTheProcessorsTensors) {
    const auto there = at::ones({2, 3}, at::TensorOptions(testing::second_device()));
    EXPECT_TRUE(at::equal((there + there).to(at::kCPU), at::full({2, 3}, 2.0f)));
    EXPECT_THROW((void)(there + at::ones({2, 3})), c10::Error) << "this device would hide what a card refuses";
}

/// Small enough for seconds.
class TrainingElsewhere : public ::testing::Test {
protected:
    TrainingRequest request(TrainingKind kind, const std::string &out) const {
        auto request = training_defaults(kind);
        request.out = (folder_.path() / out).string();
        request.steps = 3;
        request.warmup_steps = 1;
        request.log_steps = 1;
        request.precision = "f32";
        request.vae_channels = {16, 16, 16, 32};
        request.latent_channels = 4;
        request.crop = 32;
        request.step_pixels = 4096;
        request.start_scenes = 4;
        request.measured_scenes = 2;
        return request;
    }
    /// The loss of each step.
    template <typename Train>
    std::vector<double> losses(const TrainingRequest &request, at::Device device, Train train) const {
        std::vector<double> losses;
        TrainingContext context;
        context.on_progress = [&](const TrainingProgress &progress) { losses.push_back(progress.loss); };
        Compute compute;
        compute.device = device;
        const auto outcome = train(request, context, compute);
        EXPECT_TRUE(outcome) << describe(outcome.error());
        return losses;
    }
    static void expect_alike(const std::vector<double> &a, const std::vector<double> &b) {
        ASSERT_EQ(a.size(), 3u);
        ASSERT_EQ(b.size(), 3u);
        for (std::size_t i = 0; i < a.size(); ++i)
            EXPECT_NEAR(a[i] / b[i], 1.0, 1e-4) << "step " << i;
    }

    test::TemporaryFolder folder_;
};

TEST_F(TrainingElsewhere, OfAnAutoencoderTakesTheSameSteps) {
    const auto here = losses(request(TrainingKind::Vae, "here"), at::kCPU, train_vae);
    expect_alike(losses(request(TrainingKind::Vae, "there"), testing::second_device(), train_vae), here);
}

// The noise is the device's own: its steps are not the processor's, but they can be repeated.
TEST_F(TrainingElsewhere, OfAModelTakesItsStepsAgain) {
    losses(request(TrainingKind::Vae, "vae"), at::kCPU, train_vae);
    auto words = training_defaults(TrainingKind::Bpe);
    words.out = (folder_.path() / "words").string();
    words.scenes = 50;
    words.vocabulary = 600;
    ASSERT_TRUE(run_training(words, {}));
    const auto model = [&](const char *out) {
        auto model = request(TrainingKind::Model, out);
        model.vae = (folder_.path() / "vae/vae").string();
        model.tokenizer = words.out;
        model.unet_channels = {16, 32};
        model.unet_heads = 2;
        model.text_layers = 1;
        model.text_width = 32;
        model.coarse_pixels = model.pixels = 64;
        model.coarse_batch = 4;
        model.batch = 2;
        model.pool_start = 6;
        model.coarse_fresh = model.fresh = 1;
        model.offset_noise = 0.1;
        model.subject_weight = 2.0;
        return model;
    };
    const auto first = losses(model("first"), testing::second_device(), train_model);
    for (const double loss : first)
        EXPECT_TRUE(std::isfinite(loss) && loss > 0) << loss;
    expect_alike(losses(model("again"), testing::second_device(), train_model), first);
}

class GeneratingElsewhere : public testing::TinyRun {
protected:
    void gives_the_same(const GenerationRequest &request) {
        const auto description = pipeline::describe_model(testing::golden("sd1/model")).value();
        const auto here = run(request, pipeline::load_model(description, {}, {}).value());
        const auto there = run(request, pipeline::load_model(description, {at::kFloat, at::kFloat, testing::second_device()}, {}).value());
        ASSERT_TRUE(here.result) << describe(here.result.error());
        ASSERT_TRUE(there.result) << describe(there.result.error());
        EXPECT_LT(testing::relative_error(there.tensors.at("latents"), here.tensors.at("latents")), 1e-5);
        EXPECT_EQ(there.previews.size(), here.previews.size());
    }
};

TEST_F(GeneratingElsewhere, WithALoraAndAnEmbedding) {
    auto request = testing::tiny_request();
    request.adapters.push_back({testing::golden("adapters/lora_kohya.adapter.safetensors").string(), 0.8, 0.8});
    request.embeddings.push_back(testing::golden("adapters/my-style.safetensors").string());
    request.prompt += " my-style";
    request.count = request.batch = 2;
    gives_the_same(request);
}

TEST_F(GeneratingElsewhere, InsideAMask) {
    auto request = testing::tiny_request();
    Image mask(64, 64, 1);
    std::fill(mask.pixels.begin(), mask.pixels.begin() + 64 * 20, std::uint8_t{255});
    request.init = SourceImage{"grey.png", std::make_shared<const Image>(64, 64, 3, std::uint8_t{100})};
    request.inpaint.emplace().mask = SourceImage{"mask.png", std::make_shared<const Image>(std::move(mask))};
    gives_the_same(request);
}

} // namespace
} // namespace sfumato::train
