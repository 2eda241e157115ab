// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/control_source.h"

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
    return preprocessor->make(picture);
}

} // namespace sfumato::pipeline
