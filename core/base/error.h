// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace sfumato {

/// What kind of thing went wrong; decides the exit status and which sentence a person reads.
enum class ErrorCode {
    InvalidArgument,
    NotFound,
    Unreadable,
    UnsupportedFormat,
    CorruptFile,
    MissingTensor,
    ShapeMismatch,
    OutOfMemory,
    DeviceUnavailable,
    LimitExceeded,
    SafetyBlocked,
    Cancelled,
    Conflict,
    Internal,
};

/// A failure that a user or a file can cause, as data. Texts are English and untranslated;
/// app/service/error_text makes the sentences a person reads.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string subject; ///< the file, option or tensor concerned
    std::string reason;  ///< the rule that was broken, with the values found
    std::string advice;  ///< what to do about it; may be empty
};

/// The stable name of a code, e.g. "CorruptFile".
std::string_view to_string(ErrorCode code);

/// One line for logs and terminals: "subject: reason; advice".
std::string describe(const Error &error);

/// Carries an Error through code that cannot return one (constructors, tensor code).
/// Never leaves the engine: core/torch/guard turns it back into a Result.
class Failure : public std::exception {
public:
    explicit Failure(Error error);
    const Error &error() const noexcept { return error_; }
    const char *what() const noexcept override { return text_.c_str(); }

private:
    Error error_;
    std::string text_;
};

} // namespace sfumato
