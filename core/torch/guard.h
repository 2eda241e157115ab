// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <new>
#include <optional>
#include <type_traits>

#include <c10/util/Exception.h>

#include "core/base/result.h"

namespace sfumato {

/// The Error that stands for the exception being handled; call inside a catch block only.
/// Failure keeps its Error; allocation failures become OutOfMemory; anything else Internal.
Error current_exception_as_error();

/// Runs `body` and turns every exception into an Error: the one border between tensor code and everybody else.
/// `body` returns Result<T>.
template <typename Body>
auto guarded(Body &&body) -> std::invoke_result_t<Body> {
    try {
        return body();
    } catch (...) {
        return tl::unexpected<Error>(current_exception_as_error());
    }
}

/// Runs `work`; false where memory ran out. What was thrown is gone by then: it may hold on to tensors, so that a second
/// attempt inside its handler could not have their memory. Everything else that is thrown goes on.
template <typename Work>
bool fits_in_memory(Work &&work) {
    try {
        work();
        return true;
    } catch (...) {
        if (current_exception_as_error().code != ErrorCode::OutOfMemory)
            throw;
    }
    return false;
}

/// What `work` returns; where memory ran out, room is made and it is done once more. It must be able to start over.
template <typename Work, typename MakeRoom>
auto again_with_room(Work &&work, MakeRoom &&make_room) -> std::invoke_result_t<Work> {
    std::optional<std::invoke_result_t<Work>> made;
    if (fits_in_memory([&] { made.emplace(work()); }))
        return std::move(*made);
    make_room();
    return work();
}

} // namespace sfumato
