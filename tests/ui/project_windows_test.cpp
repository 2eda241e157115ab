// SPDX-License-Identifier: GPL-3.0-or-later
// Projects through the window: one that is open elsewhere, one from a later version, and what is painted on layers.
#include <QAction>
#include <QFileDialog>
#include <QListView>
#include <QPushButton>
#include <QToolButton>

#include "app/document/document_state.h"
#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/project_file.h"
#include "app/document/project_lock.h"
#include "app/document/undo_history.h"
#include "app/document/zip_archive.h"
#include "core/base/file_io.h"
#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/canvas/canvas_view.h"
#include "ui/layers/layers_panel.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/widgets/message_bar.h"

namespace sfumato::testing {
namespace {

using ui::DocumentPage;
using ui::PaintOn;

class Projects : public StudioFixture {
protected:
    DocumentPage &page() { return *window().tabs().current(); }
    QAction &action(const char *id) { return *window().actions().action(QLatin1String(id)); }
    std::string path() const { return m_folder.filePath(QStringLiteral("harbour.sfum")).toStdString(); }

    static document::DocumentState harbour(QColor colour = Qt::darkCyan) {
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(colour);
        return document::stateFromPicture(picture);
    }
    void openHarbour() {
        const auto open = window().tabs().pages().size();
        window().files().open(QString::fromStdString(path()));
        ASSERT_SOON(window().tabs().pages().size() == open + 1);
    }
    void openPicture() {
        window().files().openPicture(harbour().base.toImage({0, 0, 64, 64}), QStringLiteral("sea.png"));
        page().canvas().setFocus();
    }
    /// Answers the file dialog that an action opens.
    void choose(const char *id, const std::string &file) {
        action(id).trigger();
        auto *dialog = window().findChild<QFileDialog *>();
        ASSERT_NE(dialog, nullptr);
        dialog->setOption(QFileDialog::DontConfirmOverwrite); // its question is not what is tested
        dialog->selectFile(QString::fromStdString(file));
        QMetaObject::invokeMethod(dialog, "accept");
        ASSERT_SOON(window().findChild<QFileDialog *>() == nullptr);
    }
    /// Drags over the picture from the left to the right of its middle.
    void strokeAcross() {
        auto &canvas = page().canvas();
        const auto at = [&](double x) { return canvas.transform().toView(QPointF(x, 32)).toPoint(); };
        QTest::mousePress(&canvas, Qt::LeftButton, {}, at(20));
        QTest::mouseMove(&canvas, at(32));
        QTest::mouseRelease(&canvas, Qt::LeftButton, {}, at(44));
    }
    QColor seen(int x, int y) { return page().document().flattened({x, y, 1, 1}).pixelColor(0, 0); }
    int masked(int x, int y) { return page().document().maskIn({x, y, 1, 1}).constScanLine(0)[0]; }
};

TEST_F(Projects, OneThatIsOpenElsewhereOpensAsACopyThatCannotReplaceIt) {
    ASSERT_TRUE(document::saveProject(harbour(), path()));
    const auto other = document::ProjectLock::take(path());
    ASSERT_TRUE(other);
    openHarbour();
    EXPECT_TRUE(window().messages().isVisible());
    EXPECT_TRUE(window().messages().body().contains(QStringLiteral("open in another window"))) << window().messages().body().toStdString();
    EXPECT_TRUE(page().projectFile().isEmpty());
    page().document().setFrame({0, 0, 8, 8});
    const auto before = read_file(path());
    choose("file.save", path()); // it asks where
    ASSERT_SOON(window().messages().body().contains(QStringLiteral("harbour.sfum")));
    EXPECT_EQ(*read_file(path()), *before);
    EXPECT_TRUE(page().document().isModified());
}

TEST_F(Projects, OneThatIsOpenInAnotherTabIsBroughtToTheFront) {
    ASSERT_TRUE(document::saveProject(harbour(), path()));
    openHarbour();
    auto *first = &page();
    openPicture();
    window().files().open(QString::fromStdString(path()));
    EXPECT_EQ(&page(), first);
    EXPECT_EQ(window().tabs().pages().size(), 2);
}

TEST_F(Projects, ClosingOneLetsGoOfIt) {
    ASSERT_TRUE(document::saveProject(harbour(), path()));
    openHarbour();
    EXPECT_FALSE(document::ProjectLock::take(path()));
    action("file.close").trigger();
    ASSERT_SOON(window().tabs().current() == nullptr);
    EXPECT_SOON(bool(document::ProjectLock::take(path())));
}

TEST_F(Projects, ASavedOneIsKeptFromOthersUntilItIsSavedElsewhere) {
    openPicture();
    choose("file.saveAs", path());
    ASSERT_SOON(!page().projectFile().isEmpty());
    EXPECT_FALSE(document::ProjectLock::take(path()));
    choose("file.saveAs", m_folder.filePath(QStringLiteral("second.sfum")).toStdString());
    ASSERT_SOON(page().projectFile().endsWith(QStringLiteral("second.sfum")));
    EXPECT_SOON(bool(document::ProjectLock::take(path())));
}

TEST_F(Projects, WhatAnotherProgramHasWrittenMeanwhileIsReplacedOnlyWhereThatIsWished) {
    ASSERT_TRUE(document::saveProject(harbour(), path()));
    openHarbour();
    page().document().setFrame({0, 0, 8, 8});
    ASSERT_TRUE(document::saveProject(harbour(Qt::red), path())); // asks for no lock: a synchronised folder, say
    const auto theirs = read_file(path());
    action("file.save").trigger();
    ASSERT_SOON(window().messages().isVisible());
    EXPECT_TRUE(window().messages().body().contains(QStringLiteral("another program"))) << window().messages().body().toStdString();
    EXPECT_EQ(*read_file(path()), *theirs);
    EXPECT_TRUE(page().document().isModified());
    for (auto *button : window().messages().findChildren<QPushButton *>())
        if (button->text() == QStringLiteral("Replace it"))
            button->click();
    ASSERT_SOON(!page().document().isModified());
    const auto ours = document::openProject(path());
    ASSERT_TRUE(ours);
    EXPECT_EQ(*ours, page().document().state());
    page().document().setFrame({0, 0, 16, 16});
    action("file.save").trigger();
    EXPECT_SOON(!page().document().isModified()) << "the next save has nothing to ask";
}

TEST_F(Projects, ASessionThatIsOlderThanItsProjectComesBackAsACopy) {
    ASSERT_TRUE(document::saveProject(harbour(), path()));
    openHarbour();
    page().document().setFrame({0, 0, 8, 8});
    const auto state = page().document().state();
    stop(); // as after kill -9: the journal stays
    ASSERT_TRUE(document::saveProject(harbour(Qt::red), path()));
    std::filesystem::last_write_time(path(), std::filesystem::file_time_type::clock::now() + std::chrono::minutes(1));
    start();
    ASSERT_SOON(window().messages().isVisible());
    window().files().sessions().restore();
    ASSERT_SOON(window().tabs().current() != nullptr);
    EXPECT_EQ(page().document().state(), state);
    EXPECT_TRUE(page().projectFile().isEmpty()) << "saving asks for a name";
    EXPECT_TRUE(window().messages().title().contains(QStringLiteral("harbour.sfum"))) << window().messages().title().toStdString();
}

TEST_F(Projects, OneFromALaterVersionIsRefusedPolitelyAndLeftAlone) {
    document::ZipWriter zip;
    zip.add("mimetype", document::project::mimeType, document::ZipMethod::Store);
    zip.add("document.json", "{\"format\": \"sfumato project\", \"version\": 99}", document::ZipMethod::Deflate);
    const auto bytes = zip.finish();
    ASSERT_TRUE(bytes);
    ASSERT_TRUE(write_file(path(), *bytes));
    window().files().open(QString::fromStdString(path()));
    ASSERT_SOON(window().messages().isVisible());
    EXPECT_TRUE(window().messages().body().contains(QStringLiteral("later version"))) << window().messages().body().toStdString();
    EXPECT_EQ(window().tabs().current(), nullptr);
    EXPECT_EQ(*read_file(path()), *bytes);
    EXPECT_TRUE(document::ProjectLock::take(path())) << "it is not held";
}

class Painting : public Projects {};

TEST_F(Painting, AColourStrokeOnALayerComesBackAfterAKill) {
    openPicture();
    action("image.layer").trigger();
    EXPECT_TRUE(action("tool.layer").isChecked());
    strokeAcross();
    EXPECT_EQ(seen(32, 32), QColor(Qt::black));
    EXPECT_TRUE(page().document().state().mask.isBlank());
    const auto state = page().document().state();
    stop(); // as after kill -9: the journal stays
    start();
    ASSERT_SOON(window().messages().isVisible());
    window().files().sessions().restore();
    ASSERT_SOON(window().tabs().current() != nullptr);
    EXPECT_EQ(page().document().state(), state);
    action("edit.undo").trigger();
    EXPECT_EQ(seen(32, 32), QColor(Qt::darkCyan));
}

TEST_F(Painting, QLeadsFromMaskToLayerAndBackAndThePanelShowsIt) {
    openPicture();
    QTest::keyClick(&page().canvas(), Qt::Key_Q);
    EXPECT_EQ(page().canvas().paintOn(), PaintOn::Layer);
    strokeAcross(); // there is no layer yet
    ASSERT_EQ(page().document().layers().size(), 1U);
    EXPECT_EQ(page().layers().current(), page().document().layers()[0].id) << "the new layer is the chosen one";
    QTest::keyClick(&page().canvas(), Qt::Key_Q);
    strokeAcross();
    EXPECT_EQ(masked(32, 32), 255);
    EXPECT_EQ(page().document().layers().size(), 1U);
}

TEST_F(Painting, TheLayersPanelMakesALayerToPaintOnAndItsMaskRowLeadsBackToTheMask) {
    openPicture();
    for (auto *button : page().layers().findChildren<QToolButton *>())
        if (button->accessibleName().startsWith(QStringLiteral("New layer to paint")))
            QTest::mouseClick(button, Qt::LeftButton);
    ASSERT_EQ(page().document().layers().size(), 1U);
    strokeAcross();
    EXPECT_EQ(seen(32, 32), QColor(Qt::black));
    auto *list = page().layers().findChild<QListView *>();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(2, 0)).center());
    EXPECT_EQ(page().canvas().paintOn(), PaintOn::Mask);
}

