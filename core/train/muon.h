// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <ATen/ATen.h>

namespace sfumato::train {

/// Whether Muon may train this parameter: a hidden matrix or convolution. Embeddings, the layers at either end of a
/// network, biases and norms stay with AdamW, as the method's author advises.
bool muon_suits(const std::string &name, const at::Tensor &parameter);

/// The matrix nearest to `matrix` with all singular values about 1, by five Newton-Schulz steps (0.7 to 1.2 of them).
/// matrix: [rows,columns] fp32 -> the same shape.
/// Source: Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks".
at::Tensor orthogonalised(const at::Tensor &matrix);

/// One step: momentum <- 0.95 momentum + gradient; parameter moves against the orthogonalised Nesterov gradient, scaled
/// to the root mean square of 0.2 that AdamW's steps have, so that both share one learning rate.
/// Source: Liu et al. 2025, arXiv:2502.16982, section 2.2.
void muon_step(const at::Tensor &parameter, const at::Tensor &gradient, const at::Tensor &momentum, double learning_rate,
               double weight_decay);

} // namespace sfumato::train
