// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/sparing.h"

#include <utility>

namespace sfumato::nn {
namespace {

thread_local bool sparing = false;

} // namespace

Sparing::Sparing(bool wanted) : before_(std::exchange(sparing, wanted)) {}

Sparing::~Sparing() { sparing = before_; }

bool spares_memory() { return sparing; }

} // namespace sfumato::nn
