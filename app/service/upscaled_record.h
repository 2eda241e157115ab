// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "app/service/picture_metadata.h"
#include "app/service/png_export.h"

namespace sfumato::service {

/// How a picture was enlarged.
struct Enlargement {
    std::string network; ///< the file; empty = by resampling
    double scale = 1.0;  ///< by how much in the end
    std::string model;   ///< that worked it over afterwards; empty = none
};

/// What is written into an enlarged picture: what the original said of itself, and that and how it was enlarged.
/// A model's picture stays one; of anything else, a person's photograph say, it is marked that a model made part of it.
/// A picture that was only resampled keeps its mark, or none.
PictureRecord recordOfEnlarged(const PictureMetadata &original, const Enlargement &how);

} // namespace sfumato::service
