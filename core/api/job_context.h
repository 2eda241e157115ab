// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/base/cancel.h"
#include "core/base/image.h"

namespace sfumato {

enum class Phase { Loading, Encoding, Sampling, Decoding, Enlarging, Saving };

/// Where a job is; data, never a sentence.
struct StepEvent {
    Phase phase = Phase::Loading;
    int image = 0;             ///< index of the first image of the running batch
    int images = 1;            ///< images in the whole request
    int step = 0;              ///< steps done in this phase
    int total = 0;             ///< steps of this phase; 0 = unknown
    double sigma = 0.0;        ///< noise level after the step, variance-exploding scale
    double milliseconds = 0.0; ///< the step took
};

/// The latent of one image seen through the family's latent-to-RGB matrix, one pixel a latent cell.
struct Preview {
    int image = 0;
    int step = 0;
    Image picture; ///< RGB, latent size
};

/// What a running job is given besides its request. Callbacks run on the engine's thread and must be quick.
struct JobContext {
    CancelToken cancel;
    std::function<void(const StepEvent &)> on_step;  ///< may be empty
    std::function<void(const Preview &)> on_preview; ///< may be empty: then no preview is made
    int preview_every = 1;                           ///< steps between previews
};

} // namespace sfumato
