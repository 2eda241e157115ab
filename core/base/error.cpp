// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <utility>

namespace sfumato {

std::string_view to_string(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument: return "InvalidArgument";
    case ErrorCode::NotFound: return "NotFound";
    case ErrorCode::Unreadable: return "Unreadable";
    case ErrorCode::UnsupportedFormat: return "UnsupportedFormat";
    case ErrorCode::CorruptFile: return "CorruptFile";
    case ErrorCode::MissingTensor: return "MissingTensor";
    case ErrorCode::ShapeMismatch: return "ShapeMismatch";
    case ErrorCode::OutOfMemory: return "OutOfMemory";
    case ErrorCode::DeviceUnavailable: return "DeviceUnavailable";
    case ErrorCode::LimitExceeded: return "LimitExceeded";
    case ErrorCode::SafetyBlocked: return "SafetyBlocked";
    case ErrorCode::Cancelled: return "Cancelled";
    case ErrorCode::Conflict: return "Conflict";
    case ErrorCode::Internal: return "Internal";
    }
    return "Internal";
}

std::string describe(const Error &error) {
    std::string text = error.subject;
    if (!text.empty() && !error.reason.empty())
        text += ": ";
    text += error.reason;
    if (!error.advice.empty())
        text += "; " + error.advice;
    return text;
}

Failure::Failure(Error error) : error_(std::move(error)), text_(describe(error_)) {}

} // namespace sfumato
