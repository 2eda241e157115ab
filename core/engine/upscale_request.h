// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/engine.h"

namespace sfumato {

/// Engine::upscale(): checks the request, loads its network and enlarges the picture by it, or by resampling alone where
/// no network is named. Errors: as there. Throws Failure{Cancelled}.
Result<UpscaledPicture> upscale_requested(const UpscaleRequest &request, const JobContext &context);

} // namespace sfumato
