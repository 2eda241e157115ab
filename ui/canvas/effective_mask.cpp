// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/effective_mask.h"

#include <algorithm>
#include <cstdlib>

#include <QPainter>

#include "app/document/document.h"
#include "app/document/pixels.h"
#include "core/image/composite.h"
#include "core/image/mask_ops.h"
#include "core/image/resize.h"

namespace sfumato::ui {

QImage samplerMask(const QImage &mask, const document::FramePlan &plan, const MaskUse &use) {
    const QRect whole = plan.region.translated(-plan.picture.topLeft()) & mask.rect();
    if (whole.isEmpty())
        return {};
    // Growing looks no further than its reach: no need to grow a mask of 24 megapixels for a small region.
    const int reach = std::abs(use.grow) + 1;
    const QRect needed = whole.adjusted(-reach, -reach, reach, reach) & mask.rect();
    Image pixels = document::toPixels(mask.copy(needed));
    if (use.mode == MaskMode::Hard)
        pixels = image::binarise(pixels);
    if (use.grow != 0)
        pixels = image::grow(pixels, use.grow);
    const QRect in = whole.translated(-needed.topLeft());
    pixels = image::crop(pixels, {in.left(), in.top(), in.left() + in.width(), in.top() + in.height()});
    // Where the region reaches beyond the picture only its share of the processing size is the picture's.
    const double sx = double(plan.process.width()) / plan.region.width(), sy = double(plan.process.height()) / plan.region.height();
    const QSize size(std::max(1, qRound(whole.width() * sx)), std::max(1, qRound(whole.height() * sy)));
    pixels = image::resize(pixels, size.width(), size.height(), image::Resample::Smooth);
    if (use.mode == MaskMode::Soft && use.blur > 0)
        pixels = image::blur(pixels, use.blur);
    return document::toQImage(pixels);
}

QRect MaskDraft::area() const {
    const QRect area = plan.region & plan.picture;
    // Grown and feathered by nothing it is what was painted; resampling alone is not worth showing.
    return use == MaskUse{} || !mask.tileBounds().intersects(area) ? QRect() : area;
}

QImage MaskDraft::made() const {
    const QRect shown = area();
    if (shown.isEmpty())
        return {};
    const QImage used = samplerMask(mask.toImage(plan.picture), plan, use);
    // Painting reduces roughly, and enlarges as well as this does: a region of 24 megapixels need not be enlarged unseen.
    if (used.width() <= shown.width() && used.height() <= shown.height())
        return used;
    return used.scaled(shown.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation).convertToFormat(QImage::Format_Grayscale8);
}

bool EffectiveMask::set(const MaskUse &use, const document::FramePlan &plan) {
    // The rest of a plan says nothing about the mask.
    if (use == m_use && plan.picture == m_plan.picture && plan.region == m_plan.region && plan.process == m_plan.process)
        return false;
    m_use = use;
    m_plan = plan;
    m_outdated = true;
    return true;
}

MaskDraft EffectiveMask::draft() const { return {m_document.state().mask, m_use, m_plan}; }

QRect EffectiveMask::take(const MaskDraft &draft, const QImage &made) {
    const QRect before = m_area | m_painted;
    m_used = made;
    m_area = draft.area();
    m_painted = {};
    m_outdated = false;
    return before | m_area;
}

QImage EffectiveMask::pixels(const QRect &area) const {
    const bool used = !m_used.isNull() && area.intersects(m_area);
    if (!used && !m_document.state().mask.tileBounds().intersects(area))
        return {};
    QImage mask = m_document.maskIn(area);
    if (!used)
        return mask;
    QPainter painter(&mask);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.translate(-area.topLeft());
    painter.setClipRegion(QRegion(m_area & area) - m_painted);
    painter.drawImage(QRectF(m_area), m_used);
    return mask;
}

} // namespace sfumato::ui
