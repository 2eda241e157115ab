// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_view.h"

#include <algorithm>
#include <cmath>

#include <QAccessible>
#include <QAccessibleWidget>
#include <QLabel>
#include <QPaintEvent>
#include <QPainter>

#include "app/document/document.h"
#include "app/document/elsewhere.h"
#include "ui/canvas/canvas_overlay.h"
#include "ui/canvas/canvas_sources.h"
#include "ui/canvas/live_preview.h"
#include "ui/canvas/mask_coverage.h"
#include "ui/canvas/mask_outline.h"
#include "ui/canvas/options_bar.h"
#include "ui/canvas/tools/make_tool.h"
#include "ui/canvas/zoom_box.h"
#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

constexpr double fitMargin = 24;     ///< points
constexpr int chipMargin = 14;       ///< points
constexpr int paintBudget = 5;       ///< ms that a repaint may spend on new pixels before it shows what it has
constexpr double liveMaskStrength = 0.2;
constexpr int holdDelay = 250;       ///< ms after which a pressed key is a held one
constexpr int badgeDelay = 150;      ///< ms after which a change that is still being made is mentioned
constexpr int describeDelay = 300;   ///< ms after the last change of the mask

QAccessibleInterface *accessibleCanvas(const QString &, QObject *object) {
    if (auto *view = qobject_cast<CanvasView *>(object))
        return new QAccessibleWidget(view, QAccessible::Graphic);
    return nullptr;
}

} // namespace

