// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/service/model_entry.h"
#include "app/service/model_places.h"

namespace sfumato::service {

/// Everything that can be said about a found model from its headers, configs and the notes beside it; no weights are
/// read. What cannot be read is described too: ModelEntry::problem says why. Its hash is not computed.
ModelEntry describeModel(const FoundModel &found);

} // namespace sfumato::service
