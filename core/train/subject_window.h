// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/latent_pool.h"

namespace sfumato::train {

/// Square windows of a batch, each around a cell that an object covers (any cell where there is none): what is small in
/// the picture is most of them, and they cost less than the picture.
/// side: cells, at most those of the batch. generator: of the CPU. -> latents [B,C,side,side], subjects [B,1,side,side].
LatentPool::Batch subject_windows(const LatentPool::Batch &batch, int64_t side, at::Generator generator);

} // namespace sfumato::train
