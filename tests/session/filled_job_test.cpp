// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/filled_job.h"

#include <fstream>

#include <QTemporaryDir>
#include <gtest/gtest.h>

#include "app/service/infotext.h"
#include "core/engine/request_json.h"
#include "tests/support/fake_engine.h"

namespace sfumato::testing {
namespace {

class FilledJob : public ::testing::Test {
protected:
    struct Made {
        GeneratedImage image;
        GenerationRequest used;
        service::PictureRecord record;
    };

    FilledJob() {
        std::ofstream(folder() / "colour.txt") << "red\nblue\ngreen\nyellow\nblack\n";
        request.prompt = "a __colour__ house";
        request.negative = "__colour__";
        request.seed = 5;
        request.count = 4;
    }
    std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    Result<std::vector<Made>> run(const JobContext &context = {}) {
        std::vector<Made> made;
        SFUMATO_TRY(const GenerationRequest resolved, engine.resolve(request));
        SFUMATO_CHECK(service::runFilled(engine, resolved, folder(), context, [&](const GeneratedImage &image, const GenerationRequest &used, const service::PromptTemplate &written) -> Result<void> {
            made.push_back({image, used, service::recordOf(image, used, engine.catalog(), written)});
            return {};
        }));
        return made;
    }

    QTemporaryDir m_folder;
    std::shared_ptr<FakeControl> control = std::make_shared<FakeControl>();
    FakeEngine engine{control};
    GenerationRequest request;
};

TEST_F(FilledJob, EveryImageIsWhatItWouldBeAlone) {
    const auto together = run();
    ASSERT_TRUE(together) << describe(together.error());
    ASSERT_EQ(together->size(), 4U);
    std::set<std::string> prompts;
    request.count = 1;
    for (int i = 0; i < 4; ++i) {
        request.seed = 5 + i;
        const auto alone = run();
        ASSERT_TRUE(alone);
        const Made &one = (*together)[static_cast<std::size_t>(i)];
        EXPECT_EQ(one.image.index, i);
        EXPECT_EQ(one.image.seed, 5 + i);
        EXPECT_EQ(one.used.prompt, alone->front().used.prompt);
        EXPECT_EQ(one.used.negative, alone->front().used.negative);
        EXPECT_EQ(one.image.picture.pixels, alone->front().image.picture.pixels);
        prompts.insert(one.used.prompt);
    }
    EXPECT_GT(prompts.size(), 1U);
}

TEST_F(FilledJob, TheRecipeSaysWhatWasDrawnAndWhatWasWritten) {
    const auto made = run();
    ASSERT_TRUE(made);
    for (const Made &one : *made) {
        const auto recipe = request_from_json(one.record.request, "recipe");
        ASSERT_TRUE(recipe);
        EXPECT_EQ(recipe->prompt, one.used.prompt);
        EXPECT_EQ(recipe->prompt.find("__"), std::string::npos);
        EXPECT_EQ(recipe->seed, one.image.seed);
        const service::Infotext info = service::readInfotext(one.record.parameters);
        EXPECT_EQ(info.prompt, one.used.prompt);
        EXPECT_EQ(info.find("Template"), "a __colour__ house");
        EXPECT_EQ(info.find("Negative Template"), "__colour__");
    }
}

TEST_F(FilledJob, EventsNameTheImageOfAll) {
    std::vector<int> images;
    JobContext context;
    context.on_step = [&](const StepEvent &event) {
        EXPECT_EQ(event.images, 4);
        if (event.phase == Phase::Sampling && event.step == event.total)
            images.push_back(event.image);
    };
    ASSERT_TRUE(run(context));
    EXPECT_EQ(images, (std::vector<int>{0, 1, 2, 3}));
}

TEST_F(FilledJob, AMissingWildcardStopsItBeforeAnythingIsComputed) {
    request.negative = "__weather__";
    const auto made = run();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::NotFound);
    EXPECT_EQ(control->runs(), 0);
}

TEST_F(FilledJob, WithoutAFolderTheyStayAndAWarningSaysSo) {
    std::string used;
    const auto made = service::runFilled(engine, *engine.resolve(request), {}, {}, [&](const GeneratedImage &, const GenerationRequest &as, const service::PromptTemplate &) -> Result<void> {
        used = as.prompt;
        return {};
    });
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(used, "a __colour__ house");
    ASSERT_EQ(made->warnings.size(), 1U);
    EXPECT_NE(made->warnings.front().find("wildcards"), std::string::npos);
}

TEST_F(FilledJob, ChoicesNeedNoFolder) {
    request.prompt = "a {red|blue|green} house";
    request.negative.clear();
    std::set<std::string> used;
    const auto made = service::runFilled(engine, *engine.resolve(request), {}, {}, [&](const GeneratedImage &, const GenerationRequest &as, const service::PromptTemplate &written) -> Result<void> {
        used.insert(as.prompt);
        EXPECT_EQ(written.prompt, request.prompt);
        return {};
    });
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_TRUE(made->warnings.empty());
    EXPECT_GT(used.size(), 1U);
    for (const std::string &prompt : used)
        EXPECT_EQ(prompt.find_first_of("{|}"), std::string::npos) << prompt;
}

TEST_F(FilledJob, PromptsTakenLiterallyStayAsTheyAre) {
    request.habits.conventions = Conventions::Diffusers;
    const auto made = run();
    ASSERT_TRUE(made);
    EXPECT_EQ(made->front().used.prompt, "a __colour__ house");
    EXPECT_EQ(service::readInfotext(made->front().record.parameters).find("Template"), std::nullopt);
}

} // namespace
} // namespace sfumato::testing
