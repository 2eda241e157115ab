// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/base/image.h"

namespace sfumato::service {

/// Is told how many rows of pixels are done, now and then, and at the end.
using RowProgress = std::function<void(int rows)>;

/// What a PNG's IDAT chunks hold together: the rows of an image of 1, 3 or 4 channels, each with the filter that is
/// likely to compress best, as one zlib stream. Source: PNG specification, third edition, 9.2 and 12.8. Empty where
/// there is not enough memory.
std::string deflatedRows(const Image &image, const RowProgress &progress = {});

} // namespace sfumato::service
