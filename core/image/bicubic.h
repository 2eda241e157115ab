// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"
#include "core/image/mask_ops.h"

namespace sfumato::image {

/// `source` at w x h pixels, bit for bit as Image.resize of Pillow 9.5 (A1111's) does by default: cubic, a = -0.5,
/// widened where a side shrinks. Later versions differ in the last bits where one side grows and the other shrinks.
/// Channels are taken one by one, without regard to alpha. w, h >= 1; source not empty.
/// Source: Keys 1981, "Cubic convolution interpolation"; Pillow src/libImaging/Resample.c.
Image resize_as_pil(const Image &source, int w, int h);

/// The mask at `factor` pixels a cell as A1111 makes it, for its conventions: resize_as_pil(), then
/// Grey::ToHalves unless the grey is wanted (its soft inpainting). The mask's sides are multiples of `factor`.
/// A lone pixel may well be lost, unlike under MaskResample::Max.
/// Source: A1111 modules/processing.py (StableDiffusionProcessingImg2Img.init); dialect 4.7.
MaskField mask_to_latent_as_a1111(const Image &mask, int factor, Grey grey = Grey::ToHalves);

} // namespace sfumato::image
