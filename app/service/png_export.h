// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "app/service/png_rows.h"
#include "app/service/xmp.h"
#include "core/base/image.h"
#include "core/base/result.h"

namespace sfumato::service {

/// What is written into a picture about how it came to be.
struct PictureRecord {
    std::string parameters; ///< A1111 infotext, UTF-8; empty = none
    std::string request;    ///< JSON of the request; empty = none
    std::string model;      ///< name of the model; empty = none
    SourceType source = SourceType::Synthetic; ///< Unsaid only for pictures that no model made
    std::string origin{}; ///< JSON for the studio's history (job, picture it was edited from); empty = none
};

enum class Overwrite { No, Yes };

/// The PNG file of a picture: text chunk `parameters` as A1111 writes it (Latin-1 where it fits, else iTXt),
/// `sfumato` with the request, `sfumato-origin` with the origin, and, unless the source is Unsaid, XMP with Iptc4xmpExt:DigitalSourceType and xmp:CreatorTool.
/// `image` has 1, 3 or 4 channels. Errors: OutOfMemory.
Result<std::string> encodePng(const Image &image, const PictureRecord &record, const RowProgress &progress = {});

/// Writes that file, whole or not at all; folders that do not exist are made. `image` as for encodePng().
/// Errors: Conflict where the file exists and must not be overwritten, Unreadable (no permission, disk full).
Result<void> exportPng(const std::filesystem::path &file, const Image &image, const PictureRecord &record,
                       Overwrite overwrite);

} // namespace sfumato::service
