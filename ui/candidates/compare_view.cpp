// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/candidates/compare_view.h"

#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTimer>
#include <QWheelEvent>

#include "ui/canvas/canvas_overlay.h"
#include "ui/canvas/canvas_sources.h"
#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

constexpr double margin = 16;    ///< points around a fitted picture
constexpr int reach = 8;         ///< points in which the divider is grabbed
constexpr double keyStep = 0.02; ///< of the width
constexpr int paintBudget = 12;  ///< ms

/// The part of a picture that lies in `area`, premultiplied; null where they do not meet.
QImage piece(const QImage &picture, const QRect &area) {
    if (!area.intersects(picture.rect()))
        return {};
    return picture.copy(area).convertToFormat(QImage::Format_ARGB32_Premultiplied); // transparent outside the picture
}

CanvasRenderer::Sources sources(const QImage &before, const QImage &after) {
    const auto difference = [&](const QRect &area) {
        return area.intersects(after.rect()) ? differenceOf(before.copy(area), after.copy(area)) : QImage();
    };
    return {{[&after](const QRect &area) { return piece(after, area); }, [&before](const QRect &area) { return piece(before, area); },
             difference},
            [](const QRect &) { return QImage(); }};
}

} // namespace

CompareView::CompareView(QWidget *parent) : QWidget(parent), m_left(sources(m_before, m_after)), m_right(sources(m_before, m_after)) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(240, 180);
    setAccessibleName(tr("Comparison"));
    m_left.setShown(Shown::Before);
    updateColours();
}

void CompareView::setPictures(const QImage &before, const QImage &after) {
    m_after = after.convertToFormat(QImage::Format_RGBA8888);
    m_before = before.convertToFormat(QImage::Format_RGBA8888);
    if (m_before.size() != m_after.size())
        m_before = m_before.scaled(m_after.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGBA8888);
    m_left.setPage(m_after.rect());
    m_right.setPage(m_after.rect());
    const bool sameSize = m_transform.extent() == m_after.rect();
    m_transform.setExtent(m_after.rect());
    if (!sameSize || m_fitted)
        fit();
    update();
}

void CompareView::setMode(CompareMode mode) {
    if (mode == m_mode)
        return;
    m_mode = mode;
    m_right.setShown(mode == CompareMode::Difference ? Shown::Difference : Shown::After);
    m_transform.setView(half(), devicePixelRatioF());
    if (m_fitted)
        m_transform.fit(margin);
    applyView(m_fitted);
    Q_EMIT modeChanged(mode);
}

void CompareView::setDivider(double share) {
    const double held = std::clamp(share, 0.0, 1.0);
    if (held == m_divider)
        return;
    m_divider = held;
    update();
    Q_EMIT dividerChanged(held);
}

void CompareView::fit() {
    m_transform.fit(margin);
    applyView(true);
}

QSizeF CompareView::half() const { return QSizeF(m_mode == CompareMode::SideBySide ? width() / 2 : width(), height()); }

int CompareView::dividerX() const { return static_cast<int>(std::lround(m_divider * width())); }

void CompareView::applyView(bool fitted) {
    m_fitted = fitted;
    const QSize device = (half() * m_transform.ratio()).toSize();
    m_left.setView(m_transform, device);
    m_right.setView(m_transform, device);
    update();
}

void CompareView::zoomTo(double zoom, QPointF view) {
    m_transform.setZoom(zoom, {std::fmod(view.x(), std::max(1.0, half().width())), view.y()});
    applyView(false);
}

void CompareView::updateColours() {
    const Surround surround{paletteFor(palette()).surround, QColor(0xc8c8c8), QColor(0x9c9c9c)};
    m_left.setSurround(surround);
    m_right.setSurround(surround);
}

void CompareView::resizeEvent(QResizeEvent *) {
    m_transform.setView(half(), devicePixelRatioF());
    if (m_fitted)
        m_transform.fit(margin);
    applyView(m_fitted);
}

// ---- painting

