// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include "app/document/document_state.h"
#include "app/document/project_pictures.h"
#include "core/base/result.h"

namespace sfumato::document {

/// Projects, *.sfum: a zip file with
///   mimetype       application/x-sfumato, first and not compressed, so that file managers recognise it
///   document.json  version, size, frame, layers (attributes, recipe, name of the result in the history), settings
///   base.png, mask.png, layers/ID.png   the pixels as tools of all kinds can read them: RGBA with straight alpha, grey
///   pictures/N     the files of control pictures and image prompts, which the settings name by path
/// A picture whose pixels span more than one PNG may have is stored in several, each with its place.
/// Any thread.
namespace project {

constexpr int version = 1;
constexpr const char *mimeType = "application/x-sfumato";

constexpr int maxLayers = 1000;
constexpr qint64 maxPixels = 1LL << 30; ///< of all pictures in a project together
constexpr int maxCoordinate = 1 << 20;  ///< of anything on the canvas, either way

} // namespace project

/// Writes a project, whole or not at all; on the disk when it returns. Errors: Unreadable (no permission, disk full);
/// LimitExceeded where a limit above forbids to read it again.
/// `progress` is told the share of the pixels that is written, 0..1, on the same thread.
Result<void> saveProject(const DocumentState &state, const std::filesystem::path &file, const std::function<void(double)> &progress = {});

/// Reads a project; every size is checked before memory is taken for it, and nothing is written anywhere.
/// keep: gets the pictures that the settings name and that are not at their places any more; empty = they are left alone.
/// Errors: NotFound, Unreadable; UnsupportedFormat (no project, a later version, an unknown blend mode); CorruptFile
/// (damaged, incomplete, contradictory), naming the part; LimitExceeded.
Result<DocumentState> openProject(const std::filesystem::path &file, const KeepPicture &keep = {});

} // namespace sfumato::document
