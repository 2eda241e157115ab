// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QColor>
#include <QDeadlineTimer>
#include <QImage>
#include <QRegion>

#include "ui/canvas/scaled_tiles.h"
#include "ui/canvas/view_transform.h"

namespace sfumato::ui {

/// What of the document the canvas shows.
enum class Shown {
    After,      ///< base picture and layers
    Before,     ///< without the preview that is laid over it, or where there is none without the layers
    Difference, ///< dimmed, with what changed in a strong colour
};

/// How the mask looks on the canvas.
struct MaskStyle {
    QColor colour{255, 107, 107}; ///< its alpha counts for nothing
    double opacity = 0.5;         ///< of a fully masked pixel, 0..1
    bool hatch = false;           ///< lines instead of an even tint, for eyes that do not tell the colour
    bool visible = true;

    bool operator==(const MaskStyle &) const = default;
};

/// What stands around the picture.
struct Surround {
    QColor colour;
    QColor light, dark; ///< checkerboard under what is transparent

    bool operator==(const Surround &) const = default;
};

/// Draws what lies under the tools' overlays into a picture of the widget's device pixels. Panning moves that picture and
/// draws the strip that comes into sight; a stroke repairs the rectangle it touched.
class CanvasRenderer {
public:
    struct Sources {
        std::array<ScaledTiles::Source, 3> picture; ///< by Shown
        ScaledTiles::Source mask;                   ///< white, alpha = how much is repainted
    };

    explicit CanvasRenderer(Sources sources);

    /// Rectangle of the base picture: the checkerboard lies under it, and under nothing else.
    void setPage(const QRect &page);
    void setView(const ViewTransform &transform, QSize device);
    void setShown(Shown shown);
    void setMaskStyle(const MaskStyle &style);
    void setSurround(const Surround &surround);
    /// A picture laid over `area` of the canvas, under the mask's tint; null = none. Premultiplied ARGB.
    void setPreview(const QImage &preview, const QRect &area);

    Shown shown() const { return m_shown; }
    const MaskStyle &maskStyle() const { return m_maskStyle; }

    void pictureChanged(const QRect &canvas);
    void maskChanged(const QRect &canvas);
    void everythingChanged(); ///< another document, or another palette

    /// The view's picture with `device` brought up to date, as far as it goes until `deadline`.
    const QImage &render(const QRegion &device, const QDeadlineTimer &deadline);
    /// Device pixels that are not up to date.
    const QRegion &stale() const { return m_stale; }

private:
    bool draw(const QRect &device, const QDeadlineTimer &deadline);
    void drawShadow(QPainter &painter, const QRect &device) const;
    void drawCheckerboard(QPainter &painter) const;
    /// A picture's pixels that a rectangle of the view needs.
    struct Part {
        QImage image; ///< null = transparent
        QPoint corner; ///< of the image, in the level's pixels
        int level = 0;
        bool complete = false;
    };
    Part part(ScaledTiles &tiles, const QRect &device, const QDeadlineTimer &deadline) const;
    void drawPart(QPainter &painter, const Part &part, QPoint origin) const;
    QImage tinted(const Part &mask, const QRect &device) const;
    void scroll(QPoint by);
    void changed(const QRect &canvas);

    std::array<ScaledTiles, 3> m_pictures;
    ScaledTiles m_mask;
    QRect m_page;
    ViewTransform m_transform;
    Shown m_shown = Shown::After;
    MaskStyle m_maskStyle;
    Surround m_surround;
    QImage m_preview;
    QRect m_previewArea;
    QImage m_view;
    QRegion m_stale;
};

} // namespace sfumato::ui
