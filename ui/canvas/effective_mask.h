// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRect>

#include "app/document/frame_plan.h"
#include "app/document/tile_image.h"
#include "core/api/request.h"

namespace sfumato::document {
class Document;
}

namespace sfumato::ui {

/// What a job does to the painted mask before the sampler sees it. Fields as in MaskOptions.
struct MaskUse {
    MaskMode mode = MaskMode::Soft;
    int grow = 0;    ///< canvas pixels
    double blur = 0; ///< pixels of the processing size

    bool operator==(const MaskUse &) const = default;
};

/// The mask as the engine makes it for the sampler: binarised where it is hard, grown, reduced to the processing size, blurred.
/// mask: Grayscale8, of the plan's picture. Returns Grayscale8 of the plan's processing size, for its region where that
/// lies in the picture.
QImage samplerMask(const QImage &mask, const document::FramePlan &plan, const MaskUse &use);

/// All that samplerMask() needs, as values: for any thread.
struct MaskDraft {
    document::TileImage mask{1};
    MaskUse use;
    document::FramePlan plan;

    /// Canvas pixels; empty where the mask is used as it was painted.
    QRect area() const;
    QImage made() const; ///< of the processing size, at most of area()'s; null where that is empty
};

/// The mask to show on the canvas: as the sampler will use it inside the region that is worked on, as it was painted
/// outside, and where a stroke has changed it since take().
class EffectiveMask {
public:
    explicit EffectiveMask(const document::Document &document) : m_document(document) {}

    /// Returns whether that changes anything; it is stale then.
    bool set(const MaskUse &use, const document::FramePlan &plan);
    /// The document's mask has changed there.
    void changed(const QRect &area) { m_painted |= area; }
    bool isStale() const { return m_outdated || !m_painted.isEmpty(); }
    MaskDraft draft() const;
    /// What the draft() of now has made. Returns where the mask to show may have changed, canvas pixels.
    QRect take(const MaskDraft &draft, const QImage &made);

    /// Grayscale8 of that size; null where nothing is masked.
    QImage pixels(const QRect &area) const;

private:
    const document::Document &m_document;
    MaskUse m_use;
    document::FramePlan m_plan;
    QImage m_used;   ///< as MaskDraft makes it; null = the mask is used as it is
    QRect m_area;    ///< canvas pixels
    QRect m_painted; ///< changed since
    bool m_outdated = false; ///< made for another use or plan
};

} // namespace sfumato::ui
