// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/base/image.h"

namespace sfumato {

/// Which numbers stand for black and white in a tensor.
enum class PixelRange {
    Unit,   ///< 0..1
    Signed, ///< -1..1, what autoencoders speak
};

/// An RGB picture as [1,3,H,W] fp32 on the CPU; the alpha of RGBA is left out.
at::Tensor tensor_from_picture(const Image &picture, PixelRange range);

/// A mask (1 channel) as [1,1,H,W] fp32 on the CPU, 0..1, 1 = repaint.
at::Tensor tensor_from_mask(const Image &mask);

/// values: [3,H,W] or [1,3,H,W], any floating type and device -> RGB; [1,H,W] or [1,1,H,W] -> a mask.
/// Values beyond the range are clipped; a value that falls halfway goes to the even neighbour, as in
/// diffusers' VaeImageProcessor (numpy's round), so that pictures compare bit by bit.
/// Throws Failure{Internal} where a value is NaN: a broken picture must not pass for a black one.
Image picture_from_tensor(const at::Tensor &values, PixelRange range);

/// Puts a strip of a picture, [1,3,rows,W] as above, into its rows from `top` on.
void put_strip(Image &picture, int64_t top, const at::Tensor &strip, PixelRange range);

} // namespace sfumato
