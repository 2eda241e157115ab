// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/torch/dtype_policy.h"

namespace sfumato::testing {

/// A device of its own to the tensor library that lies in the processor's memory and computes with the processor's kernels:
/// what is computed there is bit for bit what the processor gives, and mixing it with the processor's tensors fails as it
/// does on a card. It shows on any machine that code puts its tensors where they belong.
at::Device second_device();

/// Where the models of these tests compute: on the processor, or where the variable SFUMATO_TEST_DEVICE says: "second", or
/// a name that open_device() knows. fp32 everywhere.
DtypePolicy test_policy();

} // namespace sfumato::testing
