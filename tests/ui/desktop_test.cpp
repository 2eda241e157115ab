// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures in and out as a desktop has them: drops, the clipboard, recent files, the title, export.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/project_file.h"
#include "app/service/paths.h"
#include "app/service/picture_container.h"
#include "app/service/picture_metadata.h"
#include "app/service/png_export.h"
#include "core/engine/request_json.h"
#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/history/history_panel.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/prompt/prompt_edit.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/widgets/message_bar.h"

namespace sfumato::testing {
namespace {

using ui::DocumentPage;

const std::string infotext = "a red fox\nNegative prompt: blurry\nSteps: 24, Sampler: Euler, CFG scale: 6.5, Seed: 42, Size: 64x48";

class Desktop : public StudioFixture {
protected:
    DocumentPage &page() { return *window().tabs().current(); }
    QAction &action(const char *id) { return *window().actions().action(QLatin1String(id)); }
    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    qsizetype open() { return window().tabs().pages().size(); }
    bool idle() { return !window().panel().button().isRunning(); }

    /// A picture file of 64x48 pixels that is half transparent.
    static std::string png(const service::PictureRecord &record = {}) {
        Image picture(64, 48, 4);
        for (int y = 0; y < picture.height; ++y)
            for (int x = 0; x < picture.width; ++x)
                std::copy_n(std::initializer_list<std::uint8_t>{200, 40, 90, static_cast<std::uint8_t>(x < 32 ? 0 : 255)}.begin(), 4, picture.row(y) + 4 * x);
        return *service::encodePng(picture, record);
    }
    QString write(const char *name, const std::string &bytes) const {
        QFile file(path(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
        return file.fileName();
    }

    /// As a file manager or a browser lets it go over the window; false where the window does not want it.
    bool drop(QMimeData &data) { return drop(data, window(), {300, 300}); }
    static bool drop(QMimeData &data, QWidget &on, QPoint at) {
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&on, &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&on, &event);
        return true;
    }
    void press(const QString &remedy) {
        for (auto *button : window().messages().findChildren<QPushButton *>())
            if (button->text() == remedy)
                return button->click();
        FAIL() << "no button " << remedy.toStdString();
    }
    void makePicture() {
        action("file.new").trigger();
        page().document().setSetting(QStringLiteral("prompt"), QStringLiteral("a red house"), QStringLiteral("test"));
        window().generate();
        ASSERT_SOON(idle() && page().strip().current());
    }
    QFileDialog *dialog() { return window().findChild<QFileDialog *>(); }
    void choose(const QString &file) {
        ASSERT_NE(dialog(), nullptr);
        dialog()->selectFile(file);
        QMetaObject::invokeMethod(dialog(), "accept");
    }
};

TEST_F(Desktop, AFileOfA1111DroppedOnTheWindowOpensAndOffersItsRecipe) {
    service::PictureRecord record;
    record.parameters = infotext;
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(write("fox.png", png(record)))});
    ASSERT_TRUE(drop(data));
    ASSERT_SOON(open() == 1 && window().messages().isVisible());
    EXPECT_EQ(page().name(), QStringLiteral("fox.png"));
    EXPECT_EQ(page().document().size(), QSize(64, 48));
    press(QStringLiteral("Use its settings"));
    EXPECT_EQ(page().parameters().prompt, QStringLiteral("a red fox"));
    EXPECT_EQ(page().parameters().negative, QStringLiteral("blurry"));
    EXPECT_EQ(page().parameters().steps, 24);
    EXPECT_EQ(page().parameters().seed, 42);
}

TEST_F(Desktop, APictureDroppedOnThePromptOpensAndItsPathIsNotTyped) {
    action("file.new").trigger();
    auto &prompt = *window().panel().findChild<ui::PromptEdit *>();
    QMimeData data;
    const QUrl url = QUrl::fromLocalFile(write("fox.png", png()));
    data.setUrls({url});
    data.setText(url.toString()); // as file managers do
    ASSERT_TRUE(drop(data, *prompt.viewport(), {20, 20}));
    EXPECT_SOON(open() == 2);
    EXPECT_EQ(prompt.toPlainText(), QString());
    QMimeData words;
    words.setText(QStringLiteral("a fox"));
    ASSERT_TRUE(drop(words, *prompt.viewport(), {20, 20}));
    EXPECT_EQ(prompt.toPlainText(), QStringLiteral("a fox"));
}

TEST_F(Desktop, WhatHadToBeChangedAndTheRecipeAreBothTold) {
    service::PictureRecord record;
    record.parameters = infotext;
    std::string twice = png(record);
    std::string animated;
    service::appendPngChunk(animated, "acTL", std::string_view("\0\0\0\x02\0\0\0\0", 8));
    twice.insert(twice.find("IDAT") - 4, animated);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(write("fox.png", twice))});
    ASSERT_TRUE(drop(data));
    ASSERT_SOON(open() == 1);
    const auto told = [&](const QString &words) {
        const auto labels = window().messages().findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->isVisible() && label->text().contains(words); });
    };
    EXPECT_SOON(told(QStringLiteral("was opened with changes")) && told(QStringLiteral("a red fox")));
    press(QStringLiteral("Use its settings"));
    EXPECT_TRUE(told(QStringLiteral("was opened with changes"))) << "that one was not answered";
    EXPECT_FALSE(told(QStringLiteral("a red fox")));
}

