// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layers_panel.h"

#include <memory>

#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/undo_history.h"
#include "ui/layers/layer_delegate.h"
#include "ui/layers/layers_model.h"
#include "ui/layers/thumbnail.h"

namespace sfumato::ui {
namespace {

using document::Document;

QImage plain(QSize size, QColor colour) {
    QImage picture(size, QImage::Format_RGBA8888);
    picture.fill(colour);
    return picture;
}

class Layers : public testing::Test {
protected:
    Layers() : document(document::stateFromPicture(plain({200, 100}, Qt::gray))) {
        lower = document::addPictureLayer(document, "lower", plain({200, 100}, Qt::red), {});
        upper = document::addPictureLayer(document, "upper", plain({50, 50}, Qt::blue), {10, 10});
        panel = std::make_unique<LayersPanel>(document, changes);
        panel->resize(300, 400);
        panel->show();
        list = panel->findChild<QListView *>();
    }

    QString name(int row) const { return list->model()->index(row, 0).data().toString(); }
    QString detail(int row) const { return list->model()->index(row, 0).data(LayersModel::DetailRole).toString(); }
    QRect rect(int row) const { return list->visualRect(list->model()->index(row, 0)); }
    QToolButton *button(const QString &text) const {
        for (QToolButton *each : panel->findChildren<QToolButton *>())
            if (each->accessibleName() == text)
                return each;
        return nullptr;
    }

    Document document;
    document::BackgroundChange changes{document};
    document::LayerId lower = 0, upper = 0;
    std::unique_ptr<LayersPanel> panel;
    QListView *list = nullptr;
};

TEST_F(Layers, StandHighestFirstOverPictureAndMask) {
    ASSERT_EQ(list->model()->rowCount(), 4);
    EXPECT_EQ(name(0), "upper");
    EXPECT_EQ(name(1), "lower");
    EXPECT_EQ(name(2), "Base picture");
    EXPECT_EQ(name(3), "Inpaint mask");
    EXPECT_EQ(detail(0), "100 % · normal");
    EXPECT_EQ(panel->current(), upper);
}

TEST_F(Layers, MaskRowTellsItsShareOfTheImage) {
    document::combine(document, document::selectRectangle({0, 0, 50, 48}, {0, 0, 200, 100}), document::MaskCombine::Add);
    EXPECT_EQ(detail(3), "12 % of the image");
}

TEST_F(Layers, EyeHidesAndShowsALayer) {
    const QPoint eye = LayerDelegate::eyeRect(rect(0)).center();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, eye);
    EXPECT_FALSE(document.layer(upper)->visible);
    QTest::keyClick(list, Qt::Key_Space);
    EXPECT_TRUE(document.layer(upper)->visible);
    document.history().undo();
    EXPECT_FALSE(document.layer(upper)->visible);
}

TEST_F(Layers, AreRenamedInPlace) {
    list->setFocus();
    list->edit(list->model()->index(0, 0));
    auto *editor = list->findChild<QLineEdit *>();
    ASSERT_TRUE(editor);
    editor->setText("  sky ");
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(document.layer(upper)->name, QStringLiteral("sky")); // delegates commit when the key is done
    EXPECT_EQ(name(0), "sky");
    document.history().undo();
    EXPECT_EQ(name(0), "upper");
}

TEST_F(Layers, OpacityIsOneStepHoweverFarTheSliderWent) {
    auto *opacity = panel->findChild<QSlider *>();
    const int steps = document.history().position();
    for (int percent = 95; percent >= 40; percent -= 5)
        opacity->setValue(percent);
    EXPECT_DOUBLE_EQ(document.layer(upper)->opacity, 0.4);
    EXPECT_EQ(document.history().position(), steps + 1);
    EXPECT_EQ(detail(0), "40 % · normal");
    document.history().undo();
    EXPECT_EQ(opacity->value(), 100);
    EXPECT_EQ(document.history().position(), steps);
}

TEST_F(Layers, BlendModeIsChosenFromTheList) {
    auto *blend = panel->findChild<QComboBox *>();
    blend->setCurrentIndex(static_cast<int>(document::BlendMode::Multiply));
    Q_EMIT blend->activated(blend->currentIndex());
    EXPECT_EQ(document.layer(upper)->blend, document::BlendMode::Multiply);
}

TEST_F(Layers, AreReorderedByDroppingAndByButtons) {
    ASSERT_TRUE(list->model()->moveRow({}, 0, {}, 2)); // what a drop below "lower" asks for
    EXPECT_EQ(name(0), "lower");
    EXPECT_EQ(name(1), "upper");
    EXPECT_EQ(panel->current(), upper) << "the chosen layer stays chosen";
    button("Move layer up")->click();
    EXPECT_EQ(name(0), "upper");
    EXPECT_FALSE(button("Move layer up")->isEnabled());
    ASSERT_TRUE(list->model()->moveRow({}, 1, {}, 0));
    EXPECT_EQ(name(0), "lower");
    EXPECT_FALSE(list->model()->moveRow({}, 2, {}, 0)) << "the base picture is no layer";
}

TEST_F(Layers, AreDuplicatedMergedAndDeleted) {
    button("Duplicate layer")->click();
    EXPECT_EQ(document.layers().size(), 3u);
    EXPECT_EQ(name(0), "upper copy");
    EXPECT_EQ(panel->current(), document.layers().back().id);
    button("Merge layer into the one below")->click();
    EXPECT_EQ(document.layers().size(), 2u);
    EXPECT_EQ(panel->current(), upper);
    button("Delete layer")->click();
    EXPECT_EQ(document.layers().size(), 1u);
    EXPECT_EQ(panel->current(), lower);
    button("Delete layer")->click();
    EXPECT_EQ(panel->current(), document::theMask);
    EXPECT_FALSE(button("Delete layer")->isEnabled());
    while (document.history().canUndo())
        document.history().undo();
    EXPECT_TRUE(document.layers().empty());
}

TEST_F(Layers, NewLayerFromWhatTheMaskCovers) {
    EXPECT_FALSE(button("New layer from what the mask covers")->isEnabled());
    document::combine(document, document::selectRectangle({0, 0, 30, 30}, {0, 0, 200, 100}), document::MaskCombine::Add);
    QTRY_VERIFY(button("New layer from what the mask covers")->isEnabled());
    const QImage before = document.flattened({0, 0, 200, 100});
    button("New layer from what the mask covers")->click();
    EXPECT_EQ(document.layers().size(), 3u);
    EXPECT_EQ(document.flattened({0, 0, 200, 100}), before);
    EXPECT_EQ(document.layers().back().pixels.bounds().size(), QSize(30, 30));
}

TEST_F(Layers, TellWhichOneIsChosen) {
    QSignalSpy chosen(panel.get(), &LayersPanel::currentChanged);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, rect(1).center());
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen.last().first().toULongLong(), lower);
    QTest::keyClick(list, Qt::Key_End);
    EXPECT_EQ(chosen.last().first().toULongLong(), document::theMask);
}

