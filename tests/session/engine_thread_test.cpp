// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/engine_thread.h"

#include <optional>
#include <vector>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "app/service/image_file.h"
#include "app/service/picture_metadata.h"
#include "app/service/source_pictures.h"
#include "tests/session/waiting.h"
#include "tests/support/fake_engine.h"

namespace sfumato::testing {
namespace {

/// An engine thread with a fake engine, and all that it says.
struct Studio {
    QTemporaryDir folder;
    std::shared_ptr<FakeControl> control = std::make_shared<FakeControl>();
    EngineThread thread{folder.path(), fakeEngine(control)};
    std::vector<SavedPicture> saved;
    std::vector<StepEvent> steps;
    std::optional<Error> failure;
    bool finished = false;

    Studio() {
        QObject::connect(&thread, &EngineThread::saved, &thread, [this](const SavedPicture &picture) { saved.push_back(picture); });
        QObject::connect(&thread, &EngineThread::stepped, &thread, [this](const StepEvent &event) { steps.push_back(event); });
        QObject::connect(&thread, &EngineThread::finished, &thread, [this] { finished = true; });
        QObject::connect(&thread, &EngineThread::failed, &thread, [this](const Error &error) { failure = error; });
    }
    bool waitForEnd() {
        return waitUntil([this] { return finished || failure; });
    }
};

GenerationRequest someRequest() {
    GenerationRequest request;
    request.prompt = "a red house";
    request.seed = 7;
    return request;
}

TEST(EngineThread, TellsTheCatalogOfItsEngine) {
    Studio studio;
    EXPECT_TRUE(waitUntil([&] { return !studio.thread.catalog().samplers.empty(); }));
}

TEST(EngineThread, SavesEveryPictureWithItsRecipeAndOriginBeforeItSaysSo) {
    Studio studio;
    GenerationRequest request = someRequest();
    request.count = 2;
    studio.thread.start(request, {QStringLiteral("job1"), 3, QStringLiteral("before.png"), {}, 0, {}});
    ASSERT_TRUE(studio.waitForEnd());
    ASSERT_EQ(studio.saved.size(), 2u);
    const SavedPicture &second = studio.saved[1];
    EXPECT_EQ(second.origin.index, 4);
    const auto metadata = service::readPictureMetadata(second.path.toStdString());
    ASSERT_TRUE(metadata) << describe(metadata.error());
    ASSERT_TRUE(metadata->request);
    EXPECT_EQ(metadata->request->seed, 8);
    EXPECT_EQ(metadata->request->count, 1);
    ASSERT_TRUE(metadata->text("sfumato-origin"));
    const auto origin = service::readOrigin(*metadata->text("sfumato-origin"));
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->job, QStringLiteral("job1"));
    EXPECT_EQ(origin->index, 4);
    EXPECT_EQ(origin->parent, QStringLiteral("before.png"));
    EXPECT_EQ(origin->created, second.origin.created);
}

TEST(EngineThread, CancelsBeforeTheNextStepAndKeepsWhatIsFinished) {
    Studio studio;
    studio.control->hold();
    studio.control->allowSteps(4 + 1);
    GenerationRequest request = someRequest();
    request.count = 3;
    studio.thread.start(request);
    ASSERT_TRUE(waitUntil([&] { return studio.control->stepsTaken() == 5; }));
    studio.thread.cancel();
    ASSERT_TRUE(studio.waitForEnd());
    ASSERT_TRUE(studio.failure);
    EXPECT_EQ(studio.failure->code, ErrorCode::Cancelled);
    EXPECT_EQ(studio.control->stepsTaken(), 5);
    EXPECT_EQ(studio.saved.size(), 1u);
    EXPECT_FALSE(studio.thread.busy());
}

TEST(EngineThread, CancelsAfterTheImageThatIsBeingMade) {
    Studio studio;
    studio.control->hold();
    studio.control->allowSteps(1);
    GenerationRequest request = someRequest();
    request.count = 3;
    studio.thread.start(request);
    ASSERT_TRUE(waitUntil([&] { return studio.control->stepsTaken() == 1; }));
    studio.thread.cancelAfterImage();
    studio.control->release();
    ASSERT_TRUE(studio.waitForEnd());
    ASSERT_TRUE(studio.failure);
    EXPECT_EQ(studio.failure->code, ErrorCode::Cancelled);
    EXPECT_EQ(studio.saved.size(), 1u);
    EXPECT_EQ(studio.control->stepsTaken(), 4);
}

TEST(EngineThread, HasOnePreviewAtMostWhoeverTakesIt) {
    Studio studio;
    int announced = 0;
    QObject::connect(&studio.thread, &EngineThread::previewReady, &studio.thread, [&] { ++announced; });
    studio.control->hold();
    studio.thread.start(someRequest());
    studio.control->allowSteps(3);
    ASSERT_TRUE(waitUntil([&] { return studio.steps.size() >= 5; })); // loading, encoding, three steps
    EXPECT_EQ(announced, 1);
    EXPECT_EQ(studio.thread.takePreview().size(), QSize(8, 8));
    EXPECT_TRUE(studio.thread.takePreview().isNull());
    studio.control->release();
    ASSERT_TRUE(studio.waitForEnd());
}

TEST(EngineThread, ReportsAnEngineThatCannotBeOpened) {
    QTemporaryDir folder;
    EngineThread thread(folder.path(), []() -> Result<std::shared_ptr<Engine>> { return fail(ErrorCode::NotFound, "engine", "is missing"); });
    std::optional<Error> failure;
    QObject::connect(&thread, &EngineThread::failed, &thread, [&](const Error &error) { failure = error; });
    thread.start(someRequest());
    ASSERT_TRUE(waitUntil([&] { return failure.has_value(); }));
    EXPECT_EQ(failure->code, ErrorCode::NotFound);
}

TEST(EngineThread, ReadsTheSourcesOfARequestFromTheirFiles) {
    Studio studio;
    GenerationRequest request = someRequest();
    Image init(64, 64, 3, 200), mask(64, 64, 1, 0);
    mask.row(10)[10] = 255;
    request.init = SourceImage{{}, std::make_shared<const Image>(init)};
    request.inpaint.emplace().mask = {{}, std::make_shared<const Image>(mask)};
    ASSERT_TRUE(service::SourcePictures((studio.folder.path() + QStringLiteral("/sources")).toStdString()).storeAll(request));
    studio.thread.start(request);
    ASSERT_TRUE(studio.waitForEnd());
    ASSERT_TRUE(studio.finished) << describe(*studio.failure);
    const QImage &made = studio.saved.at(0).picture;
    EXPECT_EQ(made.pixelColor(0, 0), QColor(200, 200, 200));
    EXPECT_NE(made.pixelColor(10, 10), QColor(200, 200, 200));
}

} // namespace
} // namespace sfumato::testing
