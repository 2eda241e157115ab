// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>

#include "app/service/picture_metadata.h"
#include "tests/library/model_files.h"
#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/dialogs/upscale_dialog.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/widgets/message_bar.h"

namespace sfumato::testing {
namespace {

class Upscale : public StudioFixture {
protected:
    void SetUp() override {
        QImage picture(40, 30, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        window().files().openPicture(picture, QStringLiteral("sea.png"));
    }
    void addNetwork() {
        network = files.upscaler(QStringLiteral("ESRGAN/2x sharp.safetensors"));
        ASSERT_TRUE(window().library().add(files.path()).has_value());
        ASSERT_SOON(!window().library().scanning());
    }
    ui::UpscaleDialog &open() {
        window().actions().action(QStringLiteral("image.upscale"))->trigger();
        return *window().findChild<ui::UpscaleDialog *>();
    }
    static QPushButton &button(ui::UpscaleDialog &dialog, const char *text) {
        for (auto *each : dialog.findChildren<QPushButton *>())
            if (QString(each->text()).remove(QLatin1Char('&')) == QLatin1String(text))
                return *each;
        throw std::runtime_error(text);
    }
    static bool shows(ui::UpscaleDialog &dialog, const char *text) {
        const auto labels = dialog.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->isVisible() && label->text().contains(QLatin1String(text)); });
    }
    qsizetype documents() { return window().tabs().pages().size(); }

    ModelFiles files;
    QString network;
};

TEST_F(Upscale, MakesAPictureOfItsOwnThatIsOnDiskAndInTheHistory) {
    addNetwork();
    const auto before = window().tabs().current()->document().state();
    auto *page = window().tabs().current();
    auto &dialog = open();
    EXPECT_EQ(dialog.findChild<QComboBox *>()->currentText(), QStringLiteral("2x sharp"));
    dialog.findChild<QDoubleSpinBox *>()->setValue(3);
    EXPECT_TRUE(shows(dialog, "120"));
    button(dialog, "Enlarge").click();
    ASSERT_SOON(documents() == 2);
    EXPECT_EQ(window().tabs().current()->document().size(), QSize(120, 90));
    EXPECT_TRUE(page->document().state() == before);
    const auto entries = m_history->page({}, nullptr, 9);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].width, 120);
    EXPECT_TRUE(QFileInfo::exists(entries[0].path()));
    EXPECT_EQ(QFileInfo(entries[0].path()).fileName(), window().tabs().current()->name());
    const auto recipe = service::requestOf(entries[0]);
    ASSERT_FALSE(recipe) << "nobody knows how a photograph was made";
    EXPECT_EQ(recipe.error().code, ErrorCode::NotFound);
    const auto told = service::readPictureMetadata(entries[0].path().toStdString());
    ASSERT_TRUE(told);
    EXPECT_EQ(told->provenance.source, service::SourceType::Composite);
}

TEST_F(Upscale, OfAResultKeepsItsRecipeWithWhatEnlargedIt) {
    addNetwork();
    window().actions().action(QStringLiteral("file.new"))->trigger();
    window().panel().addWord(QStringLiteral("a fox"));
    window().panel().button().press();
    ASSERT_SOON(m_history->count({}) == 1 && !window().panel().button().isRunning());
    window().actions().action(QStringLiteral("image.keep"))->trigger();
    const QString kept = m_history->page({}, nullptr, 1).at(0).name;
    button(open(), "Enlarge").click();
    ASSERT_SOON(documents() == 3);
    const auto entry = m_history->page({}, nullptr, 1).at(0);
    EXPECT_EQ(entry.mode, service::PictureMode::Upscale);
    EXPECT_EQ(entry.parent, kept);
    const auto recipe = service::requestOf(entry);
    ASSERT_TRUE(recipe);
    EXPECT_EQ(recipe->prompt, "a fox");
    EXPECT_EQ(recipe->upscaler, network.toStdString());
    EXPECT_EQ(recipe->upscale, 2.0);
}

TEST_F(Upscale, LeavesNothingWhereItIsCancelled) {
    addNetwork();
    control->hold();
    auto &dialog = open();
    button(dialog, "Enlarge").click();
    control->allowSteps(1);
    ASSERT_SOON(shows(dialog, "1 of 4"));
    EXPECT_FALSE(dialog.findChild<QComboBox *>()->isEnabled());
    button(dialog, "Cancel").click();
    EXPECT_SOON(window().findChild<ui::UpscaleDialog *>() == nullptr);
    control->release();
    auto &again = open(); // the engine's thread has done with the first one when this one is through
    button(again, "Enlarge").click();
    ASSERT_SOON(documents() == 2);
    EXPECT_EQ(m_history->count({}), 1);
}