TEST_F(Painting, KeepingAResultLeavesTheBrushOnTheMask) {
    openPicture();
    const auto id = document::addPictureLayer(page().document(), QStringLiteral("kept"), QImage(64, 64, QImage::Format_RGBA8888), {});
    ASSERT_EQ(page().layers().current(), id);
    strokeAcross();
    EXPECT_EQ(masked(32, 32), 255);
}

TEST_F(Painting, MasksAreSavedLoadedCopiedAndPasted) {
    openPicture();
    strokeAcross();
    document::blurMask(page().document(), 3);
    const QImage mask = page().document().maskIn({0, 0, 64, 64});
    const std::string file = m_folder.filePath(QStringLiteral("mask.png")).toStdString();
    choose("mask.save", file);
    ASSERT_SOON(std::filesystem::exists(file));
    action("mask.copy").trigger();
    action("mask.clear").trigger();
    choose("mask.load", file);
    ASSERT_SOON(!page().document().state().mask.isBlank());
    EXPECT_EQ(page().document().maskIn({0, 0, 64, 64}), mask) << "grey stays grey";
    openPicture(); // another document of the same size
    EXPECT_EQ(masked(32, 32), 0);
    action("mask.paste").trigger();
    EXPECT_EQ(page().document().maskIn({0, 0, 64, 64}), mask);
    action("edit.undo").trigger();
    EXPECT_TRUE(page().document().state().mask.isBlank());
}

