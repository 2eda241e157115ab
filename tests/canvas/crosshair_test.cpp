// SPDX-License-Identifier: GPL-3.0-or-later
// A person points at a mark in a picture file and has it repainted: what changes must lie on the mark, wherever the picture
// came from, however it is turned, and whatever screen it is shown on.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <random>

#include <QImageWriter>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "app/document/brush_stroke.h"
#include "app/document/frame_plan.h"
#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/pixels.h"
#include "app/service/image_file.h"
#include "core/image/mask_ops.h"
#include "core/pipeline/habits.h"
#include "core/pipeline/inpaint_source.h"
#include "ui/canvas/effective_mask.h"
#include "ui/canvas/view_transform.h"

namespace sfumato::ui {
namespace {

using document::Document;

/// A dark picture with a bright cross whose middle is the middle of pixel `mark`.
QImage crosshair(QSize size, QPoint mark) {
    QImage picture(size, QImage::Format_RGB888);
    picture.fill(QColor(30, 40, 50));
    for (int n = -6; n <= 6; ++n)
        for (const QPoint p : {mark + QPoint(n, 0), mark + QPoint(0, n)})
            picture.setPixelColor(p, Qt::white);
    return picture;
}

struct Centroid {
    double weight = 0, x = 0, y = 0;
    void add(int px, int py, double w) {
        weight += w;
        x += w * (px + 0.5);
        y += w * (py + 0.5);
    }
    QPointF point() const { return {x / weight, y / weight}; }
};

/// Where the mark lies in the picture as it was read: found, not calculated.
QPointF markIn(const QImage &picture) {
    Centroid mark;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            if (const int grey = qGray(picture.pixel(x, y)); grey > 140)
                mark.add(x, y, grey);
    return mark.point();
}

/// Points at `mark` on a screen of that ratio as nearly as its device pixels allow, zoomed in to 400 %, and paints a dot.
void paintDot(Document &document, QPointF mark, double ratio, double rotation) {
    ViewTransform view;
    view.setExtent(document.state().bounds());
    view.setView({1180, 757}, ratio);
    view.setRotation(rotation, view.centre());
    view.setZoom(4, view.centre());
    view.centreOn(mark + QPointF(13.3, -7.7));
    const QPointF pointer = view.toView(mark) * ratio;
    const QPointF nearest(std::round(pointer.x()) / ratio, std::round(pointer.y()) / ratio);
    document::Brush brush;
    brush.size = 23;
    brush.hardness = 0.8;
    document::BrushStroke stroke(document, document::theMask, brush);
    stroke.begin({view.toCanvas(nearest)});
    stroke.end();
}

/// What the engine makes of the masked part of a frame, before and after the network.
struct Inpaint {
    document::FramePlan plan;
    pipeline::InpaintSource source;
};

std::optional<Inpaint> prepare(const Document &document, const QRect &frame, int native) {
    const QRect page({}, document.size());
    const document::FramePlan plan = document::planFrame(page, frame, document.state().mask.bounds() & frame, native);
    GenerationRequest request;
    request.width = plan.target.width();
    request.height = plan.target.height();
    request.init = SourceImage{"", std::make_shared<const Image>(document::toPixels(document.flattened(plan.picture).convertToFormat(QImage::Format_RGB888)))};
    request.inpaint.emplace();
    request.inpaint->mask.pixels = std::make_shared<const Image>(document::toPixels(document.maskIn(plan.picture)));
    request.inpaint->only_masked = true;
    request.inpaint->padding = plan.padding;
    request.inpaint->blur = 0;
    request.outpaint = plan.outpaint;
    auto source = pipeline::prepare_source(request, pipeline::resolve({}), 8, native);
    if (!source) {
        ADD_FAILURE() << describe(source.error());
        return {};
    }
    return Inpaint{plan, std::move(*source)};
}

/// Repaints what is masked in plain white at the processing size, by the engine's own way in and out of it.
/// Returns the centroid of the change on the canvas.
QPointF repaint(const Document &document, const QRect &frame, int native) {
    const auto inpaint = prepare(document, frame, native);
    if (!inpaint)
        return {};
    const auto &[plan, source] = *inpaint;
    EXPECT_TRUE(plan.onlyMasked);
    const QRect region = plan.region.translated(-frame.topLeft());
    EXPECT_EQ(source.region, (Rect{region.left(), region.top(), region.left() + region.width(), region.top() + region.height()}));
    EXPECT_EQ(QSize(source.picture.width, source.picture.height), plan.process);
    Image repainted = source.picture; // white where the network would paint
    for (size_t i = 0; i < source.mask.pixels.size(); ++i)
        if (source.mask.pixels[i] >= 128)
            std::fill_n(repainted.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, std::uint8_t(255));
    const Image result = pipeline::put_back(source, repainted);
    // Around the dot only: a frame beyond the picture repaints the seam as well.
    Centroid changed;
    const QRect around = (document.state().mask.bounds() & frame).adjusted(-2, -2, 2, 2) & plan.picture;
    for (int y = around.top(); y <= around.bottom(); ++y)
        for (int x = around.left(); x <= around.right(); ++x) {
            const QPoint in = QPoint(x, y) - frame.topLeft();
            changed.add(x, y, std::abs(result.row(in.y())[in.x() * 3] - source.whole.row(in.y())[in.x() * 3]));
        }
    return changed.point();
}

double distance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

class Crosshair : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Orientations, Crosshair, testing::Range(0, 8)); // Exif 1 to 8 in Qt's order of transformations

TEST_P(Crosshair, IsRepaintedWhereItStandsWhateverTheExifOrientation) {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("marked.jpg"));
    QImageWriter writer(path);
    writer.setQuality(100);
    writer.setTransformation(static_cast<QImageIOHandler::Transformations>(GetParam()));
    ASSERT_TRUE(writer.write(crosshair({333, 251}, {201, 97}))) << writer.errorString().toStdString();
    const auto loaded = service::readImage(path.toStdString());
    ASSERT_TRUE(loaded) << describe(loaded.error());
    const bool upright = !(GetParam() & QImageIOHandler::TransformationRotate90);
    const QImage picture = document::toQImage(loaded->pixels);
    ASSERT_EQ(picture.size(), upright ? QSize(333, 251) : QSize(251, 333));
    Document document(document::stateFromPicture(picture));
    const QPointF mark = markIn(picture);
    paintDot(document, mark, 1.5, 0);
    EXPECT_LT(distance(repaint(document, QRect({}, picture.size()), 256), mark), 0.5);
}

