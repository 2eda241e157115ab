// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/service/picture_container.h"
#include "core/base/image.h"
#include "core/base/result.h"

namespace sfumato::service {

/// A picture read from a file, and what had to be decided on the way.
struct LoadedImage {
    Image pixels;
    PictureFormat format = PictureFormat::Unknown;
    std::vector<std::string> notes; ///< English sentences, e.g. that the first frame was taken
};

/// The one way from a picture file to pixels: PNG, JPEG, GIF, BMP and, where Qt has the plugin, WebP.
/// The result is RGB, or RGBA where the file has transparency: 8 bits, sRGB, upright (Exif orientation applied).
/// 16-bit, grey and palette pictures are converted; colour profiles are converted to sRGB; a file without
/// one, or with a gamma of 1/2.2, counts as sRGB. Limits are checked before anything is decoded.
/// Errors: NotFound, Unreadable, UnsupportedFormat (no picture of these kinds), CorruptFile (damaged or cut off),
/// LimitExceeded (bytes of the file, pixels, a side).
Result<LoadedImage> readImage(const std::filesystem::path &file);

/// The same from bytes in memory; `file` is named in errors.
Result<LoadedImage> decodeImage(std::string_view bytes, const std::string &file);

/// A mask, 1 channel, 255 = repaint: the alpha channel where the file has one that is not the same everywhere,
/// else the brightness (Rec. 601 weights). Values are taken as they stand, without colour conversion.
/// Errors: as readImage(), and InvalidArgument where nothing is masked.
Result<LoadedImage> readMask(const std::filesystem::path &file);

/// An RGBA picture laid on white, as other programs do with transparency.
Image onWhite(const Image &rgba);

} // namespace sfumato::service
