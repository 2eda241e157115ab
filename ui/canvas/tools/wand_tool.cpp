// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/wand_tool.h"

#include <algorithm>
#include <cmath>

#include "ui/canvas/tools/select_tool.h"

namespace sfumato::ui {
namespace {

constexpr double pointsPerStep = 3; ///< of the drag that sets the tolerance

} // namespace

int WandTool::tolerance() const {
    return std::clamp(m_tolerance + static_cast<int>(std::lround(m_dragged / pointsPerStep)), 0, 255);
}

void WandTool::press(const PointerInput &pointer) {
    m_pressed = pointer;
    m_dragged = 0;
}

void WandTool::drag(const PointerInput &pointer) {
    if (!m_pressed)
        return;
    m_dragged = pointer.view.x() - m_pressed->view.x();
    host().updateOverlay();
}

void WandTool::release(const PointerInput &pointer) {
    if (!m_pressed)
        return;
    m_tolerance = tolerance();
    m_dragged = 0;
    const QPoint pixel(static_cast<int>(std::floor(m_pressed->canvas.x())), static_cast<int>(std::floor(m_pressed->canvas.y())));
    m_pressed.reset();
    if (!host().document().state().bounds().contains(pixel))
        return;
    const auto reach = pointer.modifiers & Qt::ShiftModifier ? image::WandReach::Everywhere : image::WandReach::Connected;
    take([pixel, tolerance = m_tolerance, reach](const document::Document &document) { return document::selectSimilar(document.state(), pixel, tolerance, reach); },
         pointer.modifiers);
}

void WandTool::take(const Finder &similar, Qt::KeyboardModifiers modifiers) {
    host().change([similar, how = combineFor(modifiers)](document::Document &document) { document::combine(document, similar(document), how); });
}

void WandTool::abandon() {
    m_pressed.reset();
    m_dragged = 0;
}

QString WandTool::options() const { return tr("wand · tolerance %1").arg(tolerance()) + combineHint(); }

} // namespace sfumato::ui
