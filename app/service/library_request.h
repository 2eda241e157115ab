// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"

namespace sfumato::service {

class ModelLibrary;

/// Tells a request where the LoRAs, hypernetworks and embeddings lie that its prompts name. A folder that holds all of the LoRAs becomes
/// the request's, so that its prompt stays as it was written; where they lie apart, their tags become adapters of the same
/// weights. Names that the library does not know, and folders that the request names itself, are left as they are.
void nameFromLibrary(GenerationRequest &request, const ModelLibrary &library);

} // namespace sfumato::service
