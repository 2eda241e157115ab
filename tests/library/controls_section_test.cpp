// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QUrl>

#include "app/document/undo_history.h"
#include "tests/library/model_files.h"
#include "tests/ui/studio_fixture.h"
#include "ui/panels/control_row.h"
#include "ui/panels/parameters_panel.h"
#include "ui/panels/picture_well.h"
#include "ui/panels/value_slider.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"

namespace sfumato::testing {
namespace {

class ControlsOfThePanel : public StudioFixture {
protected:
    void SetUp() override {
        canny = files.control(QStringLiteral("ControlNet/canny.safetensors"));
        QImage sketch(96, 64, QImage::Format_RGB32);
        sketch.fill(QColor(255, 250, 240));
        picture = files.path(QStringLiteral("sketch.png"));
        ASSERT_TRUE(sketch.save(picture));
        ASSERT_TRUE(window().library().add(files.path(QStringLiteral("ControlNet"))).has_value());
        ASSERT_SOON(!window().library().scanning());
        ASSERT_SOON(!m_engine->catalog().samplers.empty());
        QImage sea(64, 64, QImage::Format_RGB32);
        sea.fill(Qt::darkCyan);
        window().files().openPicture(sea, QStringLiteral("sea.png"));
        window().panel().addControl(canny, ui::ControlRole::Control);
        ASSERT_NE(row(), nullptr);
    }
    ui::ControlRow *row() {
        for (auto *each : window().panel().findChildren<ui::ControlRow *>())
            if (each->isVisible())
                return each;
        return nullptr;
    }
    template <typename Widget>
    Widget *named(const char *name) {
        for (auto *widget : row()->findChildren<Widget *>())
            if (widget->accessibleName().startsWith(QLatin1String(name)))
                return widget;
        return nullptr;
    }
    ui::ControlSetting control() { return window().panel().parameters().controls.value(0); }
    document::UndoHistory &history() { return window().tabs().current()->document().history(); }
    bool drop(QMimeData &data) {
        auto *well = named<ui::PictureWell>("Picture");
        QDragEnterEvent enter({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(well, &enter);
        QDropEvent event({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(well, &event);
        return enter.isAccepted();
    }
    void dropSketch() {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(picture)});
        EXPECT_TRUE(drop(data));
    }
    /// The middle of a well as it is drawn.
    QColor seen(const char *well) {
        const QImage drawn = named<ui::PictureWell>(well)->grab().toImage();
        return drawn.pixelColor(drawn.width() / 2, drawn.height() / 2);
    }

    ModelFiles files;
    QString canny, picture;
};

TEST_F(ControlsOfThePanel, ShowWhatTheNetworkIsShownBeforeItIsUsed) {
    dropSketch();
    EXPECT_EQ(control().picture, picture);
    EXPECT_SOON(seen("What the network") == QColor(255, 250, 240));
    auto *preprocessor = named<QComboBox>("What is made");
    ASSERT_GE(preprocessor->findText(QStringLiteral("Negative")), 0);
    preprocessor->setCurrentIndex(preprocessor->findText(QStringLiteral("Negative")));
    Q_EMIT preprocessor->activated(preprocessor->currentIndex());
    EXPECT_EQ(control().preprocessor, QStringLiteral("negative"));
    EXPECT_SOON(seen("What the network") == QColor(0, 5, 15));
    EXPECT_SOON(seen("Picture") == QColor(255, 250, 240));
}

TEST_F(ControlsOfThePanel, TakeTheCanvasAndPixelsThatLieInNoFile) {
    for (auto *button : row()->findChildren<QPushButton *>())
        button->click();
    EXPECT_SOON(QFileInfo::exists(control().picture));
    EXPECT_EQ(QImage(control().picture).pixelColor(5, 5), QColor(Qt::darkCyan));
    QImage pasted(32, 32, QImage::Format_RGB32);
    pasted.fill(Qt::yellow);
    QMimeData data;
    data.setImageData(pasted);
    EXPECT_TRUE(drop(data));
    EXPECT_SOON(QImage(control().picture).pixelColor(5, 5) == QColor(Qt::yellow));
}

TEST_F(ControlsOfThePanel, AreStepsOfTheOneUndoAndPartOfTheProject) {
    const int before = history().position();
    dropSketch();
    auto *weight = row()->findChildren<ui::ValueSlider *>()[0]->findChild<QSlider *>();
    weight->setValue(10);
    weight->setValue(12);
    Q_EMIT weight->sliderReleased();
    auto *end = row()->findChildren<ui::ValueSlider *>()[2]->findChild<QSlider *>();
    end->setValue(10);
    Q_EMIT end->sliderReleased();
    const ui::ControlSetting expected{ui::ControlRole::Control, canny, picture, {}, 0.6, 0, 0.5, true};
    EXPECT_EQ(control().weight, 0.6);
    EXPECT_EQ(control().end, 0.5);
    EXPECT_EQ(history().position(), before + 3);
    const auto saved = window().tabs().current()->document().settings();
    EXPECT_EQ(ui::Parameters::fromJson(saved).controls.value(0).picture, expected.picture);
    history().undo();
    EXPECT_EQ(control().end, 1.0);
    history().undo();
    EXPECT_EQ(control().weight, 1.0);
    EXPECT_EQ(row()->findChildren<ui::ValueSlider *>()[0]->value(), 1.0);
    history().undo();
    history().undo();
    EXPECT_EQ(row(), nullptr);
}

TEST_F(ControlsOfThePanel, GoIntoTheRequestWithAPictureAlone) {
    EXPECT_TRUE(requestOf(window().panel().parameters()).controls.empty());
    dropSketch();
    const auto request = requestOf(window().panel().parameters());
    ASSERT_EQ(request.controls.size(), 1u);
    EXPECT_EQ(request.controls[0].file, canny.toStdString());
    EXPECT_EQ(request.controls[0].image.path, picture.toStdString());
    row()->findChild<QCheckBox *>()->click();
    EXPECT_TRUE(requestOf(window().panel().parameters()).controls.empty());
}

TEST_F(ControlsOfThePanel, AnImagePromptGoesWhereImagePromptsBelong) {
    ui::Parameters parameters;
    parameters.controls = {{ui::ControlRole::ImagePrompt, QStringLiteral("/ip.safetensors"), picture, {}, 0.5, 0, 1, true}};
    const auto request = requestOf(parameters);
    EXPECT_TRUE(request.controls.empty());
    ASSERT_EQ(request.image_prompts.size(), 1u);
    EXPECT_EQ(request.image_prompts[0].weight, 0.5);
    EXPECT_EQ(ui::Parameters::fromJson(parameters.toJson()).controls, parameters.controls);
    EXPECT_EQ(withRecipe(ui::Parameters(), request).controls, parameters.controls);
    window().panel().setParameters(parameters);
    ASSERT_NE(row(), nullptr);
    EXPECT_FALSE(named<QComboBox>("What is made")->isVisible());
}

TEST_F(ControlsOfThePanel, StayInTheRecipeOfTheFinishedPicture) {
    dropSketch();
    window().generate();
    ASSERT_SOON(m_history->count({}) == 1);
    const auto request = service::requestOf(m_history->page({}, nullptr, 1).front());
    ASSERT_TRUE(request.has_value());
    ASSERT_EQ(request->controls.size(), 1u);
    EXPECT_EQ(request->controls[0].image.path, picture.toStdString());
}

} // namespace
} // namespace sfumato::testing
