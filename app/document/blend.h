// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QColor>
#include <QString>
#include <QtGlobal>

namespace sfumato::document {

/// How a layer's colours meet what lies below. Source: W3C Compositing and Blending Level 1, separable modes;
/// Addition is its "plus lighter" of colours alone.
enum class BlendMode {
    Normal, Multiply, Screen, Overlay, Darken, Lighten, ColourDodge, ColourBurn, HardLight, SoftLight, Difference,
    Exclusion, Addition
};
constexpr int blendModeCount = int(BlendMode::Addition) + 1;

QString blendModeName(BlendMode mode);                          ///< for people, translated
QString blendModeId(BlendMode mode);                            ///< for files: "normal", "soft-light" ...
std::optional<BlendMode> blendModeFromId(const QString &id);

/// Lays `count` pixels of `source` over `backdrop`: both RGBA with straight alpha. opacity: 0..255.
/// Where the source's alpha is 0 the backdrop stays bit-identical; where it is 255, opaque and Normal, the source does.
void blendPixels(uchar *backdrop, const uchar *source, int count, BlendMode mode, int opacity);
/// Lays one colour over `count` pixels in Normal mode, each as opaque as its byte of `coverage` says; the colour's own alpha counts for nothing.
void blendColour(uchar *backdrop, const uchar *coverage, int count, const QColor &colour);

} // namespace sfumato::document
