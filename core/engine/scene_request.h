// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/scenes.h"
#include "core/base/result.h"

namespace sfumato {

/// Engine::render_scene(). Errors: InvalidArgument for a size or number of captions out of range.
Result<RenderedScene> render_requested_scene(const SceneRequest &request);

/// The words of core/scenes.
SceneVocabulary scene_vocabulary();

} // namespace sfumato
