// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QUrl>

#include "app/document/project_file.h"
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
#include "ui/widgets/message_bar.h"

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
        EXPECT_SOON(!control().picture.isEmpty());
        kept = control().picture;
    }
    /// The middle of a well as it is drawn.
    QColor seen(const char *well) {
        const QImage drawn = named<ui::PictureWell>(well)->grab().toImage();
        return drawn.pixelColor(drawn.width() / 2, drawn.height() / 2);
    }

    ModelFiles files;
    QString canny, picture;
    QString kept; ///< the studio's copy of `picture`
};

TEST_F(ControlsOfThePanel, ShowWhatTheNetworkIsShownBeforeItIsUsed) {
    dropSketch();
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

/// Undo, the journal and jobs that wait need it long after it was chosen.
TEST_F(ControlsOfThePanel, KeepACopyOfTheirPictureAndRefuseWhatIsNone) {
    dropSketch();
    ASSERT_TRUE(QFile::remove(picture));
    EXPECT_EQ(QImage(control().picture).pixelColor(5, 5), QColor(255, 250, 240));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(files.write(QStringLiteral("letter.png"), "Dear reader"))});
    EXPECT_TRUE(drop(data));
    EXPECT_SOON(window().messages().isVisible());
    EXPECT_EQ(control().picture, kept);
}

TEST_F(ControlsOfThePanel, LieInTheProjectWithTheirPictures) {
    dropSketch();
    const QString project = m_folder.filePath(QStringLiteral("sea.sfum"));
    ASSERT_TRUE(document::saveProject(window().tabs().current()->document().state(), project.toStdString()));
    ASSERT_TRUE(QFile::remove(kept));
    window().files().open(project);
    ASSERT_SOON(window().tabs().pages().size() == 2);
    EXPECT_SOON(QImage(control().picture).pixelColor(5, 5) == QColor(255, 250, 240));
    EXPECT_FALSE(window().tabs().current()->document().isModified());
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
    const ui::ControlSetting expected{ui::ControlRole::Control, canny, kept, {}, 0.6, 0, 0.5, true, {}, {}};
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
    EXPECT_EQ(request.controls[0].image.path, kept.toStdString());
    row()->findChild<QCheckBox *>()->click();
    EXPECT_TRUE(requestOf(window().panel().parameters()).controls.empty());
}

TEST_F(ControlsOfThePanel, AnImagePromptGoesWhereImagePromptsBelong) {
    ui::Parameters parameters;
    parameters.controls = {{ui::ControlRole::ImagePrompt, QStringLiteral("/ip.safetensors"), picture, {}, 0.5, 0, 1, true, {}, {}}};
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

/// What of a row concerns some networks alone.
class ControlChoices : public ControlsOfThePanel {
protected:
    void add(const QString &file, ui::ControlRole role = ui::ControlRole::Control) {
        ASSERT_TRUE(window().library().add(file).has_value());
        ASSERT_SOON(!window().library().scanning());
        window().panel().setParameters({});
        window().panel().addControl(file, role);
        ASSERT_NE(row(), nullptr);
    }
    QComboBox *kind() { return named<QComboBox>("The picture shows"); }
    QComboBox *mode() { return named<QComboBox>("Control mode"); }
    QComboBox *encoder() {
        for (auto *box : window().panel().findChildren<QComboBox *>())
            if (box->accessibleName() == QLatin1String("Image encoder"))
                return box;
        return nullptr;
    }
    static void choose(QComboBox *box, int index) {
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }
    GenerationRequest request() {
        dropSketch();
        return requestOf(window().panel().parameters());
    }
};

TEST_F(ControlChoices, AUnionIsToldWhatItsPictureIs) {
    EXPECT_FALSE(kind()->isVisible()) << "an ordinary network reads one kind of picture";
    add(files.unionControl(QStringLiteral("union.safetensors")));
    ASSERT_TRUE(kind()->isVisible());
    ASSERT_EQ(kind()->itemText(1), QStringLiteral("Depth"));
    EXPECT_EQ(request().controls.at(0).kind, "");
    choose(kind(), 1);
    EXPECT_EQ(request().controls.at(0).kind, "depth");
    EXPECT_EQ(ui::withRecipe({}, request()).controls, window().panel().parameters().controls);
    EXPECT_EQ(ui::Parameters::fromJson(window().panel().parameters().toJson()), window().panel().parameters());
}

TEST_F(ControlChoices, PromptOrPictureCanBeSaidToMatterMore) {
    ASSERT_TRUE(mode()->isVisible());
    EXPECT_EQ(request().controls.at(0).mode, ControlMode::Balanced);
    const int before = history().position();
    choose(mode(), static_cast<int>(ControlMode::Control));
    EXPECT_EQ(request().controls.at(0).mode, ControlMode::Control);
    EXPECT_EQ(history().position(), before + 1);
    EXPECT_EQ(ui::withRecipe({}, request()).controls, window().panel().parameters().controls);
    EXPECT_EQ(ui::Parameters::fromJson(window().panel().parameters().toJson()), window().panel().parameters());
    history().undo();
    EXPECT_EQ(mode()->currentIndex(), static_cast<int>(ControlMode::Balanced));
    add(files.t2iAdapter(QStringLiteral("t2i.safetensors")));
    EXPECT_FALSE(mode()->isVisible()) << "a T2I-Adapter knows no modes";
}

TEST_F(ControlChoices, AnImageEncoderIsChosenWhereThereIsAnImagePrompt) {
    const QString sees = files.imageEncoder(QStringLiteral("clip_vision/h14.safetensors"));
    ASSERT_TRUE(window().library().add(sees).has_value());
    ASSERT_SOON(!window().library().scanning());
    EXPECT_FALSE(encoder()->isVisible());
    window().panel().setParameters({});
    window().panel().addControl(QStringLiteral("/ip.safetensors"), ui::ControlRole::ImagePrompt);
    ASSERT_TRUE(encoder()->isVisible());
    ASSERT_EQ(encoder()->itemText(1), QStringLiteral("h14"));
    choose(encoder(), 1);
    EXPECT_EQ(request().image_encoder, sees.toStdString());
    EXPECT_EQ(ui::withRecipe({}, request()).imageEncoder, sees);
    EXPECT_EQ(ui::Parameters::fromJson(window().panel().parameters().toJson()).imageEncoder, sees);
    choose(encoder(), 0);
    EXPECT_EQ(request().image_encoder, "");
}

TEST_F(ControlsOfThePanel, StayInTheRecipeOfTheFinishedPicture) {
    dropSketch();
    window().generate();
    ASSERT_SOON(m_history->count({}) == 1);
    const auto request = service::requestOf(m_history->page({}, nullptr, 1).front());
    ASSERT_TRUE(request.has_value());
    ASSERT_EQ(request->controls.size(), 1u);
    EXPECT_EQ(request->controls[0].image.path, kept.toStdString());
}

} // namespace
} // namespace sfumato::testing
