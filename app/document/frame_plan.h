// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QRect>
#include <QSize>

#include "core/api/request.h"

namespace sfumato::document {

/// What a job does with the generation frame; decided once, and kept in the request so that history can replay it.
struct FramePlan {
    QRect picture;     ///< canvas pixels: the part of the picture in the frame, the request's init; empty = none
    Outpaint outpaint; ///< what the frame adds around it; nothing where there is no picture
    QSize target;      ///< the request's width and height, multiples of 8
    bool onlyMasked = false; ///< the request's only_masked: what is not repainted keeps its own pixels
    int padding = 0;         ///< pixels kept around the mask
    QRect region;      ///< canvas pixels that are worked on; lies in the frame
    QSize process;     ///< pixels the region is worked at, multiples of 8
};

/// About native x native pixels in the shape of `frame`, both sides multiples of 8.
QSize processSize(QSize frame, int native);

/// Plans a job of a model whose own side is `native` pixels.
/// page: the picture, canvas pixels; frame: not empty; masked: the box of what is to be repainted inside page and frame, in
/// canvas pixels and after growing, empty for none. With a mask, or a frame beyond the picture, the work is done around
/// what changes, with `padding` pixels of surroundings: by itself a quarter of its longer side, 32 at least and 256 at most.
FramePlan planFrame(const QRect &page, const QRect &frame, const QRect &masked, int native, std::optional<int> padding = {});

} // namespace sfumato::document
