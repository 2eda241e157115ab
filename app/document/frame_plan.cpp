// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/frame_plan.h"

#include <algorithm>

#include "core/image/outpaint.h"
#include "core/pipeline/inpaint_region.h"

namespace sfumato::document {
namespace {

constexpr int leastPadding = 32, mostPadding = 256;

/// What the engine repaints of a frame that reaches beyond the picture: the new sides and the seam inside the old picture.
QRect withNewSides(const QRect &masked, const QRect &frame, const QRect &picture, const Outpaint &sides) {
    constexpr int overlap = image::outpaint_overlap;
    QRect all = masked;
    if (sides.left)
        all |= QRect(frame.left(), frame.top(), sides.left + std::min(overlap, picture.width()), frame.height());
    if (sides.top)
        all |= QRect(frame.left(), frame.top(), frame.width(), sides.top + std::min(overlap, picture.height()));
    if (sides.right) {
        const int width = sides.right + std::min(overlap, picture.width());
        all |= QRect(frame.left() + frame.width() - width, frame.top(), width, frame.height());
    }
    if (sides.bottom) {
        const int height = sides.bottom + std::min(overlap, picture.height());
        all |= QRect(frame.left(), frame.top() + frame.height() - height, frame.width(), height);
    }
    return all;
}

pipeline::InpaintRegion regionOf(QSize frame, const QRect &box, int padding, QSize target) {
    const Rect wanted = box.isEmpty() ? Rect{} : Rect{box.left(), box.top(), box.left() + box.width(), box.top() + box.height()};
    return pipeline::inpaint_region(frame.width(), frame.height(), wanted, padding, target.width(), target.height());
}

} // namespace

QSize processSize(QSize frame, int native) {
    const auto region = regionOf(frame, {}, 0, {native, native});
    return {region.process_width, region.process_height};
}

FramePlan planFrame(const QRect &page, const QRect &frame, const QRect &masked, int native, std::optional<int> padding) {
    Q_ASSERT(!frame.isEmpty() && native >= 8);
    FramePlan plan;
    plan.picture = page & frame;
    plan.region = frame;
    plan.target = plan.process = processSize(frame.size(), native);
    if (plan.picture.isEmpty())
        return plan;
    plan.outpaint = {plan.picture.left() - frame.left(), plan.picture.top() - frame.top(), frame.right() - plan.picture.right(),
                     frame.bottom() - plan.picture.bottom()};
    const QRect changing = withNewSides(masked & plan.picture, frame, plan.picture, plan.outpaint);
    if (changing.isEmpty())
        return plan;
    plan.onlyMasked = true;
    plan.padding = padding.value_or(std::clamp(std::max(changing.width(), changing.height()) / 4, leastPadding, mostPadding));
    const int side = processSize({1, 1}, native).width();
    plan.target = {side, side};
    const auto region = regionOf(frame.size(), changing.translated(-frame.topLeft()), plan.padding, plan.target);
    plan.region = QRect(region.crop.x0, region.crop.y0, region.crop.width(), region.crop.height()).translated(frame.topLeft());
    plan.process = {region.process_width, region.process_height};
    return plan;
}

} // namespace sfumato::document
