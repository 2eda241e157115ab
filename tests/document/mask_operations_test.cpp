// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/mask_operations.h"

#include <QTemporaryDir>
#include <gtest/gtest.h>

#include "app/document/layer_operations.h"
#include "app/document/undo_history.h"

namespace sfumato::document {
namespace {

int maskAt(const Document &document, int x, int y) {
    return document.maskIn({x, y, 1, 1}).constScanLine(0)[0];
}

QRect everything(const Document &document) {
    return document.state().bounds();
}

TEST(Selection, ARectangleCountsPartlyCoveredPixelsByTheirShare) {
    Document document(emptyState({40, 30}));
    combine(document, selectRectangle({10.5, 10, 10, 10}, everything(document)), MaskCombine::Replace);
    EXPECT_NEAR(maskAt(document, 10, 15), 128, 2);
    EXPECT_EQ(maskAt(document, 11, 15), 255);
    EXPECT_NEAR(maskAt(document, 20, 15), 128, 2);
    EXPECT_EQ(maskAt(document, 21, 15), 0);
    EXPECT_EQ(maskAt(document, 15, 9), 0);
}

TEST(Selection, AnEllipseHasItsArea) {
    Document document(emptyState({200, 200}));
    combine(document, selectEllipse({20, 40, 150, 100}, everything(document)), MaskCombine::Replace);
    double sum = 0;
    const QImage mask = document.maskIn({0, 0, 200, 200});
    for (int y = 0; y < 200; ++y)
        for (int x = 0; x < 200; ++x)
            sum += mask.constScanLine(y)[x] / 255.0;
    EXPECT_NEAR(sum, 3.14159 * 75 * 50, 30);
}

TEST(Selection, ALassoMayCrossItselfAndLeaveTheCanvas) {
    Document document(emptyState({100, 100}));
    // Around the middle twice: what a hand does when it overshoots.
    combine(document,
            selectPolygon({QPolygonF{{20, 20}, {80, 20}, {80, 80}, {20, 80}, {20, 10}, {90, 20}, {90, 90}, {-50, 90}}},
                          everything(document)),
            MaskCombine::Replace);
    EXPECT_EQ(maskAt(document, 50, 50), 255);
    EXPECT_EQ(maskAt(document, 85, 50), 255);
    EXPECT_EQ(maskAt(document, 95, 50), 0);
    EXPECT_TRUE(QRect(0, 0, 100, 100).contains(document.state().mask.bounds()));
}

TEST(Selection, CombinesInFourWaysAndKeepsGrey) {
    const QRectF first(0, 0, 20, 20), second(10, 0, 20, 20);
    const auto values = [&](MaskCombine how) {
        Document document(emptyState({40, 20}));
        QImage grey(20, 20, QImage::Format_Grayscale8);
        grey.fill(100);
        combine(document, {{0, 0}, grey}, MaskCombine::Replace);
        combine(document, selectRectangle(second, everything(document)), how);
        return std::vector{maskAt(document, 5, 10), maskAt(document, 15, 10), maskAt(document, 25, 10)};
    };
    EXPECT_EQ(values(MaskCombine::Replace), (std::vector{0, 255, 255}));
    EXPECT_EQ(values(MaskCombine::Add), (std::vector{100, 255, 255}));
    EXPECT_EQ(values(MaskCombine::Subtract), (std::vector{100, 0, 0}));
    EXPECT_EQ(values(MaskCombine::Intersect), (std::vector{0, 100, 0}));
}

TEST(Selection, FeatherSoftensItsEdgeInwards) {
    Document document(emptyState({100, 100}));
    combine(document, selectRectangle({20, 20, 60, 60}, everything(document)), MaskCombine::Replace, 10);
    EXPECT_EQ(maskAt(document, 50, 50), 255);
    EXPECT_EQ(maskAt(document, 19, 50), 0);
    EXPECT_LT(maskAt(document, 21, 50), 128);
    EXPECT_GT(maskAt(document, 30, 50), maskAt(document, 24, 50));
}

TEST(Selection, TheWandSeesWhatIsVisible) {
    QImage base(60, 40, QImage::Format_RGB32);
    base.fill(Qt::white);
    Document document(stateFromPicture(base));
    QImage red(10, 40, QImage::Format_RGBA8888);
    red.fill(Qt::red);
    addPictureLayer(document, "wall", red, {25, 0});
    combine(document, selectSimilar(document.state(), {5, 5}, 10, image::WandReach::Connected), MaskCombine::Replace);
    EXPECT_EQ(document.state().mask.bounds(), QRect(0, 0, 25, 40));
    combine(document, selectSimilar(document.state(), {5, 5}, 10, image::WandReach::Everywhere), MaskCombine::Replace);
    EXPECT_EQ(document.state().mask.bounds(), QRect(0, 0, 60, 40));
    EXPECT_EQ(maskAt(document, 30, 20), 0);
    EXPECT_TRUE(selectSimilar(document.state(), {-5, 5}, 10, image::WandReach::Connected).coverage.isNull());
}

TEST(Selection, ComesFromALayerAndFromTransparency) {
    Document document(emptyState({50, 50}));
    QImage half(20, 20, QImage::Format_RGBA8888);
    half.fill(QColor(0, 0, 255, 90));
    const LayerId layer = addPictureLayer(document, "half", half, {10, 10});
    combine(document, selectLayer(*document.layer(layer)), MaskCombine::Replace);
    EXPECT_EQ(maskAt(document, 15, 15), 90);
    EXPECT_EQ(maskAt(document, 5, 5), 0);
    combine(document, selectTransparency(document.state(), {0, 0, 50, 50}), MaskCombine::Replace);
    EXPECT_EQ(maskAt(document, 15, 15), 165);
    EXPECT_EQ(maskAt(document, 5, 5), 255);
}

TEST(Mask, IsFilledInvertedAndCleared) {
    Document document(emptyState({100, 100}));
    document.setFrame({80, 80, 40, 40});
    fillMask(document);
    EXPECT_EQ(document.state().mask.bounds(), QRect(80, 80, 40, 40));
    invertMask(document);
    EXPECT_EQ(maskAt(document, 90, 90), 0);
    EXPECT_EQ(maskAt(document, 10, 10), 255);
    EXPECT_EQ(document.state().mask.bounds(), QRect(0, 0, 120, 120)) << "within picture and frame together";
    clearMask(document);
    EXPECT_TRUE(document.state().mask.isBlank());
    const int steps = document.history().stepCount();
    clearMask(document);
    EXPECT_EQ(document.history().stepCount(), steps) << "nothing changed, so there is no step";
}

TEST(Mask, GrowsShrinksAndKeepsGrey) {
    Document document(emptyState({200, 200}));
    QImage grey(20, 20, QImage::Format_Grayscale8);
    grey.fill(77);
    combine(document, {{90, 90}, grey}, MaskCombine::Replace);
    growMask(document, 10);
    EXPECT_EQ(document.state().mask.bounds(), QRect(80, 80, 40, 40));
    EXPECT_EQ(maskAt(document, 81, 100), 77);
    growMask(document, -10);
    EXPECT_EQ(document.state().mask.bounds(), QRect(90, 90, 20, 20));
    growMask(document, -30);
    EXPECT_TRUE(document.state().mask.isBlank());
}

TEST(Mask, ShrinkingDoesNotOpenTheCanvasBorder) {
    Document document(emptyState({100, 100}));
    combine(document, selectRectangle({0, 0, 50, 100}, everything(document)), MaskCombine::Replace);
    growMask(document, -8);
    EXPECT_EQ(document.state().mask.bounds(), QRect(0, 0, 42, 100));
}

TEST(Mask, FeatherAddsNoPixelAndBlurDoes) {
    Document document(emptyState({200, 200}));
    combine(document, selectRectangle({50, 50, 100, 100}, everything(document)), MaskCombine::Replace);
    featherMask(document, 12);
    EXPECT_EQ(document.state().mask.bounds(), QRect(50, 50, 100, 100));
    EXPECT_LT(maskAt(document, 51, 100), 100);
    document.history().undo();
    blurMask(document, 6);
    EXPECT_GT(maskAt(document, 47, 100), 0);
    EXPECT_NEAR(maskAt(document, 49, 100) + maskAt(document, 50, 100), 255, 3);
    EXPECT_EQ(maskAt(document, 100, 100), 255);
}

TEST(Mask, IsSavedAndLoadedWithItsGreyValues) {
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("mask.png").toStdString();
    Document document(emptyState({60, 40}));
    QImage grey(20, 20, QImage::Format_Grayscale8);
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 20; ++x)
            grey.scanLine(y)[x] = static_cast<uchar>(10 * x + y);
    combine(document, {{30, 10}, grey}, MaskCombine::Replace);
    ASSERT_TRUE(saveMask(document.state(), file));
    Document other(emptyState({60, 40}));
    const Result<Selection> loaded = loadMask(other.state(), file);
    ASSERT_TRUE(loaded) << describe(loaded.error());
    combine(other, *loaded, MaskCombine::Replace);
    EXPECT_TRUE(other.state().mask == document.state().mask);
}

TEST(Mask, OfAnotherSizeIsRefusedWithBothSizesNamed) {
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("mask.png").toStdString();
    Document document(emptyState({60, 40}));
    fillMask(document);
    ASSERT_TRUE(saveMask(document.state(), file));
    Document other(emptyState({61, 40}));
    const Result<Selection> result = loadMask(other.state(), file);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(result.error().reason.find("60x40"), std::string::npos);
    EXPECT_NE(result.error().reason.find("61x40"), std::string::npos);
    EXPECT_EQ(other.history().stepCount(), 0);
}

} // namespace
} // namespace sfumato::document
