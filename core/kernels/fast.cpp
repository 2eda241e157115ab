// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/fast.h"

namespace sfumato::kernels {
namespace {

thread_local bool fast = false;

} // namespace

FastKernels::FastKernels(bool wanted) : before_(fast) { fast = wanted; }
FastKernels::~FastKernels() { fast = before_; }

bool fast_wanted() { return fast; }

} // namespace sfumato::kernels
