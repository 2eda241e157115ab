// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/control_source.h"

#include <algorithm>
#include <cstdint>

#include "core/image/composite.h"
#include "core/image/control_picture.h"
#include "core/image/flatten.h"
#include "core/image/resize.h"

namespace sfumato::pipeline {

Result<Image> control_picture(const ControlUse &use, const InpaintSource *source, int width, int height) {
    Image picture = image::flattened(*use.image.pixels);
    if (source && picture.width == source->whole.width && picture.height == source->whole.height)
        picture = image::crop(picture, source->region);
    picture = image::resize(picture, width, height, image::Resample::Smooth);
    if (use.preprocessor.empty())
        return picture;
    SFUMATO_TRY(const auto *preprocessor, image::find_preprocessor(use.preprocessor));
    picture = preprocessor->make(picture);
    if (!preprocessor->leaves_hole)
        return picture;
    if (!source || !source->inpaints())
        return fail(ErrorCode::InvalidArgument, "--control-preprocess", "is inpaint, which needs a mask", "give one by --mask");
    for (std::size_t i = 0; i < source->mask.pixels.size(); ++i)
        if (source->mask.pixels[i] >= 128)
            std::fill_n(picture.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, std::uint8_t{0});
    return picture;
}

bool leaves_a_hole(const ControlUse &use, const InpaintSource *source) {
    const auto preprocessor = image::find_preprocessor(use.preprocessor);
    return source && source->inpaints() && preprocessor && (*preprocessor)->leaves_hole;
}

} // namespace sfumato::pipeline
