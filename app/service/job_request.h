// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/api/request.h"
#include "core/base/result.h"

namespace sfumato::service {

/// Draws whatever a request leaves to chance, so that it makes the same pictures whenever it runs.
void drawSeeds(GenerationRequest &request);

/// Where a request names no folders, its prompts find LoRAs and embeddings in the model folders (loras or Lora, embeddings).
void nameFolders(GenerationRequest &request);

/// What makes the pictures after the first `finished` ones of a request whose seeds are drawn.
GenerationRequest remainder(GenerationRequest request, int finished);

/// Whether a picture of it is held in memory.
bool hasPixels(const GenerationRequest &request);

/// Whether that many pictures will find room in `folder`, which need not exist yet: a full disk is found before the
/// work and not after it. Errors: Unreadable with the space that is free and needed.
Result<void> checkSpace(const QString &folder, int pictures);

} // namespace sfumato::service
