// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace sfumato::service {

/// The few Exif fields that matter here; what is absent or damaged keeps its default.
struct Exif {
    int orientation = 1;     ///< 1..8, tag 0x0112: how the picture must be turned to stand upright
    std::string userComment; ///< tag 0x9286 as UTF-8: where A1111 puts its text in JPEG and WebP files
    std::string software;    ///< tag 0x0131
};

/// Reads a TIFF structure as found in Exif blocks, with or without the leading "Exif\0\0".
/// Never fails: only entries that lie wholly inside `block` are looked at, 512 an IFD at most; text above 1 MiB
/// is ignored. Source: Exif 2.32 sections 4.5-4.6.
Exif readExif(std::string_view block);

/// The smallest Exif block (TIFF structure, no prefix) that says nothing but the orientation.
std::string exifWithOrientation(int orientation);

} // namespace sfumato::service
