// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/canvas_actions.h"

#include <array>
#include <utility>

#include <QAction>
#include <QActionGroup>

#include "app/document/mask_operations.h"
#include "app/document/selection.h"
#include "app/document/undo_history.h"
#include "ui/actions/action_registry.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/canvas/canvas_view.h"
#include "ui/layers/layers_panel.h"
#include "ui/studio/document_page.h"

namespace sfumato::ui {
namespace {

constexpr std::array<std::pair<const char *, ToolKind>, 11> tools = {{{"tool.move", ToolKind::Move},
                                                                    {"tool.brush", ToolKind::Brush},
                                                                    {"tool.eraser", ToolKind::Eraser},
                                                                    {"tool.fill", ToolKind::Fill},
                                                                    {"tool.eyedropper", ToolKind::Eyedropper},
                                                                    {"tool.rectangle", ToolKind::Rectangle},
                                                                    {"tool.ellipse", ToolKind::Ellipse},
                                                                    {"tool.lasso", ToolKind::Lasso},
                                                                    {"tool.wand", ToolKind::Wand},
                                                                    {"tool.frame", ToolKind::Frame},
                                                                    {"tool.pan", ToolKind::Pan}}};
constexpr int maskStep = 8;       // pixels
constexpr double maskBlur = 4.0;  // sigma, pixels
constexpr double turn = 15.0;     // degrees

} // namespace

CanvasActions::CanvasActions(ActionRegistry &registry) : QObject(&registry), m_registry(registry) {
    connectTools();
    connectView();
    connectMask();
    connectDocument();
    refresh();
}

void CanvasActions::on(const char *id, std::function<void(DocumentPage &)> action) {
    connect(m_registry.action(QLatin1String(id)), &QAction::triggered, this, [this, action = std::move(action)] {
        if (m_page)
            action(*m_page);
    });
}

void CanvasActions::connectTools() {
    auto *group = new QActionGroup(this);
    for (const auto &[id, kind] : tools) {
        group->addAction(m_registry.action(QLatin1String(id)));
        on(id, [kind = kind](DocumentPage &page) { page.canvas().setTool(kind); });
    }
    on("tool.larger", [](DocumentPage &page) { page.canvas().stepBrushSize(true); });
    on("tool.smaller", [](DocumentPage &page) { page.canvas().stepBrushSize(false); });
    on("tool.layer", [](DocumentPage &page) {
        page.canvas().setPaintOn(page.canvas().paintOn() == PaintOn::Mask ? PaintOn::Layer : PaintOn::Mask);
    });
    on("tool.swap", [](DocumentPage &page) { page.canvas().swapBrushAndEraser(); });
}

void CanvasActions::connectView() {
    on("view.fit", [](DocumentPage &page) { page.canvas().fit(); });
    for (const auto &[id, zoom] : {std::pair("view.100", 1.0), std::pair("view.200", 2.0), std::pair("view.400", 4.0), std::pair("view.800", 8.0)})
        on(id, [zoom = zoom](DocumentPage &page) { page.canvas().setZoom(zoom); });
    on("view.in", [](DocumentPage &page) { page.canvas().zoomIn(); });
    on("view.out", [](DocumentPage &page) { page.canvas().zoomOut(); });
    on("view.rotateLeft", [](DocumentPage &page) { page.canvas().rotateBy(-turn); });
    on("view.rotateRight", [](DocumentPage &page) { page.canvas().rotateBy(turn); });
    on("view.rotateReset", [](DocumentPage &page) { page.canvas().resetRotation(); });
    on("view.difference", [](DocumentPage &page) {
        page.canvas().setShown(page.canvas().shown() == Shown::Difference ? Shown::After : Shown::Difference);
    });
}

void CanvasActions::connectMask() {
    const auto change = [this](const char *id, void (*operation)(document::Document &)) {
        on(id, [operation](DocumentPage &page) { page.canvas().change(operation); });
    };
    change("mask.fill", document::fillMask);
    change("mask.clear", document::clearMask);
    change("mask.invert", document::invertMask);
    change("mask.grow", [](document::Document &document) { document::growMask(document, maskStep); });
    change("mask.shrink", [](document::Document &document) { document::growMask(document, -maskStep); });
    change("mask.feather", [](document::Document &document) { document::featherMask(document, maskStep); });
    change("mask.blur", [](document::Document &document) { document::blurMask(document, maskBlur); });
    change("mask.fromTransparency", [](document::Document &document) {
        document::combine(document, document::selectTransparency(document.state(), document.frame()), document::MaskCombine::Replace);
    });
    on("mask.fromLayer", [](DocumentPage &page) {
        page.canvas().change([id = page.layers().current()](document::Document &document) {
            if (const auto *layer = document.layer(id))
                document::combine(document, document::selectLayer(*layer), document::MaskCombine::Replace);
        });
    });
    on("mask.show", [](DocumentPage &page) {
        auto style = page.canvas().maskStyle();
        style.visible = !style.visible;
        page.canvas().setMaskStyle(style);
    });
    on("mask.hatch", [](DocumentPage &page) {
        auto style = page.canvas().maskStyle();
        style.hatch = !style.hatch;
        page.canvas().setMaskStyle(style);
    });
}

void CanvasActions::connectDocument() {
    on("edit.undo", [](DocumentPage &page) {
        if (page.canvas().isChanging())
            page.canvas().cancelChange(); // what was asked for last is what is taken back
        else
            page.document().history().undo();
    });
    on("edit.redo", [](DocumentPage &page) { page.document().history().redo(); });
    on("image.keep", [](DocumentPage &page) { page.strip().keep(); });
    on("image.discard", [](DocumentPage &page) { page.strip().discard(); });
    on("image.next", [](DocumentPage &page) { page.strip().next(); });
    on("image.previous", [](DocumentPage &page) { page.strip().previous(); });
    on("image.layer", [](DocumentPage &page) { page.addLayerToPaint(); });
    on("image.frame", [](DocumentPage &page) { page.document().setFrame(QRect(QPoint(), page.document().size())); });
    on("image.compare", [](DocumentPage &page) {
        if (page.comparing())
            page.showCanvas();
        else
            page.compare();
    });
}

void CanvasActions::setPage(DocumentPage *page) {
    for (const auto &connection : std::as_const(m_connections))
        disconnect(connection);
    m_connections.clear();
    m_page = page;
    if (page) {
        auto &history = page->document().history();
        m_connections << connect(&history, &document::UndoHistory::positionChanged, this, &CanvasActions::refresh)
                      << connect(&page->canvas(), &CanvasView::toolChanged, this, &CanvasActions::refresh)
                      << connect(&page->canvas(), &CanvasView::tabHeld, m_registry.action(QStringLiteral("view.panels")), &QAction::trigger)
                      << connect(&page->canvas(), &CanvasView::paintedChanged, this, &CanvasActions::refresh)
                      << connect(&page->canvas(), &CanvasView::maskStyleChanged, this, &CanvasActions::refresh)
                      << connect(&page->canvas(), &CanvasView::shownChanged, this, &CanvasActions::refresh)
                      << connect(&page->strip(), &CandidateStrip::currentChanged, this, &CanvasActions::refresh);
    }
    refresh();
}

void CanvasActions::refresh() {
    for (const auto &entry : m_registry.entries()) {
        const QString &id = entry.spec.id;
        const bool needsPage = id.startsWith(QLatin1String("mask.")) || id.startsWith(QLatin1String("tool.")) ||
                               (id.startsWith(QLatin1String("view.")) && id != QLatin1String("view.panels") && id != QLatin1String("view.fullScreen")) ||
                               id == QLatin1String("image.layer") || id == QLatin1String("image.frame") || id == QLatin1String("image.compare") ||
                               id == QLatin1String("image.next") || id == QLatin1String("image.previous") || id == QLatin1String("image.upscale") || id == QLatin1String("image.remove");
        if (needsPage)
            entry.action->setEnabled(m_page != nullptr);
    }
    const auto *history = m_page ? &m_page->document().history() : nullptr;
    auto *undo = m_registry.action(QStringLiteral("edit.undo"));
    auto *redo = m_registry.action(QStringLiteral("edit.redo"));
    undo->setEnabled(history && history->canUndo());
    redo->setEnabled(history && history->canRedo());
    undo->setText(undo->isEnabled() ? tr("&Undo %1").arg(history->undoName()) : tr("&Undo"));
    redo->setText(redo->isEnabled() ? tr("&Redo %1").arg(history->redoName()) : tr("&Redo"));
    const bool finished = m_page && m_page->strip().current();
    for (const char *id : {"image.keep", "image.discard"})
        m_registry.action(QLatin1String(id))->setEnabled(finished);
    if (!m_page)
        return;
    for (const auto &[id, kind] : tools)
        if (m_page->canvas().tool() == kind)
            m_registry.action(QLatin1String(id))->setChecked(true);
    m_registry.action(QStringLiteral("tool.layer"))->setChecked(m_page->canvas().paintOn() == PaintOn::Layer);
    m_registry.action(QStringLiteral("mask.show"))->setChecked(m_page->canvas().maskStyle().visible);
    m_registry.action(QStringLiteral("mask.hatch"))->setChecked(m_page->canvas().maskStyle().hatch);
    m_registry.action(QStringLiteral("view.difference"))->setChecked(m_page->canvas().shown() == Shown::Difference);
}

} // namespace sfumato::ui
