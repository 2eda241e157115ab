// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include "core/base/image.h"

namespace sfumato::document {

/// Pictures between Qt and the engine: Grayscale8 = 1 channel, RGB888 = 3, RGBA8888 = 4; another format becomes
/// RGBA8888 where it has alpha, else RGB888.
Image toPixels(const QImage &picture);
QImage toQImage(const Image &picture);

} // namespace sfumato::document