TEST_F(Desktop, WildcardsAreDrawnAndTheHistoryKnowsWhat) {
    const std::filesystem::path file = service::ownWildcardFolder() / "test/beast.txt";
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "# one\nunicorn\n";
    action("file.new").trigger();
    page().document().setSetting(QStringLiteral("prompt"), QStringLiteral("a __test/beast__"), QStringLiteral("test"));
    window().generate();
    ASSERT_SOON(m_history->page({}, nullptr, 10).size() == 1);
    EXPECT_EQ(m_history->page({}, nullptr, 10).front().prompt, QStringLiteral("a unicorn"));
    EXPECT_EQ(page().parameters().prompt, QStringLiteral("a __test/beast__")) << "what was typed stays";
    ASSERT_SOON(idle());
    std::filesystem::remove_all(file.parent_path());
    window().generate();
    ASSERT_SOON(window().messages().isVisible());
    EXPECT_TRUE(window().messages().body().contains(QStringLiteral("__test/beast__"))) << window().messages().body().toStdString();
}

TEST_F(Desktop, APictureOfOursDroppedFromABrowserOpensAndOffersItsRecipe) {
    GenerationRequest request;
    request.prompt = "a boat on a lake";
    request.steps = 17;
    service::PictureRecord record;
    record.request = to_json(request, -1, PathStyle::NameOnly);
    const std::string bytes = png(record);
    QMimeData data; // an address, which is not fetched, and the picture itself
    data.setUrls({QUrl(QStringLiteral("https://example.org/boat.png"))});
    data.setData(QStringLiteral("image/png"), QByteArray::fromStdString(bytes));
    ASSERT_TRUE(drop(data));
    ASSERT_SOON(open() == 1 && window().messages().isVisible());
    EXPECT_EQ(page().document().flattened(QRect(0, 0, 1, 1)).pixelColor(0, 0).alpha(), 0);
    press(QStringLiteral("Use its settings"));
    EXPECT_EQ(page().parameters().prompt, QStringLiteral("a boat on a lake"));
    EXPECT_EQ(page().parameters().steps, 17);
}

TEST_F(Desktop, PixelsDroppedWithoutAFileOpen) {
    QMimeData data;
    QImage picture(20, 10, QImage::Format_RGB32);
    picture.fill(Qt::green);
    data.setImageData(picture);
    ASSERT_TRUE(drop(data));
    ASSERT_SOON(open() == 1);
    EXPECT_EQ(page().document().size(), QSize(20, 10));
}