CanvasView::CanvasView(document::Document &document, QWidget *parent)
    : QWidget(parent), m_document(document), m_changes(document), m_mask(document), m_renderer(sourcesOf(document, m_mask)), m_zoomBox(new ZoomBox(this)),
      m_options(new OptionsBar(this)), m_badge(new QLabel(this)) {
    static const bool installed = (QAccessible::installFactory(accessibleCanvas), true);
    Q_UNUSED(installed)
    setObjectName(QStringLiteral("canvas"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAttribute(Qt::WA_TabletTracking);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    grabGesture(Qt::PinchGesture);
    setMinimumSize(280, 240);

    for (int n = 0; n < toolCount; ++n)
        m_tools[static_cast<size_t>(n)] = makeTool(static_cast<ToolKind>(n), *this);
    m_badge->setObjectName(QStringLiteral("chip"));
    m_badge->setTextFormat(Qt::PlainText);
    m_badge->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_badge->hide();
    connect(m_options, &OptionsBar::brushEdited, this, &CanvasView::setBrush);
    connect(m_options, &OptionsBar::paintOnChosen, this, &CanvasView::setPaintOn);
    connect(m_options, &OptionsBar::finished, this, [this] { setFocus(); });
    connect(m_zoomBox, &ZoomBox::zoomInRequested, this, &CanvasView::zoomIn);
    connect(m_zoomBox, &ZoomBox::zoomOutRequested, this, &CanvasView::zoomOut);
    connect(m_zoomBox, &ZoomBox::fitRequested, this, &CanvasView::fit);
    m_describe.setSingleShot(true);
    m_describe.setInterval(describeDelay);
    connect(&m_describe, &QTimer::timeout, this, &CanvasView::describe);

    m_changeLong.setSingleShot(true);
    m_changeLong.setInterval(badgeDelay);
    connect(&m_changeLong, &QTimer::timeout, this, &CanvasView::showBadge);
    connect(&m_changes, &document::BackgroundChange::pendingChanged, this, [this](bool pending) {
        if (pending)
            m_changeLong.start();
        else
            m_changeLong.stop();
        if (!pending && m_candidateGoes)
            showCandidate({}, {}, {});
        showBadge();
    });

    m_tabPressed.setSingleShot(true);
    m_tabPressed.setInterval(holdDelay);
    connect(&m_tabPressed, &QTimer::timeout, this, [this] { Q_EMIT tabHeld(m_tabHeld = true); });

    m_renderer.setPage(QRect({}, document.size()));
    updateSurround();
    updateExtent();
    listenToDocument();
    updateCursor();
    describe();
}

CanvasView::~CanvasView() = default;

void CanvasView::listenToDocument() {
    connect(&m_document, &document::Document::changed, this, [this](const QRect &area) {
        m_renderer.pictureChanged(area);
        updateCanvas(area);
    });
    connect(&m_document, &document::Document::maskChanged, this, [this](const QRect &area) {
        m_mask.changed(area);
        m_renderer.maskChanged(area);
        m_maskLinesStale = true;
        m_describe.start();
        if (m_gestureTool)
            updateCanvas(area);
        else
            refreshMask();
    });
    connect(&m_document, &document::Document::frameChanged, this, [this] {
        updateExtent();
        update();
    });
    connect(&m_document, &document::Document::layersChanged, this, &CanvasView::updateExtent);
}

void CanvasView::updateExtent() {
    m_transform.setExtent(m_document.state().bounds() | frame());
    placeChips();
}

// ---- the view

void CanvasView::applyView(bool fitted) {
    m_fitted = fitted;
    m_renderer.setView(m_transform, (QSizeF(size()) * m_transform.ratio()).toSize());
    m_zoomBox->show(m_transform.zoom(), m_transform.rotation());
    placeChips();
    update();
    Q_EMIT viewChanged();
}

void CanvasView::fit() {
    m_transform.fit(fitMargin, chipRoom());
    applyView(true);
}

/// Points at the lower edge that the plates would cover of a fitted picture.
double CanvasView::chipRoom() const { return std::max(0.0, m_zoomBox->height() + 2 * chipMargin - fitMargin); }

void CanvasView::zoomIn() { zoomTo(nextZoom(m_transform.zoom(), true), m_transform.centre()); }
void CanvasView::zoomOut() { zoomTo(nextZoom(m_transform.zoom(), false), m_transform.centre()); }
void CanvasView::setZoom(double zoom) { zoomTo(zoom, m_transform.centre()); }
void CanvasView::rotateBy(double degrees) { rotateTo(m_transform.rotation() + degrees, m_transform.centre()); }
void CanvasView::resetRotation() { rotateTo(0, m_transform.centre()); }

void CanvasView::zoomTo(double zoom, QPointF view) {
    m_transform.setZoom(zoom, view);
    applyView(false);
}

void CanvasView::rotateTo(double degrees, QPointF view) {
    m_transform.setRotation(degrees, view);
    applyView(false);
}

void CanvasView::panBy(QPointF viewPoints) {
    m_transform.pan(viewPoints);
    applyView(false);
}

void CanvasView::resizeEvent(QResizeEvent *) { adoptSize(); }

void CanvasView::adoptSize() {
    m_transform.setView(size(), devicePixelRatioF());
    if (m_fitted)
        m_transform.fit(fitMargin, chipRoom());
    applyView(m_fitted);
}

// ---- what is shown

void CanvasView::setMaskStyle(const MaskStyle &style) {
    m_maskStyle = style;
    applyMaskStyle();
    Q_EMIT maskStyleChanged();
}

/// The mask steps back behind what a job paints into it, and does not cover a result that is being judged.
void CanvasView::applyMaskStyle() {
    MaskStyle style = m_maskStyle;
    if (isLive())
        style.opacity *= liveMaskStrength;
    else if (!m_candidate.isNull())
        style.visible = false;
    m_renderer.setMaskStyle(style);
    update();
}

void CanvasView::setShown(Shown shown) {
    if (shown == m_renderer.shown())
        return;
    m_renderer.setShown(shown);
    update();
    Q_EMIT shownChanged();
}

void CanvasView::setMaskUse(const MaskUse &use, const document::FramePlan &plan) {
    if (m_mask.set(use, plan) && !m_gestureTool)
        refreshMask();
}

/// The mask as it will be used, and its outline; too slow for every move of a brush, on large canvases for the window.
void CanvasView::refreshMask() {
    const MaskDraft draft = m_mask.draft();
    document::elsewhereIfLarge(draft.area().size(), *this, [draft] { return draft.made(); }, [this, draft, wish = ++m_maskWish](const QImage &made) {
        if (wish != m_maskWish || m_gestureTool) // what a gesture paints is made use of when it ends
            return;
        m_renderer.maskChanged(m_mask.take(draft, made));
        update();
    });
    update(); // the outline elsewhere may have to go
}

void CanvasView::setProcessedPart(const QRect &part) {
    m_processed = part;
    update();
}

void CanvasView::setFrameLabel(const QString &label) {
    m_label = label;
    update();
}

void CanvasView::showDraftFrame(std::optional<QRect> frame) {
    m_draftFrame = frame;
    placeChips();
    update();
}

QRect CanvasView::frame() const { return m_draftFrame.value_or(m_document.frame()); }

QString CanvasView::frameLabel() const {
    if (!m_draftFrame)
        return m_label;
    return tr("%1 × %2").arg(m_draftFrame->width()).arg(m_draftFrame->height());
}

void CanvasView::beginLive(const QRect &area, const QImage &mask) {
    endLive();
    m_liveArea = area;
    m_liveMask = mask;
    applyMaskStyle();
}

void CanvasView::showLive(const QImage &preview, int step) {
    if (m_liveArea.isEmpty())
        return;
    m_renderer.setPreview(maskedPreview(preview, m_liveArea.size(), m_liveMask), m_liveArea);
    m_liveStep = step;
    showBadge();
    updateCanvas(m_liveArea);
}

void CanvasView::endLive() {
    if (m_liveArea.isEmpty())
        return;
    m_liveArea = {};
    m_liveMask = {};
    m_renderer.setPreview(m_candidate, m_candidateArea);
    m_liveStep = 0;
    showBadge();
    applyMaskStyle();
}

/// What goes on here without the person's hand.
void CanvasView::showBadge() {
    const bool changing = isChanging() && !m_changeLong.isActive();
    m_badge->setText(changing ? tr("working · Esc cancels") : m_liveStep > 0 ? tr("live preview · step %1").arg(m_liveStep) : QString());
    m_badge->setVisible(!m_badge->text().isEmpty());
    setAccessibleDescription(m_badge->text());
    placeChips();
}

void CanvasView::change(std::function<void(document::Document &)> change) { m_changes.perform(std::move(change)); }

void CanvasView::showCandidate(const QImage &picture, const QRect &area, const QImage &mask) {
    ++m_candidateWish;
    m_candidateGoes = picture.isNull() && isChanging();
    if (m_candidateGoes)
        return;
    document::elsewhereIfLarge(area.size(), *this, [picture, size = area.size(), mask] { return cutOut(picture, size, mask); },
                               [this, area, wish = m_candidateWish](const QImage &made) {
                                   if (wish == m_candidateWish)
                                       takeCandidate(made, area);
                               });
}

void CanvasView::takeCandidate(const QImage &cutOut, const QRect &area) {
    m_candidate = cutOut;
    m_candidateArea = m_candidate.isNull() ? QRect() : area;
    if (isLive())
        return;
    m_renderer.setPreview(m_candidate, m_candidateArea);
    applyMaskStyle();
}

void CanvasView::updateSurround() {
    const Palette &colours = paletteFor(palette());
    m_renderer.setSurround({colours.surround, QColor(0xc8c8c8), QColor(0x9c9c9c)});
}

void CanvasView::describe() {
    const QSize size = m_document.size();
    setAccessibleName(tr("Image %1x%2, mask covers %3 %").arg(size.width()).arg(size.height()).arg(std::lround(100 * maskCoverage(m_document))));
}

/// Repaints what shows `canvas`, and as much around it as smooth drawing reaches.
void CanvasView::updateCanvas(const QRect &canvas) {
    const QRectF shown = m_transform.toView(QRectF(canvas));
    update(shown.adjusted(-3, -3, 3, 3).toAlignedRect());
}

void CanvasView::placeChips() {
    const document::Layer *layer = m_document.layer(m_target);
    m_options->show({m_tool, m_brush, m_paintOn, layer ? layer->name : QString(), m_tools[static_cast<size_t>(m_tool)]->options()});
    m_zoomBox->move(chipMargin, height() - m_zoomBox->height() - chipMargin);
    // In a narrow view the options stand above the zoom box.
    const int left = width() - m_options->width() - chipMargin;
    const int bottom = left > m_zoomBox->geometry().right() + chipMargin ? height() - chipMargin : m_zoomBox->y() - chipMargin / 2;
    m_options->move(std::max(left, chipMargin), bottom - m_options->height());
    if (m_badge->isHidden())
        return;
    m_badge->adjustSize();
    const QRectF page = m_transform.toView(QRectF(QPointF(), QSizeF(m_document.size()))).intersected(QRectF(rect()));
    m_badge->move(static_cast<int>(std::max(page.right() - m_badge->width(), page.left())) - chipMargin,
                  static_cast<int>(page.top()) + chipMargin);
}

// ---- painting

void CanvasView::paintEvent(QPaintEvent *event) {
    if (devicePixelRatioF() != m_transform.ratio())
        adoptSize(); // on another screen now
    const qreal ratio = m_transform.ratio();
    QPainter painter(this);
    QRegion device;
    for (const QRect &part : event->region())
        device += QRectF(QPointF(part.topLeft()) * ratio, QSizeF(part.size()) * ratio).toAlignedRect();
    const QImage &view = m_renderer.render(device, QDeadlineTimer(paintBudget));
    painter.save();
    // At a ratio of 1.5 a widget may begin in the middle of a device pixel; the picture begins with the next whole one.
    const QTransform screen = painter.deviceTransform();
    painter.scale(1 / ratio, 1 / ratio);
    painter.translate(std::round(screen.dx()) - screen.dx(), std::round(screen.dy()) - screen.dy());
    for (const QRect &part : device)
        painter.drawImage(part.topLeft(), view, part);
    painter.restore();
    paintOverlays(painter);
    if (!m_renderer.stale().isEmpty())
        QTimer::singleShot(0, this, [this] { update(); });
}

void CanvasView::paintOverlays(QPainter &painter) {
    if (m_renderer.shown() == Shown::Before) // what is compared is not painted over
        return;
    if (m_renderer.maskStyle().visible) {
        if (m_maskLinesStale && !m_gestureTool) {
            m_maskLines = maskOutline(m_document.state().mask);
            m_maskLinesStale = false;
        }
        paintOutline(painter, m_transform, m_maskLines, m_maskStyle.colour);
    }
    paintFrame(painter, m_transform, frame(), m_draftFrame ? QRect() : m_processed, frameLabel());
    current().paint(painter);
}

} // namespace sfumato::ui