TEST_F(Layers, TellThatTheMaskIsToBePaintedOnlyWhenThePersonChoosesIt) {
    QSignalSpy mask(panel.get(), &LayersPanel::maskChosen);
    panel->setCurrent(document::theMask);
    panel->setCurrent(upper);
    EXPECT_EQ(mask.count(), 0);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, rect(3).center());
    EXPECT_EQ(mask.count(), 1);
}

TEST_F(Layers, MarkTheOneThatIsPainted) {
    const auto painted = [this] {
        std::vector<int> rows;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            if (list->model()->index(row, 0).data(LayersModel::PaintedRole).toBool())
                rows.push_back(row);
        return rows;
    };
    EXPECT_TRUE(painted().empty());
    panel->showPainted(document::theMask);
    EXPECT_EQ(painted(), std::vector<int>{3});
    panel->showPainted(lower);
    EXPECT_EQ(painted(), std::vector<int>{1});
    EXPECT_TRUE(list->model()->index(1, 0).data(Qt::AccessibleDescriptionRole).toString().contains("painted"));
    document::reorderLayer(document, lower, 1);
    EXPECT_EQ(painted(), std::vector<int>{0});
}

TEST_F(Layers, WithARecipeCanBeRunAgain) {
    EXPECT_FALSE(button("Run the layer's recipe again")->isEnabled());
    const auto kept = document::keepResult(document, {plain({50, 50}, Qt::green), {0, 0, 50, 50}, {}, "oak", "{}", "r1"});
    EXPECT_EQ(panel->current(), kept);
    QSignalSpy asked(panel.get(), &LayersPanel::rerunRequested);
    button("Run the layer's recipe again")->click();
    ASSERT_EQ(asked.count(), 1);
    EXPECT_EQ(asked.first().first().toULongLong(), kept);
}

TEST_F(Layers, EveryControlHasAName) {
    for (const QWidget *each : panel->findChildren<QWidget *>()) {
        const bool ours = each->focusPolicy() != Qt::NoFocus && each->isVisible() && !each->objectName().startsWith("qt_");
        EXPECT_TRUE(!ours || !each->accessibleName().isEmpty()) << each->metaObject()->className();
    }
}

TEST(Thumbnail, ShowsALayerWhereItLies) {
    document::TileImage pixels(4);
    pixels.paste(plain({100, 100}, Qt::red), {100, 0});
    const QImage small = thumbnail(pixels, {0, 0, 200, 100}, 40);
    EXPECT_EQ(small.size(), QSize(40, 20));
    EXPECT_EQ(small.pixelColor(30, 10), QColor(Qt::red));
    EXPECT_EQ(small.pixelColor(10, 10).alpha(), 0);
}

} // namespace
} // namespace sfumato::ui
