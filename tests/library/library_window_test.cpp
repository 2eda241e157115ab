// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>

#include "app/document/undo_history.h"
#include "app/service/picture_record.h"
#include "tests/library/model_files.h"
#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/dialogs/upscale_dialog.h"
#include "ui/library/convert_dialog.h"
#include "ui/library/inspect_dialog.h"
#include "ui/library/library_dialog.h"
#include "ui/panels/model_field.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/studio/model_actions.h"
#include "ui/widgets/message_bar.h"

namespace sfumato::testing {
namespace {

class LibraryWindow : public StudioFixture {
protected:
    void SetUp() override {
        files.lora(QStringLiteral("models/Lora/red fox.safetensors"), {{"modelspec.trigger_phrase", "foxy, tail"}});
        files.lora(QStringLiteral("models/Lora/ink.safetensors"), {}, 2048);
        files.embedding(QStringLiteral("embeddings/bad-hands.safetensors"));
        files.unet(QStringLiteral("models/Stable-diffusion/part.safetensors"));
        files.write(QStringLiteral("models/Stable-diffusion/broken.ckpt"), "nothing");
        ASSERT_TRUE(window().library().add(files.path()).has_value());
        ASSERT_SOON(!window().library().scanning());
        dialog = &window().models().showLibrary();
        ASSERT_SOON(!window().library().scanning());
        list = dialog->findChild<QListView *>(QString(), Qt::FindChildrenRecursively);
        for (auto *view : dialog->findChildren<QListView *>())
            if (view->accessibleName() == QLatin1String("Models"))
                list = view;
    }
    void choose(const char *name) { dialog->choose(files.path(QLatin1String(name))); }
    QStringList shown() const {
        QStringList names;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            names << list->model()->index(row, 0).data().toString();
        return names;
    }
    template <typename Widget>
    Widget *named(const QString &name) const {
        for (auto *widget : dialog->findChildren<Widget *>())
            if (widget->accessibleName() == name)
                return widget;
        return nullptr;
    }
    QPushButton *button(const QString &text) const {
        for (auto *each : dialog->findChildren<QPushButton *>())
            if (QString(each->text()).remove(QLatin1Char('&')) == text && each->isVisible())
                return each;
        return nullptr;
    }
    void openPicture() {
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        window().files().openPicture(picture, QStringLiteral("sea.png"));
    }

