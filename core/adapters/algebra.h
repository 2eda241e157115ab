// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/adapters/adapter.h"
#include "core/base/error.h"

/// What the algorithms share. All throw Failure{ShapeMismatch} or {CorruptFile} with a reason alone.
namespace sfumato::adapters {

[[noreturn]] inline void refuse(ErrorCode code, std::string reason) { throw Failure({code, {}, std::move(reason), {}}); }

inline void expect(bool holds, const std::string &reason) {
    if (!holds)
        refuse(ErrorCode::ShapeMismatch, reason);
}

/// [rows, everything else]; a convolution's kernel counts as inputs.
at::Tensor matrix(const at::Tensor &part);

/// left [m,r] . right [r,n].
at::Tensor product(const at::Tensor &left, const at::Tensor &right);

/// alpha / rank, or 1 where the file has no alpha. CorruptFile for an alpha that is no sensible number.
double scale(const Parts &parts, int64_t rank);

/// Before anything large is made: a change of `elements` elements must fit the weight.
void expect_fit(int64_t elements, const at::Tensor &weight);

} // namespace sfumato::adapters
