// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRect>

#include "app/document/document_state.h"
#include "app/document/frame_plan.h"
#include "app/service/job.h"
#include "core/base/result.h"
#include "ui/panels/parameters.h"

namespace sfumato::ui {

/// A job made from a document, and where its pictures belong in it.
struct DocumentJob {
    service::JobDraft draft;
    QRect frame;           ///< canvas pixels
    QRect region;          ///< of the frame, that is worked on
    QImage mask;           ///< Grayscale8 of the frame's size; null = everything is new
    QSize process;         ///< pixels the region is worked at
};

/// A complete snapshot: init picture and mask are what the document shows inside its frame.
/// native: the model's own side in pixels. Errors: InvalidArgument where the mode needs a picture or a mask that is not there.
Result<DocumentJob> jobOf(const document::DocumentState &state, const Parameters &parameters, int native);

/// The same for taking what is masked out of the picture: no prompt, the mask grown over edges and shadow.
Result<DocumentJob> removalOf(const document::DocumentState &state, const Parameters &parameters, int native);

/// What a job of these parameters would work on; empty where there is nothing to work on.
document::FramePlan planOf(const document::DocumentState &state, Mode mode, int native);

/// How a job of these parameters blurs its mask: a Gaussian's sigma, pixels of the processing size.
double maskBlur(const Parameters &parameters);

/// Whether there is anything to see in the document.
bool hasPicture(const document::DocumentState &state);

} // namespace sfumato::ui
