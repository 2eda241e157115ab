// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "app/document/document_state.h"
#include "app/document/project_pictures.h"
#include "core/base/result.h"

namespace sfumato::document::project {

/// A PNG of a project and where its pixels lie, in the coordinates of the picture it belongs to.
struct Piece {
    std::string file;
    QRect area;
};

/// What document.json says: the document without pixels, and where those are.
struct Contents {
    DocumentState outline;
    std::vector<Piece> base, mask;
    std::vector<std::vector<Piece>> layers; ///< one list a layer
    std::vector<NamedPicture> pictures;     ///< that the settings name; empty in projects of before they came along
};

std::string toJson(const Contents &contents);
/// Errors: UnsupportedFormat, CorruptFile, LimitExceeded; `file` is their subject.
Result<Contents> fromJson(const std::string &text, const std::string &file);

} // namespace sfumato::document::project
