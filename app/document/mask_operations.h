// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "app/document/document.h"
#include "app/document/selection.h"
#include "core/base/result.h"

namespace sfumato::document {

/// What can be done with the mask; one undo step each, none where nothing changes. Grey values stay soft in all of
/// them. The mask lies within the document's bounds(). Thread: the document's.

enum class MaskCombine {
    Replace,
    Add,      ///< the larger of the two values
    Subtract, ///< the smaller of the mask and what the selection leaves free
    Intersect ///< the smaller of the two values
};

/// Brings a selection into the mask; `feather` pixels of its edge are made soft first, as featherMask() does.
void combine(Document &document, const Selection &selection, MaskCombine how, double feather = 0);

void fillMask(Document &document); ///< 255 within the frame; a frame outside the bounds cannot be
void clearMask(Document &document);
void invertMask(Document &document); ///< within the document's bounds
void growMask(Document &document, int px);   ///< by a disc; negative shrinks. The canvas's border is no edge
void featherMask(Document &document, double px); ///< softens the edge inwards: no pixel joins the mask
void blurMask(Document &document, double sigma); ///< Gaussian, to both sides

/// A mask from outside has the size of the base picture or of the frame, and lies there; combine() brings it in. What is
/// lighter is repainted more. `name` is named in errors. Errors: InvalidArgument where it has another size. Any thread.
Result<Selection> selectMask(const DocumentState &state, const QImage &mask, const std::string &name);
/// The same from a file, read as service::readMask() does, with its errors.
Result<Selection> loadMask(const DocumentState &state, const std::filesystem::path &file);
/// Writes the mask within the base picture as a grey PNG; an older file is replaced. Errors: Unreadable.
Result<void> saveMask(const DocumentState &state, const std::filesystem::path &file);

} // namespace sfumato::document