TEST(CrosshairShapes, AreRepaintedWhereTheyStandForOddSizesAspectsAndScreens) {
    std::mt19937 random(29);
    const auto any = [&](int low, int high) { return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1)); };
    for (const QSize size : {QSize(641, 427), QSize(255, 777), QSize(1023, 131), QSize(97, 99), QSize(513, 512)})
        for (const double ratio : {1.0, 1.25, 1.5, 1.75, 2.0}) {
            const QPoint mark(any(30, size.width() - 31), any(30, size.height() - 31));
            Document document(document::stateFromPicture(crosshair(size, mark)));
            const QPointF middle = QPointF(mark) + QPointF(0.5, 0.5);
            paintDot(document, middle, ratio, 15.0 * any(0, 23));
            // The whole picture, and a frame of odd size somewhere around the mark, perhaps beyond the picture's edge.
            EXPECT_LT(distance(repaint(document, QRect({}, size), 256), middle), 0.5) << size.width() << ' ' << ratio;
            const QRect frame(mark.x() - any(64, 150), mark.y() - any(64, 150), 64 + 2 * any(60, 120) + 1, 64 + 2 * any(60, 120) + 1);
            EXPECT_LT(distance(repaint(document, frame, 256), middle), 0.5) << size.width() << ' ' << ratio;
        }
}

TEST(RepeatedInpaint, TwentyInARowLeaveWhatIsNotMaskedBitIdentical) {
    std::mt19937 random(37);
    const auto any = [&](int low, int high) { return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1)); };
    const QRect page(0, 0, 331, 247);
    QImage picture(page.size(), QImage::Format_RGB888);
    for (int y = 0; y < page.height(); ++y)
        std::generate_n(picture.scanLine(y), 3 * page.width(), [&] { return static_cast<uchar>(random()); });
    Document document(document::stateFromPicture(picture));
    const QImage original = document.flattened(page);
    QImage ever(page.size(), QImage::Format_Grayscale8); // what was masked at least once
    ever.fill(0);
    for (int n = 0; n < 20; ++n) {
        // Soft masks, a region of its own each time, at another size than the picture's; the network paints noise everywhere.
        document::combine(document, document::selectEllipse(QRectF(any(0, 250), any(0, 180), any(20, 80), any(20, 70)), page), document::MaskCombine::Replace, any(0, 9));
        const QRect frame(any(-40, 20), any(-40, 20), 8 * any(40, 46), 8 * any(30, 36));
        const QImage before = document.flattened(page), mask = document.maskIn(page);
        const auto inpaint = prepare(document, frame, any(16, 40) * 8);
        ASSERT_TRUE(inpaint);
        Image painted = inpaint->source.picture;
        std::generate(painted.pixels.begin(), painted.pixels.end(), [&] { return static_cast<std::uint8_t>(random()); });
        const Image result = pipeline::put_back(inpaint->source, painted);
        document::keepResult(document, {document::toQImage(result), frame, document.maskIn(frame), QStringLiteral("result"), {}, {}});
        const QImage after = document.flattened(page);
        int changed = 0;
        for (int y = 0; y < page.height(); ++y)
            for (int x = 0; x < page.width(); ++x) {
                const bool masked = mask.constScanLine(y)[x] != 0 && frame.contains(x, y);
                changed += after.pixel(x, y) != before.pixel(x, y);
                if (masked)
                    ever.scanLine(y)[x] = 255;
                else
                    ASSERT_EQ(after.pixel(x, y), before.pixel(x, y)) << "inpaint " << n << " at " << x << ' ' << y;
            }
        EXPECT_GT(changed, 100) << n;
    }
    for (int y = 0; y < page.height(); ++y)
        for (int x = 0; x < page.width(); ++x)
            if (ever.constScanLine(y)[x] == 0) {
                ASSERT_EQ(document.flattened({x, y, 1, 1}).pixel(0, 0), original.pixel(x, y));
            }
}

