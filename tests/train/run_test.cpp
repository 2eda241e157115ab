// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <fstream>
#include <limits>

#include <gtest/gtest.h>

#include "core/api/training_io.h"
#include "core/api/training_settings.h"
#include "core/base/file_io.h"
#include "core/torch/device.h"
#include "core/torch/tensor_file.h"
#include "core/train/run.h"
#include "core/train/run_folder.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato::train {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

/// A run of a few numbers, whose loss is their squared distance to noise.
struct Little {
    explicit Little(const fs::path &folder) {
        request.out = folder.string();
        request.steps = 20;
        request.warmup_steps = 2;
        request.log_steps = 1;
        request.save_minutes = 1e6;
        request.lr = 0.1;
    }
    Result<Run> begin() { return Run::begin(request, {}, parameters, optimiser); }
    double backward(std::int64_t step) {
        const auto loss = (parameters.at("w") - at::randn({8}, make_generator(at::kCPU, static_cast<std::uint64_t>(step)))).pow(2).mean();
        loss.backward();
        return loss.item<double>();
    }
    at::Tensor weight() const { return parameters.at("w").detach(); }

    TrainingRequest request = training_defaults(TrainingKind::Vae);
    Parameters parameters{{"w", at::zeros({8}).set_requires_grad(true)}};
    Optimiser optimiser{parameters, {}};
};

std::string text_of(const fs::path &file) {
    const auto text = read_file(file);
    return text ? *text : describe(text.error());
}

TEST(Run, EndsAfterItsStepsAndLogsEachOfThem) {
    const TemporaryFolder folder;
    Little little(folder.path() / "run");
    auto run = little.begin();
    ASSERT_TRUE(run) << describe(run.error());
    while (!run->finished())
        ASSERT_TRUE(run->advance(little.backward(run->step()), 4));
    EXPECT_EQ(run->step(), 20);
    const std::string log = text_of(folder.path() / "run/log.csv"), lines = text_of(folder.path() / "run/log.jsonl");
    EXPECT_TRUE(log.starts_with("step,seconds,loss,learning_rate\n1,")) << log;
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 20);
    EXPECT_NE(lines.find("\"seconds_left\""), std::string::npos);
}

TEST(Run, GoesOnFromItsCheckpointAndForgetsWhatCameAfterIt) {
    const TemporaryFolder folder;
    Little first(folder.path());
    {
        auto run = first.begin();
        ASSERT_TRUE(run);
        for (int i = 0; i < 6; ++i)
            ASSERT_TRUE(run->advance(first.backward(run->step()), 1));
        ASSERT_TRUE(run->save());
        for (int i = 0; i < 3; ++i) // lost with the process
            ASSERT_TRUE(run->advance(first.backward(run->step()), 1));
    }
    Little second(folder.path());
    auto run = second.begin();
    ASSERT_TRUE(run) << describe(run.error());
    EXPECT_EQ(run->step(), 6);
    EXPECT_EQ(text_of(folder.path() / "log.csv").find("\n7,"), std::string::npos);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(run->advance(second.backward(run->step()), 1));
    EXPECT_TRUE(at::equal(first.weight(), second.weight()));
    EXPECT_NE(text_of(folder.path() / "log.csv").find("\n9,"), std::string::npos);
}

TEST(Run, StopsAtALossOrGradientThatIsNoNumberAndKeepsTheLastGoodState) {
    const TemporaryFolder folder;
    Little little(folder.path());
    auto run = little.begin();
    ASSERT_TRUE(run);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(run->advance(little.backward(run->step()), 1));
    ASSERT_TRUE(run->save());
    const std::string checkpoint = text_of(checkpoint_file(folder.path()));
    const auto good = little.weight().clone();

    little.backward(3);
    const auto loss = run->advance(std::numeric_limits<double>::quiet_NaN(), 1);
    ASSERT_FALSE(loss);
    EXPECT_NE(describe(loss.error()).find("the loss of step 3 is not a number"), std::string::npos) << describe(loss.error());
    EXPECT_NE(loss.error().advice.find("lower learning rate"), std::string::npos);

    little.parameters.at("w").mutable_grad() = at::full({8}, INFINITY);
    const auto gradient = run->advance(0.5, 1);
    ASSERT_FALSE(gradient);
    EXPECT_NE(gradient.error().reason.find("a gradient of step 3"), std::string::npos);
    EXPECT_TRUE(at::equal(good, little.weight()));

    little.weight().fill_(NAN);
    const auto saved = run->save();
    ASSERT_FALSE(saved);
    EXPECT_NE(saved.error().reason.find("a weight"), std::string::npos);
    EXPECT_EQ(text_of(checkpoint_file(folder.path())), checkpoint);
}

