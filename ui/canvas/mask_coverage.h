// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/document/document.h"

namespace sfumato::ui {

/// The mask's mean over the base picture, 0..1: the share that is repainted. Looks only at tiles that exist.
double maskCoverage(const document::Document &document);

} // namespace sfumato::ui