TEST(SamplerMask, IsWhatTheEngineMakesOfTheMask) {
    std::mt19937 random(31);
    for (const MaskMode mode : {MaskMode::Soft, MaskMode::Hard})
        for (const int grow : {0, 9, -4}) {
            const QRect page(0, 0, 401, 303), frame(60, 20, 301, 255);
            Document document(document::stateFromPicture(crosshair(page.size(), {200, 150})));
            document::combine(document, document::selectEllipse(QRectF(150 + double(random() % 40), 100, 71.5, 52.25), page),
                              document::MaskCombine::Replace, 9);
            const QRect masked = document.state().mask.bounds().adjusted(-grow, -grow, grow, grow);
            document::FramePlan plan = document::planFrame(page, frame, masked, 256);
            GenerationRequest request;
            request.width = plan.target.width();
            request.height = plan.target.height();
            request.init = SourceImage{"", std::make_shared<const Image>(document::toPixels(document.flattened(plan.picture)))};
            request.inpaint.emplace();
            request.inpaint->mask.pixels = std::make_shared<const Image>(document::toPixels(document.maskIn(plan.picture)));
            request.inpaint->mode = mode;
            request.inpaint->grow = grow;
            request.inpaint->blur = 6;
            request.inpaint->only_masked = true;
            request.inpaint->padding = plan.padding;
            const auto source = pipeline::prepare_source(request, pipeline::resolve({}), 8, 256);
            ASSERT_TRUE(source) << describe(source.error());
            // What is shown is worked out for the region that the engine chose; a mask that shrinks or is cut chooses its own.
            plan.region = QRect(source->region.x0, source->region.y0, source->region.width(), source->region.height()).translated(plan.picture.topLeft());
            plan.process = QSize(source->mask.width, source->mask.height);
            EXPECT_EQ(document::toPixels(samplerMask(document.maskIn(plan.picture), plan, {mode, grow, 6})), source->mask) << grow;
        }
}

TEST(FramePlan, UsesTheModelsPixelsInTheShapeOfTheFrame) {
    const auto plan = document::planFrame({0, 0, 2000, 1000}, {0, 0, 2000, 1000}, {}, 512);
    EXPECT_EQ(plan.process, QSize(728, 360));
    EXPECT_EQ(plan.target, plan.process);
    EXPECT_FALSE(plan.onlyMasked);
    EXPECT_EQ(document::processSize({768, 768}, 512), QSize(512, 512));
    EXPECT_EQ(document::processSize({100, 100}, 250), QSize(248, 248));
}

TEST(FramePlan, WorksAroundTheMaskWithSurroundings) {
    const auto plan = document::planFrame({0, 0, 2000, 1500}, {100, 100, 1024, 1024}, {500, 400, 200, 160}, 512);
    EXPECT_TRUE(plan.onlyMasked);
    EXPECT_EQ(plan.padding, 50);
    EXPECT_EQ(plan.region, QRect(450, 330, 300, 300));
    EXPECT_EQ(plan.process, QSize(512, 512));
    EXPECT_EQ(document::planFrame({0, 0, 2000, 1500}, {100, 100, 1024, 1024}, {500, 400, 200, 160}, 512, 100).region, QRect(400, 280, 400, 400));
}

TEST(FramePlan, OutpaintsWhatTheFrameAdds) {
    const auto plan = document::planFrame({0, 0, 512, 512}, {-128, 0, 640, 512}, {}, 512);
    EXPECT_EQ(plan.picture, QRect(0, 0, 512, 512));
    EXPECT_EQ(plan.outpaint.left, 128);
    EXPECT_EQ(plan.outpaint.right, 0);
    EXPECT_TRUE(plan.onlyMasked);
    EXPECT_TRUE(plan.region.contains(QRect(-128, 0, 144, 512)));
}

TEST(FramePlan, HasNoPictureBesideThePage) {
    const auto plan = document::planFrame({0, 0, 512, 512}, {600, 0, 256, 256}, {}, 512);
    EXPECT_TRUE(plan.picture.isEmpty());
    EXPECT_FALSE(plan.outpaint.any());
    EXPECT_EQ(plan.process, QSize(512, 512));
}

} // namespace
} // namespace sfumato::ui