    ModelFiles files;
    ui::LibraryDialog *dialog = nullptr;
    QListView *list = nullptr;
};

TEST_F(LibraryWindow, ShowsWhatFitsSearchAndKind) {
    EXPECT_EQ(shown(), QStringList({QStringLiteral("bad-hands"), QStringLiteral("broken"), QStringLiteral("ink"), QStringLiteral("part"), QStringLiteral("red fox")}));
    QTest::keyClicks(named<QLineEdit>(QStringLiteral("Search the library")), QStringLiteral("TAIL"));
    EXPECT_SOON(shown() == QStringList(QStringLiteral("red fox"))); // a trigger word
    dialog->choose({});
    auto *kinds = named<QComboBox>(QStringLiteral("Kind of file"));
    kinds->setCurrentIndex(2);
    Q_EMIT kinds->activated(2);
    EXPECT_EQ(shown(), QStringList({QStringLiteral("ink"), QStringLiteral("red fox")}));
    EXPECT_TRUE(kinds->currentText().contains(QLatin1Char('2')));
}

TEST_F(LibraryWindow, TellsWhyAModelCannotBeUsed) {
    choose("models/Stable-diffusion/part.safetensors");
    QString told;
    for (auto *label : dialog->findChildren<QLabel *>())
        if (label->property("role") == QLatin1String("problem") && label->isVisible())
            told += label->text();
    EXPECT_TRUE(told.contains(QLatin1String("text encoder"))) << told.toStdString();
    ASSERT_NE(button(QStringLiteral("Use")), nullptr);
    EXPECT_FALSE(button(QStringLiteral("Use"))->isEnabled());
}

TEST_F(LibraryWindow, PutsTriggerWordsAndEmbeddingsIntoThePromptAsOneUndoStepEach) {
    openPicture();
    auto &history = window().tabs().current()->document().history();
    const int before = history.position();
    choose("models/Lora/red fox.safetensors");
    auto *words = named<QListWidget>(QStringLiteral("Trigger words"));
    ASSERT_EQ(words->count(), 2);
    Q_EMIT words->itemClicked(words->item(0));
    choose("embeddings/bad-hands.safetensors");
    button(QStringLiteral("Put into the prompt"))->click();
    EXPECT_EQ(window().panel().parameters().prompt, QStringLiteral("foxy, bad-hands"));
    EXPECT_EQ(history.position(), before + 2);
    history.undo();
    EXPECT_EQ(window().panel().parameters().prompt, QStringLiteral("foxy"));
}

/// What can be done with a file of every kind that the library shows.
TEST_F(LibraryWindow, UsesFilesOfEveryKindOrSaysWhyNot) {
    const auto look = [&](const QString &file) {
        ASSERT_TRUE(window().library().add(file).has_value());
        ASSERT_SOON(!window().library().scanning());
        dialog->choose(file);
    };
    const auto &parameters = window().panel().parameters();
    const QString network = files.upscaler(QStringLiteral("up/2x sharp.safetensors"));
    look(network);
    button(QStringLiteral("Upscale with it"))->click(); // nothing is open
    EXPECT_TRUE(parameters.secondPass.on);
    EXPECT_EQ(parameters.secondPass.upscaler, network);
    EXPECT_EQ(window().findChild<ui::UpscaleDialog *>(), nullptr);
    const QString other = files.upscaler(QStringLiteral("up/a soft one.safetensors"));
    look(other);
    openPicture();
    button(QStringLiteral("Upscale with it"))->click();
    auto *upscale = window().findChild<ui::UpscaleDialog *>();
    ASSERT_NE(upscale, nullptr);
    EXPECT_EQ(upscale->findChild<QComboBox *>()->currentData().toString(), other);
    upscale->reject();

    const QString tiny = files.tensors(QStringLiteral("taesd.safetensors"), {{"taesd_decoder.1.weight", {8, 4, 3, 3}}});
    look(tiny);
    button(QStringLiteral("Use as a fast autoencoder"))->click();
    EXPECT_EQ(parameters.vae, tiny);
    const QString sees = files.imageEncoder(QStringLiteral("h14.safetensors"));
    look(sees);
    button(QStringLiteral("Use for image prompts"))->click();
    EXPECT_EQ(parameters.imageEncoder, sees);

    const auto told = [&] {
        QString text;
        for (auto *label : dialog->findChildren<QLabel *>())
            if (label->property("role") == QLatin1String("caption") && label->isVisible())
                text += label->text();
        return text;
    };
    look(files.textEncoder(QStringLiteral("encoder.safetensors")));
    EXPECT_TRUE(told().contains(QLatin1String("every model brings its own"))) << told().toStdString();
    look(files.tensors(QStringLiteral("strange.safetensors"), {{"something", {2}}}));
    EXPECT_TRUE(told().contains(QLatin1String("no use for files of this kind"))) << told().toStdString();
}

TEST_F(LibraryWindow, FindsWhatAPicturesRecipeNamesAndSaysWhatIsMissing) {
    GenerationRequest request;
    request.prompt = "a fox";
    request.model = "/elsewhere/dream.safetensors";
    request.adapters = {{"/elsewhere/red fox.safetensors", 0.5, {}}, {"/elsewhere/lost.safetensors", 1.0, {}}};
    service::PictureRecord record;
    record.request = to_json(request, -1, PathStyle::NameOnly);
    const QString file = files.path(QStringLiteral("fox.png"));
    ASSERT_TRUE(service::exportPng(file.toStdString(), Image(64, 64, 3, 80), record, service::Overwrite::Yes));
    window().files().open(file);
    const auto remedy = [&](const char *text) {
        QPushButton *found = nullptr;
        for (auto *each : window().messages().findChildren<QPushButton *>())
            if (each->text() == QString::fromUtf8(text) && each->isVisible())
                found = each;
        return found;
    };
    ASSERT_SOON(remedy("Use its settings"));
    remedy("Use its settings")->click();
    const auto &parameters = window().panel().parameters();
    EXPECT_EQ(parameters.model, QStringLiteral("builtin")) << "the one that is chosen stays";
    EXPECT_EQ(parameters.adapters, QList<ui::AdapterSetting>({{files.path(QStringLiteral("models/Lora/red fox.safetensors")), 0.5, {}, true}}));
    EXPECT_TRUE(window().messages().body().contains(QLatin1String("LoRA \"lost\" was not found")));
    EXPECT_TRUE(window().messages().body().contains(QLatin1String("model \"dream\" was not found")));
    EXPECT_SOON(remedy("Model library …") != nullptr);
}

TEST_F(LibraryWindow, ComputesTheHashOfWhatIsLookedAt) {
    choose("embeddings/bad-hands.safetensors");
    EXPECT_SOON(named<QLineEdit>(QStringLiteral("SHA-256"))->text().size() == 64);
}

TEST_F(LibraryWindow, InspectsAndConvertsAsTheCommandLineDoes) {
    ui::InspectDialog inspect(files.path(QStringLiteral("models/Lora/ink.safetensors")));
    EXPECT_SOON(inspect.report().contains(QLatin1String("kind: lora")));
    ui::InspectDialog broken(files.path(QStringLiteral("models/Stable-diffusion/broken.ckpt")));
    EXPECT_SOON(broken.report().contains(QLatin1String("broken.ckpt")));

    ui::ConvertDialog dialogToConvert(files.path(QStringLiteral("models/Lora/ink.safetensors")));
    QString written;
    QObject::connect(&dialogToConvert, &ui::ConvertDialog::converted, &dialogToConvert, [&](const QString &path) { written = path; });
    auto *type = dialogToConvert.findChildren<QComboBox *>().front();
    type->setCurrentIndex(3);
    Q_EMIT type->activated(3);
    for (auto *each : dialogToConvert.findChildren<QPushButton *>())
        if (each->isDefault())
            each->click();
    EXPECT_SOON(!written.isEmpty());
    EXPECT_EQ(written, files.path(QStringLiteral("models/Lora/ink-f32.safetensors")));
    EXPECT_TRUE(QFileInfo::exists(written));
}

TEST_F(LibraryWindow, TakesAModelFileThatIsDroppedOnTheWindow) {
    ModelFiles elsewhere;
    const QString word = elsewhere.embedding(QStringLiteral("dropped.safetensors"));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(word)});
    QDragEnterEvent enter({300, 300}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window(), &enter);
    ASSERT_TRUE(enter.isAccepted());
    QDropEvent drop({300, 300}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window(), &drop);
    EXPECT_SOON(window().panel().parameters().prompt == QStringLiteral("dropped"));
    EXPECT_NE(window().library().find(word), nullptr);
}

