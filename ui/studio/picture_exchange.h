// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <QImage>

#include "app/document/document_state.h"
#include "app/service/picture_metadata.h"
#include "app/service/png_export.h"
#include "app/service/recipe.h"

class QMimeData;

namespace sfumato::ui {

/// A picture from outside, and what it tells of itself.
struct ImportedPicture {
    QImage picture;
    std::vector<std::string> notes; ///< English sentences: what had to be decided
    std::optional<service::Recipe> recipe;
};

/// From the bytes of a picture file; `name` is named in errors. Errors: those of service::decodeImage(). Thread: any.
Result<ImportedPicture> importPicture(std::string_view bytes, const std::string &name, const service::RecipeMeans &means);

/// The picture file in a drop or on the clipboard, in the format that keeps the most; empty where there is none.
QByteArray pictureBytes(const QMimeData &data);

/// What an exported picture of a document says: the recipe of the topmost visible result, and whether a model had a
/// hand in it. size: of the picture, pixels.
service::PictureRecord exportRecord(const document::DocumentState &state, QSize size, const Catalog &catalog);

/// The same as read from such a file, but the recipe's files are named with their folders.
service::PictureMetadata exportMetadata(const document::DocumentState &state, QSize size, const Catalog &catalog);

QImage imageOf(const Image &image);
Image imageOf(const QImage &picture); ///< RGBA
Image opaqueImageOf(const QImage &picture); ///< RGB where nothing is transparent, else RGBA

} // namespace sfumato::ui