TEST_F(Desktop, AnAddressAloneIsNotWanted) {
    QMimeData data;
    data.setUrls({QUrl(QStringLiteral("https://example.org/boat.png"))});
    data.setText(QStringLiteral("https://example.org/boat.png"));
    EXPECT_FALSE(drop(data));
}

TEST_F(Desktop, ADamagedDropIsNamedAndNothingOpenIsLost) {
    QMimeData good;
    good.setData(QStringLiteral("image/png"), QByteArray::fromStdString(png()));
    ASSERT_TRUE(drop(good));
    ASSERT_SOON(open() == 1);
    QMimeData bad;
    bad.setData(QStringLiteral("image/png"), QByteArray::fromStdString(png().substr(0, 60)));
    ASSERT_TRUE(drop(bad));
    ASSERT_SOON(window().messages().isVisible());
    EXPECT_TRUE(window().messages().body().contains(QStringLiteral("dropped picture"))) << window().messages().body().toStdString();
    EXPECT_EQ(open(), 1);
}

TEST_F(Desktop, ACandidateAndARowOfTheHistoryAreDraggedOutAsTheirFile) {
    makePicture();
    const auto &candidates = page().strip().candidates();
    EXPECT_FALSE(candidates.flags(candidates.index(0)) & Qt::ItemIsDragEnabled) << "the original lies in no file";
    ASSERT_TRUE(candidates.flags(candidates.index(1)) & Qt::ItemIsDragEnabled);
    const std::unique_ptr<QMimeData> candidate(candidates.mimeData({candidates.index(1)}));
    ASSERT_EQ(candidate->urls().size(), 1);
    EXPECT_TRUE(QFile::exists(candidate->urls().first().toLocalFile()));

    auto *history = window().findChild<ui::HistoryPanel *>()->findChild<QListView *>();
    ASSERT_SOON(history->model()->rowCount() == 1);
    const std::unique_ptr<QMimeData> row(history->model()->mimeData({history->model()->index(0, 0)}));
    EXPECT_EQ(row->urls(), candidate->urls());
    // What was dragged out can be dropped again.
    const auto before = open();
    ASSERT_TRUE(drop(*row));
    EXPECT_SOON(open() == before + 1);
}

TEST_F(Desktop, WhatIsMadeFromAnOpenedResultIsItsBranchAndANewPictureIsNone) {
    makePicture();
    const auto first = m_history->page({}, nullptr, 1).at(0);
    window().files().open(first.path());
    ASSERT_SOON(open() == 2);
    page().document().setSetting(QStringLiteral("mode"), QStringLiteral("transform"), QStringLiteral("test"));
    window().generate();
    ASSERT_SOON(m_history->count({}) == 2 && idle());
    EXPECT_EQ(m_history->page({}, nullptr, 1).at(0).parent, first.name);
    page().document().setSetting(QStringLiteral("mode"), QStringLiteral("generate"), QStringLiteral("test"));
    window().generate();
    ASSERT_SOON(m_history->count({}) == 3 && idle());
    EXPECT_EQ(m_history->page({}, nullptr, 1).at(0).parent, QString()) << "it knows nothing of the old one";
    QImage sea(64, 64, QImage::Format_RGB32);
    sea.fill(Qt::darkCyan);
    ASSERT_TRUE(sea.save(path("sea.png")));
    window().files().open(path("sea.png")); // takes the settings of the document before
    ASSERT_SOON(open() == 3);
    page().document().setSetting(QStringLiteral("mode"), QStringLiteral("transform"), QStringLiteral("test"));
    window().generate();
    ASSERT_SOON(m_history->count({}) == 4) << window().messages().body().toStdString();
    EXPECT_EQ(m_history->page({}, nullptr, 1).at(0).parent, QString());
}