TEST_F(LibraryWindow, SaysHowMuchMemoryAJobNeeds) {
    QImage picture(1024, 1024, QImage::Format_RGB32);
    picture.fill(Qt::darkCyan);
    window().files().openPicture(picture, QStringLiteral("sea.png"));
    const auto needed = [&] {
        QString text;
        for (auto *label : window().findChildren<QLabel *>())
            if (label->text().contains(QLatin1String("needs about")) && label->isVisible())
                text = label->text();
        return text;
    };
    EXPECT_SOON(needed().contains(QLatin1String(" GB")));
}

TEST_F(LibraryWindow, KeepsTheChosenOneWhileFilesComeAndGo) {
    choose("models/Lora/red fox.safetensors");
    files.lora(QStringLiteral("models/Lora/another.safetensors"));
    window().library().rescan();
    EXPECT_SOON(shown().contains(QStringLiteral("another")));
    EXPECT_EQ(list->currentIndex().data().toString(), QStringLiteral("red fox"));
    QFile::remove(files.path(QStringLiteral("models/Lora/red fox.safetensors")));
    window().library().rescan();
    EXPECT_SOON(!shown().contains(QStringLiteral("red fox")));
    EXPECT_FALSE(button(QStringLiteral("Add to the picture")));
}

} // namespace
} // namespace sfumato::testing
