// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

#include "core/base/error.h"

namespace sfumato {

/// A value, or why there is none. For everything a user or a file can cause;
/// asserts are for what only a programmer can.
template <typename T>
using Result = tl::expected<T, Error>;

/// Shorthand for the failing return: `return fail(ErrorCode::CorruptFile, path, "header is not JSON");`
inline tl::unexpected<Error> fail(ErrorCode code, std::string subject, std::string reason, std::string advice = {}) {
    return tl::unexpected<Error>(Error{code, std::move(subject), std::move(reason), std::move(advice)});
}

/// The value of `result`, or its Error thrown as a Failure. For tensor code under core/torch/guard only.
template <typename T>
T value_or_throw(Result<T> result) {
    if (!result)
        throw Failure(std::move(result.error()));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace sfumato

#define SFUMATO_CONCAT_(a, b) a##b
#define SFUMATO_CONCAT(a, b) SFUMATO_CONCAT_(a, b)

/// Binds `target` to the value of a Result expression, or returns its error from the enclosing function:
/// `SFUMATO_TRY(auto file, open(path));`
#define SFUMATO_TRY(target, ...)                                                                                       \
    auto SFUMATO_CONCAT(try_result_, __LINE__) = (__VA_ARGS__);                                                        \
    if (!SFUMATO_CONCAT(try_result_, __LINE__))                                                                        \
        return tl::unexpected<::sfumato::Error>(std::move(SFUMATO_CONCAT(try_result_, __LINE__).error()));             \
    target = std::move(*SFUMATO_CONCAT(try_result_, __LINE__))

/// The same for a Result<void>, or where the value is not wanted.
#define SFUMATO_CHECK(...)                                                                                             \
    if (auto try_result_ = (__VA_ARGS__); !try_result_)                                                                \
    return tl::unexpected<::sfumato::Error>(std::move(try_result_.error()))
