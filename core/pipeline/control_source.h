// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"
#include "core/pipeline/inpaint_source.h"

namespace sfumato::pipeline {

/// The picture a control network is shown: the part of it that is worked on, at the size of the result, preprocessed.
/// source: where a picture is given to start from, else null. Errors: those of find_preprocessor(); InvalidArgument where
/// the preprocessor needs a mask and there is none.
Result<Image> control_picture(const ControlUse &use, const InpaintSource *source, int width, int height);

/// Does a control's picture lack what is to be repainted?
bool leaves_a_hole(const ControlUse &use, const InpaintSource *source);

} // namespace sfumato::pipeline
