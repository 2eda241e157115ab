// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QSize>

namespace sfumato::ui {

/// What a running job sees, as it is laid over its region of the canvas: as large as the region, or smaller where that
/// is large, and only where `mask` lets it through.
/// preview: any size, the latent's usually; region: canvas pixels; mask: Grayscale8 of the region, null = everything.
QImage maskedPreview(const QImage &preview, QSize region, const QImage &mask);

} // namespace sfumato::ui
