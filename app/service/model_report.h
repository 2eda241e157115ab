// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/modelio/model_info.h"

namespace sfumato::service {

/// What `inspect` says about a model, as lines of text; what stems from the file is made printable.
std::string reportOf(const modelio::ModelInfo &info);

} // namespace sfumato::service