/// Draws the part `part` of the widget; the renderer's picture begins at `shift`.
void CompareView::paintHalf(QPainter &painter, CanvasRenderer &renderer, const QRect &part, int shift) {
    const qreal ratio = m_transform.ratio();
    const QRect device = QRectF(QPointF(part.x() - shift, part.y()) * ratio, QSizeF(part.size()) * ratio).toAlignedRect();
    const QImage &view = renderer.render(device, QDeadlineTimer(paintBudget));
    m_drawn = m_drawn && renderer.stale().intersected(device).isEmpty();
    painter.save();
    painter.setClipRect(part);
    painter.translate(shift, 0);
    painter.scale(1 / ratio, 1 / ratio);
    painter.drawImage(device.topLeft(), view, device);
    painter.restore();
}

void CompareView::paintCaption(QPainter &painter, const QRect &part, const QString &text, Qt::Alignment side) {
    const int width = painter.fontMetrics().horizontalAdvance(text) + 16;
    const qreal left = side == Qt::AlignLeft ? part.left() + 12 : part.right() - 12 - width;
    paintLabel(painter, {left, part.top() + 40.0}, text, part);
}

void CompareView::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    m_drawn = true;
    const int w = width(), h = height();
    if (m_mode == CompareMode::Difference) {
        paintHalf(painter, m_right, rect(), 0);
        paintCaption(painter, rect(), tr("difference"), Qt::AlignLeft);
    } else {
        const bool split = m_mode == CompareMode::Split;
        const int x = split ? dividerX() : w / 2;
        const QRect left(0, 0, x, h), right(x, 0, w - x, h);
        paintHalf(painter, m_left, left, 0);
        paintHalf(painter, m_right, right, split ? 0 : x);
        paintCaption(painter, rect(), tr("before"), Qt::AlignLeft);
        paintCaption(painter, rect(), tr("after"), Qt::AlignRight);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(x - 1, 0, 2, h, Qt::white);
        if (split) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(QColor(0, 0, 0, 120), 1));
            painter.setBrush(hasFocus() ? darkPalette().accent : QColor(Qt::white));
            painter.drawEllipse(QPointF(x, h / 2.0), 9, 9);
        }
    }
    if (!m_drawn)
        QTimer::singleShot(0, this, [this] { update(); });
}

// ---- mouse and keys

void CompareView::mousePressEvent(QMouseEvent *event) {
    m_last = event->position();
    const bool onDivider = m_mode == CompareMode::Split && std::abs(event->position().x() - dividerX()) <= reach;
    m_drag = onDivider && event->button() == Qt::LeftButton ? Drag::Divider : Drag::View;
}

void CompareView::mouseMoveEvent(QMouseEvent *event) {
    const bool onDivider = m_mode == CompareMode::Split && std::abs(event->position().x() - dividerX()) <= reach;
    if (m_drag == Drag::Divider) {
        setDivider(event->position().x() / std::max(1, width()));
    } else if (m_drag == Drag::View) {
        m_transform.pan(event->position() - m_last);
        m_last = event->position();
        applyView(false);
    } else {
        setCursor(onDivider ? Qt::SplitHCursor : Qt::OpenHandCursor);
    }
}

void CompareView::mouseReleaseEvent(QMouseEvent *) { m_drag = Drag::None; }

void CompareView::wheelEvent(QWheelEvent *event) {
    if (event->modifiers() & Qt::ControlModifier) {
        zoomTo(m_transform.zoom() * std::exp2(event->angleDelta().y() / 480.0), event->position());
    } else {
        m_transform.pan(QPointF(event->angleDelta()) / 2);
        applyView(false);
    }
    event->accept();
}

void CompareView::keyPressEvent(QKeyEvent *event) {
    switch (event->key()) {
    case Qt::Key_Left: setDivider(m_divider - keyStep); break;
    case Qt::Key_Right: setDivider(m_divider + keyStep); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomTo(nextZoom(m_transform.zoom(), true), m_transform.centre()); break;
    case Qt::Key_Minus: zoomTo(nextZoom(m_transform.zoom(), false), m_transform.centre()); break;
    case Qt::Key_0: fit(); break;
    default: QWidget::keyPressEvent(event);
    }
}

void CompareView::changeEvent(QEvent *event) {
    if (event->type() == QEvent::PaletteChange)
        updateColours();
    QWidget::changeEvent(event);
}

} // namespace sfumato::ui
