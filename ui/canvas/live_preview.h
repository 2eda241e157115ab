// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QSize>

namespace sfumato::ui {

/// What a running job sees, as it is laid over its region of the canvas: as large as the region, or smaller where that
/// is large, and only where `mask` lets it through.
/// preview: any size, the latent's usually; region: canvas pixels; mask: Grayscale8 of the region, null = everything.
QImage maskedPreview(const QImage &preview, QSize region, const QImage &mask);

/// A finished picture as it will look when it is kept: at the size of its area, and transparent where the mask is 0.
/// mask: Grayscale8 of that size, null = everything. Premultiplied ARGB.
QImage cutOut(const QImage &picture, QSize area, const QImage &mask);

} // namespace sfumato::ui
