// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace sfumato::service {

/// What a picture file is by its first bytes; names and endings are never asked.
enum class PictureFormat { Unknown, Png, Jpeg, WebP, Gif, Bmp };

PictureFormat pictureFormatOf(std::string_view bytes);

/// "PNG", "JPEG", "WebP", "GIF", "BMP"; "unknown" for Unknown.
std::string_view name(PictureFormat format);

/// One piece of a picture file: a PNG chunk, a JPEG marker segment or a WebP (RIFF) chunk. Views into the file.
/// The entropy-coded data after a JPEG's first SOS is one piece of type "scans" that ends with the file.
struct Segment {
    std::string type;       ///< "IHDR", "APP1", "EXIF"
    std::string_view data;  ///< the payload alone
    std::string_view whole; ///< with length, type and checksum: what is copied to keep the piece as it is
};

/// The pieces of a PNG, JPEG or WebP file, in order. Data behind a PNG's IEND or a WebP's RIFF is left out.
/// `file` is named in errors. Errors: CorruptFile (a piece ends behind the file, a wrong checksum, no header,
/// no end), LimitExceeded (more than 100,000 pieces), UnsupportedFormat for other formats.
Result<std::vector<Segment>> segmentsOf(std::string_view bytes, const std::string &file);

/// Appends a PNG chunk with its length and checksum. `type` has four letters.
void appendPngChunk(std::string &png, std::string_view type, std::string_view data);

/// The eight bytes every PNG begins with.
inline constexpr std::string_view pngSignature{"\x89PNG\r\n\x1a\n", 8};

} // namespace sfumato::service