TEST(Run, SavesEverySoManyStepsWithWhatTheTrainerAdds) {
    const TemporaryFolder folder;
    Little little(folder.path());
    little.request.save_steps = 4;
    auto run = little.begin();
    ASSERT_TRUE(run);
    run->also_save([]() -> Result<Parameters> { return Parameters{{"mine", at::full({}, 5)}}; });
    for (int i = 0; i < 9; ++i)
        ASSERT_TRUE(run->advance(little.backward(run->step()), 1));
    EXPECT_EQ(run->saves(), 2);
    Little again(folder.path());
    const auto resumed = again.begin();
    ASSERT_TRUE(resumed);
    EXPECT_EQ(resumed->step(), 8);
    ASSERT_TRUE(resumed->restored("mine").defined());
    EXPECT_EQ(resumed->restored("mine").item<int>(), 5);
    EXPECT_FALSE(resumed->restored("theirs").defined());
}

TEST(RunFolder, ThatHoldsSomethingElseIsRefusedAndLeftAlone) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "letter.txt") << "dear";
    Little little(folder.path());
    const auto run = little.begin();
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().code, ErrorCode::Conflict);
    EXPECT_NE(run.error().reason.find("holds no training run"), std::string::npos);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST(RunFolder, OfAnotherKindOrNetworkIsRefusedAndLeftAlone) {
    const TemporaryFolder folder;
    Little little(folder.path());
    ASSERT_TRUE(claim_run_folder(little.request));
    const std::string before = text_of(folder.path() / run_file);
    TrainingRequest other = training_defaults(TrainingKind::Reader);
    other.out = little.request.out;
    ASSERT_FALSE(claim_run_folder(other));
    little.request.latent_channels = 4;
    const auto refused = claim_run_folder(little.request);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().reason.find("latent_channels 8, not 4"), std::string::npos) << refused.error().reason;
    EXPECT_EQ(text_of(folder.path() / run_file), before);
    little.request.latent_channels = 8;
    little.request.lr = 0.5; // may change
    EXPECT_TRUE(claim_run_folder(little.request));
    const auto read = read_run(folder.path());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->lr, 0.5);
}

TEST(RunFolder, OfTheDaysBeforeRunFilesIsContinued) {
    const TemporaryFolder folder;
    {
        Little little(folder.path());
        auto run = little.begin();
        ASSERT_TRUE(run);
        ASSERT_TRUE(run->advance(little.backward(0), 1));
        ASSERT_TRUE(run->save());
    }
    fs::remove(folder.path() / run_file);
    Little again(folder.path());
    const auto run = again.begin();
    ASSERT_TRUE(run) << describe(run.error());
    EXPECT_EQ(run->step(), 1);
    EXPECT_TRUE(fs::exists(folder.path() / run_file));
}

TEST(Run, RefusesTheCheckpointOfOtherNetworks) {
    const TemporaryFolder folder;
    ASSERT_TRUE(write_tensors(checkpoint_file(folder.path()), {{"parameter.w", at::zeros({4})}, {"steps", at::full({}, 1, at::kLong)}}));
    Little little(folder.path());
    const auto shape = little.begin();
    ASSERT_FALSE(shape);
    EXPECT_EQ(shape.error().code, ErrorCode::ShapeMismatch);
    ASSERT_TRUE(write_file(checkpoint_file(folder.path()), "no tensors"));
    EXPECT_FALSE(little.begin());
}

} // namespace
} // namespace sfumato::train