TEST_F(Desktop, CopyAndPasteKeepTransparency) {
    QMimeData data;
    data.setData(QStringLiteral("image/png"), QByteArray::fromStdString(png()));
    ASSERT_TRUE(drop(data));
    ASSERT_SOON(open() == 1);
    QGuiApplication::clipboard()->clear();
    action("edit.copy").trigger();
    ASSERT_SOON(QGuiApplication::clipboard()->mimeData() && QGuiApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("image/png")));
    const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
    const QImage taken = QImage::fromData(copied->data(QStringLiteral("image/png")));
    EXPECT_EQ(taken.pixelColor(0, 0).alpha(), 0);
    EXPECT_EQ(taken.pixelColor(63, 0), QColor(200, 40, 90));

    action("file.new").trigger();
    action("edit.paste").trigger();
    ASSERT_SOON(page().document().layers().size() == 1);
    const auto &layer = page().document().layers().front();
    EXPECT_EQ(layer.pixels.toImage(QRect(0, 0, 1, 1)).pixelColor(0, 0).alpha(), 0);
    EXPECT_EQ(layer.pixels.toImage(QRect(63, 0, 1, 1)).pixelColor(0, 0), QColor(200, 40, 90));
    action("edit.undo").trigger();
    EXPECT_TRUE(page().document().layers().empty());
}

TEST_F(Desktop, PastingWithoutAPictureSaysSo) {
    QGuiApplication::clipboard()->setText(QStringLiteral("words"));
    action("edit.paste").trigger();
    EXPECT_SOON(window().messages().isVisible());
    EXPECT_EQ(open(), 0);
}

TEST_F(Desktop, RecentFilesSurviveARestartAndMissingOnesCanBeForgotten) {
    const QString kept = write("kept.png", png()), gone = write("gone & away.png", png());
    window().files().open(gone);
    ASSERT_SOON(open() == 1);
    window().files().open(kept);
    ASSERT_SOON(open() == 2);
    window().close();
    stop();
    QFile::remove(gone);
    start();
    const auto entries = [this] {
        QStringList texts;
        for (const auto *menu : window().findChildren<QMenu *>())
            if (menu->title() == QStringLiteral("Open &recent"))
                for (const auto *entry : menu->actions())
                    texts << entry->text();
        return texts;
    };
    EXPECT_EQ(entries().mid(0, 2), QStringList({QStringLiteral("kept.png"), QStringLiteral("gone && away.png")}));
    window().files().open(gone);
    ASSERT_SOON(window().messages().isVisible() && window().messages().body().contains(QStringLiteral("gone & away.png")));
    EXPECT_EQ(entries().size(), 4) << "it may come back, on a drive that is plugged in again";
    press(QStringLiteral("Remove it from the list"));
    EXPECT_FALSE(entries().contains(QStringLiteral("gone && away.png")));
    EXPECT_TRUE(entries().contains(QStringLiteral("kept.png")));
}

TEST_F(Desktop, TheTitleNamesTheProjectAndMarksWhatIsNotSaved) {
    window().files().open(write("sea.png", png()));
    ASSERT_SOON(open() == 1);
    EXPECT_EQ(window().windowTitle(), QStringLiteral("sea.png[*] — Sfumato"));
    EXPECT_FALSE(window().isWindowModified());
    document::fillMask(page().document());
    EXPECT_TRUE(window().isWindowModified());
    action("file.save").trigger();
    choose(path("harbour.sfum"));
    ASSERT_SOON(QFile::exists(path("harbour.sfum")) && !window().isWindowModified());
    EXPECT_EQ(window().windowTitle(), QStringLiteral("harbour.sfum[*] — Sfumato"));
    action("edit.undo").trigger();
    EXPECT_TRUE(window().isWindowModified());
}