TEST_F(Upscale, IsDoneBeforeAJobThatWaitsCanRun) {
    window().tabs().current()->document().setFrame({0, 0, 64, 64}); // large enough for a model of any size
    control->hold();
    button(open(), "Enlarge").click();
    window().generate(); // nothing in the window is closed while the dialog stands before it
    ASSERT_SOON(m_queue->jobs().size() == 1) << window().messages().body().toStdString();
    EXPECT_EQ(m_queue->running(), nullptr);
    EXPECT_EQ(m_queue->waiting(), 1);
    control->release();
    EXPECT_SOON(documents() == 2 && m_history->count({}) == 2);
    EXPECT_EQ(m_queue->waiting(), 0);
}

TEST_F(Upscale, SaysThatItWaitsForTheRunningJob) {
    window().tabs().current()->document().setFrame({0, 0, 64, 64});
    control->hold();
    window().generate();
    ASSERT_SOON(m_queue->running() != nullptr);
    auto &dialog = open();
    button(dialog, "Enlarge").click();
    EXPECT_TRUE(shows(dialog, "running job"));
    control->release();
    EXPECT_SOON(documents() == 2);
}

class WorkedOver : public Upscale {
protected:
    void SetUp() override {
        Upscale::SetUp();
        QImage picture(64, 64, QImage::Format_RGB32); // the least that a model works on
        picture.fill(Qt::darkCyan);
        window().files().openPicture(picture, QStringLiteral("bay.png"));
    }
    static QCheckBox &box(ui::UpscaleDialog &dialog) { return *dialog.findChild<QCheckBox *>(); }
};

TEST_F(WorkedOver, IsDrawnByTheModelAfterItWasEnlarged) {
    addNetwork();
    window().panel().addWord(QStringLiteral("a harbour"));
    auto &dialog = open();
    QLineEdit *prompt = nullptr;
    for (auto *line : dialog.findChildren<QLineEdit *>())
        if (line->accessibleName() == QLatin1String("Prompt"))
            prompt = line;
    ASSERT_NE(prompt, nullptr);
    EXPECT_FALSE(prompt->isVisible());
    box(dialog).click();
    EXPECT_TRUE(prompt->isVisible());
    EXPECT_EQ(prompt->text(), QStringLiteral("a harbour"));
    EXPECT_SOON(shows(dialog, "needs about 1.0 GB"));
    const int before = control->runs();
    button(dialog, "Enlarge").click();
    ASSERT_SOON(documents() == 3);
    EXPECT_EQ(control->runs(), before + 1);
    const auto entry = m_history->page({}, nullptr, 1).at(0);
    const auto told = service::readPictureMetadata(entry.path().toStdString());
    ASSERT_TRUE(told);
    EXPECT_EQ(told->provenance.model, "builtin");
    EXPECT_EQ(told->provenance.source, service::SourceType::Composite);
    EXPECT_NE(QImage(entry.path()).pixelColor(10, 10), QColor(Qt::darkCyan)) << "the fake model paints over everything";
}

TEST_F(WorkedOver, TellsHowFarTheModelIsAndCanBeCancelledThen) {
    addNetwork();
    control->hold();
    auto &dialog = open();
    box(dialog).click();
    button(dialog, "Enlarge").click();
    control->allowSteps(4); // it is enlarged
    ASSERT_SOON(shows(dialog, "model is being loaded") || shows(dialog, "model works it over"));
    control->allowSteps(1);
    ASSERT_SOON(shows(dialog, "works it over: 1 of 20"));
    EXPECT_TRUE(shows(dialog, "left"));
    button(dialog, "Cancel").click();
    EXPECT_SOON(window().findChild<ui::UpscaleDialog *>() == nullptr);
    control->release();
    button(open(), "Enlarge").click(); // the engine's thread has done with the first one when this one is through
    ASSERT_SOON(documents() == 3);
    EXPECT_EQ(m_history->count({}), 1);
}

TEST_F(Upscale, TellsWhatWentWrongAndCanBeTriedAgain) {
    control->failAt(2, {ErrorCode::OutOfMemory, {}, "there is too little memory", {}});
    auto &dialog = open();
    button(dialog, "Enlarge").click();
    ASSERT_SOON(shows(dialog, "too little memory"));
    EXPECT_EQ(documents(), 1);
    button(dialog, "Enlarge").click();
    EXPECT_SOON(documents() == 2);
}

TEST_F(Upscale, SaysWhatHelpsWhereTheLibraryHoldsNoNetwork) {
    auto &dialog = open();
    EXPECT_TRUE(shows(dialog, "holds no upscaler"));
    EXPECT_EQ(dialog.findChild<QComboBox *>()->count(), 1); // resampling
    addNetwork();
    EXPECT_SOON(!shows(dialog, "holds no upscaler"));
    EXPECT_EQ(dialog.findChild<QComboBox *>()->count(), 2);
}

} // namespace
} // namespace sfumato::testing
