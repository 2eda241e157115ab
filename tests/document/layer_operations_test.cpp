// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/layer_operations.h"

#include <gtest/gtest.h>

#include "app/document/undo_history.h"

namespace sfumato::document {
namespace {

QImage filled(QSize size, QColor colour) {
    QImage picture(size, QImage::Format_RGBA8888);
    picture.fill(colour);
    return picture;
}

QStringList names(const Document &document) {
    QStringList all;
    for (const Layer &layer : document.layers())
        all << layer.name;
    return all;
}

TEST(Layers, AreAddedDuplicatedReorderedAndRemoved) {
    Document document(stateFromPicture(filled({64, 64}, Qt::white)));
    const LayerId a = addEmptyLayer(document, "a");
    const LayerId b = addPictureLayer(document, "b", filled({8, 8}, Qt::red), {4, 4});
    const LayerId copy = duplicateLayer(document, a);
    EXPECT_EQ(names(document), QStringList({"a", "a copy", "b"}));
    reorderLayer(document, b, 0);
    EXPECT_EQ(names(document), QStringList({"b", "a", "a copy"}));
    reorderLayer(document, b, 99);
    EXPECT_EQ(names(document), QStringList({"a", "a copy", "b"}));
    removeLayer(document, copy);
    EXPECT_EQ(names(document), QStringList({"a", "b"}));
    document.history().jumpTo(3);
    EXPECT_EQ(names(document), QStringList({"a", "a copy", "b"}));
    document.history().jumpTo(0);
    EXPECT_TRUE(document.layers().empty());
}

TEST(Layers, OpacityDragsAreOneStepALayer) {
    Document document(emptyState({64, 64}));
    const LayerId a = addEmptyLayer(document, "a"), b = addEmptyLayer(document, "b");
    setLayerOpacity(document, a, 0.7);
    setLayerOpacity(document, a, 0.3);
    setLayerOpacity(document, b, 0.3);
    EXPECT_EQ(document.history().stepCount(), 4);
    setLayerOpacity(document, b, 0.3);
    EXPECT_EQ(document.history().stepCount(), 4) << "nothing changed";
    document.history().jumpTo(2);
    EXPECT_EQ(document.layer(a)->opacity, 1.0);
}

TEST(Layers, AKeptResultLeavesUnmaskedPixelsBitIdentical) {
    QImage base = filled({128, 96}, QColor(11, 22, 33));
    Document document(stateFromPicture(base));
    QImage mask(64, 64, QImage::Format_Grayscale8);
    mask.fill(0);
    for (int y = 20; y < 40; ++y)
        for (int x = 10; x < 50; ++x)
            mask.scanLine(y)[x] = static_cast<uchar>(x * 5);
    for (int i = 0; i < 20; ++i)
        keepResult(document, {filled({64, 64}, QColor(200 + i, i, 0)), {32, 16, 64, 64}, mask, "kept", "{}", "r1"});
    const QImage flat = document.flattened({0, 0, 128, 96});
    for (int y = 0; y < 96; ++y)
        for (int x = 0; x < 128; ++x) {
            const bool inside = QRect(32 + 10, 16 + 20, 40, 20).contains(x, y);
            ASSERT_EQ(flat.pixelColor(x, y), inside ? QColor(219, 19, 0) : QColor(11, 22, 33)) << x << " " << y;
        }
    EXPECT_EQ(document.layers().back().recipe, "{}");
}

TEST(Layers, MergingDownLooksTheSameAndIsOneStep) {
    Document document(stateFromPicture(filled({200, 200}, QColor(90, 120, 150))));
    const LayerId lower = addPictureLayer(document, "lower", filled({90, 90}, QColor(200, 40, 60, 180)), {-10, 20});
    setLayerBlend(document, lower, BlendMode::Multiply);
    const LayerId upper = addPictureLayer(document, "upper", filled({70, 100}, QColor(10, 250, 60, 200)), {40, -30});
    setLayerOpacity(document, upper, 0.6);
    setLayerBlend(document, lower, BlendMode::Normal);
    setLayerOpacity(document, lower, 0.8);
    const DocumentState before = document.state();
    const int steps = document.history().stepCount();
    mergeDown(document, upper);
    EXPECT_EQ(document.history().stepCount(), steps + 1);
    EXPECT_EQ(names(document), QStringList({"lower"}));
    const QRect area(-20, -40, 240, 260);
    const QImage was = flatten(before, area), is = document.flattened(area);
    for (int y = 0; y < area.height(); ++y)
        for (int i = 0; i < 4 * area.width(); ++i)
            ASSERT_NEAR(was.constScanLine(y)[i], is.constScanLine(y)[i], 2);
    document.history().undo();
    EXPECT_TRUE(document.state() == before);
}

TEST(Layers, TheBasePictureIsNeverChanged) {
    Document document(stateFromPicture(filled({64, 64}, Qt::white)));
    const TileImage base = document.state().base;
    const LayerId only = addPictureLayer(document, "p", filled({64, 64}, Qt::blue), {});
    mergeDown(document, only);
    EXPECT_EQ(document.layers().size(), 1U) << "the lowest layer has nothing to be merged with";
    removeLayer(document, only);
    EXPECT_TRUE(document.state().base == base);
}

} // namespace
} // namespace sfumato::document