TEST_F(Desktop, WhatIsPaintedWhileItIsSavedIsStillToBeSaved) {
    window().files().open(write("sea.png", png()));
    ASSERT_SOON(open() == 1);
    document::fillMask(page().document());
    action("file.save").trigger();
    choose(path("harbour.sfum"));
    // It is written by another thread and told of in a moment; back to as many steps as before, but other ones.
    action("edit.undo").trigger();
    document::addEmptyLayer(page().document(), QStringLiteral("later"));
    const auto later = page().document().state();
    ASSERT_SOON(page().projectFile() == path("harbour.sfum"));
    EXPECT_TRUE(window().isWindowModified());
    action("file.save").trigger(); // knows where by now
    EXPECT_EQ(dialog(), nullptr);
    ASSERT_SOON(!window().isWindowModified());
    const auto saved = document::openProject(path("harbour.sfum").toStdString());
    ASSERT_TRUE(saved) << describe(saved.error());
    EXPECT_EQ(*saved, later);
}

TEST_F(Desktop, OfSavesInARowTheLastOneStays) {
    window().files().open(write("sea.png", png()));
    ASSERT_SOON(open() == 1);
    action("file.save").trigger();
    choose(path("harbour.sfum"));
    ASSERT_SOON(page().projectFile() == path("harbour.sfum"));
    constexpr int saves = 8;
    for (int i = 0; i < saves; ++i) {
        document::addEmptyLayer(page().document(), QString::number(i));
        action("file.save").trigger();
    }
    ASSERT_SOON(!window().isWindowModified());
    const auto saved = document::openProject(path("harbour.sfum").toStdString());
    ASSERT_TRUE(saved) << describe(saved.error());
    EXPECT_EQ(saved->layers.size(), static_cast<std::size_t>(saves));
}

TEST_F(Desktop, ExportAsksBeforeItReplacesAndTellsHowThePictureWasMade) {
    makePicture();
    page().strip().keep();
    action("file.export").trigger();
    ASSERT_NE(dialog(), nullptr);
    EXPECT_FALSE(dialog()->testOption(QFileDialog::DontConfirmOverwrite));
    EXPECT_EQ(dialog()->acceptMode(), QFileDialog::AcceptSave);
    choose(path("house")); // the ending is put there
    ASSERT_SOON(QFile::exists(path("house.png")));
    const auto metadata = service::readPictureMetadata(path("house.png").toStdString());
    ASSERT_TRUE(metadata) << describe(metadata.error());
    ASSERT_TRUE(metadata->request);
    EXPECT_EQ(metadata->request->prompt, "a red house");
    ASSERT_TRUE(metadata->infotext);
    EXPECT_EQ(metadata->infotext->prompt, "a red house");
    EXPECT_EQ(metadata->provenance.source, service::SourceType::Composite);
}

TEST_F(Desktop, APictureWithoutAModelsHandIsExportedWithoutProvenance) {
    window().files().open(write("sea.png", png()));
    ASSERT_SOON(open() == 1);
    action("file.export").trigger();
    choose(path("plain.png"));
    ASSERT_SOON(QFile::exists(path("plain.png")));
    const auto metadata = service::readPictureMetadata(path("plain.png").toStdString());
    ASSERT_TRUE(metadata);
    EXPECT_TRUE(metadata->texts.empty());
}

TEST_F(Desktop, AResultOfTheHistoryIsCopiedAsACommandLine) {
    makePicture();
    auto *panel = window().findChild<ui::HistoryPanel *>();
    auto *history = panel->findChild<QListView *>();
    ASSERT_SOON(history->model()->rowCount() == 1);
    history->setCurrentIndex(history->model()->index(0, 0));
    panel->findChild<QAction *>(QStringLiteral("copyCommandLine"))->trigger();
    const QString line = QGuiApplication::clipboard()->text();
    EXPECT_TRUE(line.startsWith(QStringLiteral("sfumato-cli generate --prompt 'a red house'"))) << line.toStdString();
    EXPECT_TRUE(window().messages().isVisible());
}

} // namespace
} // namespace sfumato::testing
