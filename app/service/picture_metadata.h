// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/service/infotext.h"
#include "app/service/picture_container.h"
#include "app/service/xmp.h"
#include "core/api/request.h"
#include "core/base/result.h"

namespace sfumato::service {

/// What a picture file says about how it came to be. All of it is untrusted text: paths in it are never opened.
struct PictureMetadata {
    PictureFormat format = PictureFormat::Unknown;
    int width = 0, height = 0;                              ///< pixels, as stored; 0 = not said
    std::vector<std::pair<std::string, std::string>> texts; ///< keyword and text, UTF-8, in the file's order
    std::string program;                                    ///< who wrote it: "ComfyUI"; empty = unknown
    std::optional<Infotext> infotext;                       ///< `parameters`, where it is A1111's text
    std::optional<GenerationRequest> request;               ///< ours, where it is valid
    XmpStatement provenance;
    bool contentCredentials = false; ///< a C2PA manifest is there (it is not verified)
    std::vector<std::string> notes;  ///< English sentences on what was left out or could not be read

    const std::string *text(std::string_view keyword) const;
};

/// Reads PNG text chunks (tEXt, zTXt, iTXt), Exif (A1111's UserComment) and XMP of PNG, JPEG and WebP files;
/// others give their format alone. A text of more than 1 MiB is left out with a note, as is what goes beyond
/// 8 MiB in all or 64 keywords. Errors: those of segmentsOf() and of reading the file, UnsupportedFormat.
Result<PictureMetadata> readPictureMetadata(const std::filesystem::path &file);
Result<PictureMetadata> pictureMetadataOf(std::string_view bytes, const std::string &file);

} // namespace sfumato::service
