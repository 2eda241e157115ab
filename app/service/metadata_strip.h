// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace sfumato::service {

/// The same picture without texts, Exif, comments, thumbnails and manifests; its compressed pixels, colour profile
/// and orientation stay as they are. The mark that a model made it stays too, where it was there.
/// `file` is named in errors. Errors: those of segmentsOf(); UnsupportedFormat for other formats than PNG, JPEG and WebP.
Result<std::string> withoutMetadata(std::string_view bytes, const std::string &file);

} // namespace sfumato::service
