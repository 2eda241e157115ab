// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

namespace sfumato::image {

/// Any picture as RGB: transparency laid over white, grey in three equal channels.
Image flattened(const Image &picture);

} // namespace sfumato::image