TEST_F(Painting, AMaskOfAnotherSizeIsRefusedWithTheReason) {
    QImage small(10, 10, QImage::Format_Grayscale8);
    small.fill(255);
    const QString file = m_folder.filePath(QStringLiteral("small.png"));
    ASSERT_TRUE(small.save(file));
    openPicture();
    choose("mask.load", file.toStdString());
    ASSERT_SOON(window().messages().isVisible());
    EXPECT_TRUE(window().messages().body().contains(QStringLiteral("64x64"))) << window().messages().body().toStdString();
    EXPECT_TRUE(page().document().state().mask.isBlank());
}

TEST_F(Painting, MasksComeFromALayersAlphaAndFromTransparency) {
    openPicture();
    QImage disc(20, 20, QImage::Format_RGBA8888);
    disc.fill(QColor(255, 0, 0, 100));
    document::addPictureLayer(page().document(), QStringLiteral("disc"), disc, {10, 12});
    action("mask.fromLayer").trigger();
    EXPECT_EQ(masked(10, 12), 100);
    EXPECT_EQ(masked(29, 31), 100);
    EXPECT_EQ(masked(30, 32), 0);
    page().document().setFrame({32, 0, 64, 64}); // reaches beyond the picture, where nothing is
    action("mask.fromTransparency").trigger();
    EXPECT_EQ(masked(80, 32), 255);
    EXPECT_EQ(masked(40, 32), 0);
}

