// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"
#include "core/base/result.h"
#include "core/pipeline/inpaint_source.h"

namespace sfumato::pipeline {

/// What a control network is shown: the given picture, preprocessed, at width x height pixels. Where only a part of
/// `source` is worked on, a control picture of the whole picture's size is cut alike; source may be null.
/// Errors: those of find_preprocessor().
Result<Image> control_picture(const ControlUse &use, const InpaintSource *source, int width, int height);

} // namespace sfumato::pipeline
