// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/modelio/model_info.h"
#include "core/modelio/tensor_index.h"

namespace sfumato::modelio {

/// How wide the text is that the models are told which an adapter, an embedding or a control network fits; 0 where its
/// tensors do not tell. SD1: 768, SD2: 1024, SDXL: 2048.
int text_width_of(ModelKind kind, const TensorIndex &tensors);

} // namespace sfumato::modelio