TEST_F(Painting, TwentyInpaintsInARowLeaveWhatIsNotMaskedBitIdentical) {
    QImage picture(96, 80, QImage::Format_RGB32);
    quint32 state = 1;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            picture.setPixel(x, y, 0xff000000u | ((state = state * 1664525u + 1013904223u) >> 8));
    const QRect all(QPoint(), picture.size());
    window().files().openPicture(picture, QStringLiteral("noise.png"));
    page().document().setSetting(QStringLiteral("mode"), QStringLiteral("inpaint"), QStringLiteral("test"));
    for (int n = 0; n < 20; ++n) {
        const QRectF around(n * 13 % 60, n * 17 % 50, 20 + n, 18 + n / 2);
        document::combine(page().document(), document::selectEllipse(around, all), document::MaskCombine::Replace, n % 5);
        page().document().setSetting(QStringLiteral("prompt"), QStringLiteral("boat %1").arg(n), QStringLiteral("test"));
        const QImage before = page().document().flattened(all), mask = page().document().maskIn(all);
        window().generate();
        ASSERT_SOON(page().strip().candidates().rowCount() == 2 && !window().panel().button().isRunning()) << n << window().messages().body().toStdString();
        page().strip().keep();
        ASSERT_EQ(page().document().layers().size(), std::size_t(n + 1));
        const QImage after = page().document().flattened(all);
        EXPECT_NE(after, before);
        for (int y = 0; y < all.height(); ++y)
            for (int x = 0; x < all.width(); ++x)
                if (mask.constScanLine(y)[x] == 0) {
                    ASSERT_EQ(after.pixel(x, y), before.pixel(x, y)) << "inpaint " << n << " at " << x << ' ' << y;
                }
    }
}

TEST_F(Painting, ASelectionBecomesTheMask) {
    openPicture();
    action("tool.rectangle").trigger();
    strokeAcross(); // flat: nothing
    auto &canvas = page().canvas();
    const auto at = [&](double x, double y) { return canvas.transform().toView(QPointF(x, y)).toPoint(); };
    QTest::mousePress(&canvas, Qt::LeftButton, {}, at(8, 8));
    QTest::mouseMove(&canvas, at(40, 30));
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, at(40, 30));
    EXPECT_EQ(masked(24, 16), 255);
    EXPECT_EQ(masked(50, 50), 0);
    action("mask.invert").trigger();
    EXPECT_EQ(masked(24, 16), 0);
    EXPECT_EQ(masked(50, 50), 255);
}

} // namespace
} // namespace sfumato::testing
