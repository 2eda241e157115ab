// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/canvas_renderer.h"

namespace sfumato::document {
class Document;
}

namespace sfumato::ui {

class EffectiveMask;

/// Where a renderer takes a document's pixels from. Both outlive them.
CanvasRenderer::Sources sourcesOf(const document::Document &document, const EffectiveMask &mask);

/// Two pictures of one size (RGBA8888) compared: grey and dim where they are the same, `changed` where a channel differs,
/// stronger the more it does but never faint: one step of 255 is to be seen. Premultiplied ARGB.
QImage differenceOf(const QImage &before, const QImage &after, QColor changed = QColor(255, 64, 160));

} // namespace sfumato::ui
