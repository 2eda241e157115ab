// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/document/document.h"

namespace sfumato::ui {

/// A new layer on top with what is seen under the mask, as opaque as the mask is strong; one undo step.
/// Nothing happens where the mask is empty; returns 0 then.
document::LayerId layerFromMask(document::Document &document, const QString &name, const QString &stepName);

} // namespace sfumato::ui
