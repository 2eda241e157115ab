// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/header_stream.h"

#include <algorithm>

#include "core/modelio/file_bytes.h"
#include "core/modelio/safetensors.h"

namespace sfumato::modelio {
namespace {

constexpr std::size_t piece_bytes = 1 << 16;
constexpr std::size_t max_bare_token = 64; ///< numbers and the words true, false, null

} // namespace

HeaderStream::HeaderStream(int descriptor, std::uint64_t offset, std::uint64_t bytes)
    : descriptor_(descriptor), offset_(offset), left_(bytes), buffer_(piece_bytes) {
    refill();
}

void HeaderStream::advance() {
    if (++at_ == filled_)
        refill();
    else
        watch(buffer_[at_]);
}

void HeaderStream::refill() {
    at_ = filled_ = 0;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer_.size()));
    if (wanted == 0)
        return;
    if (auto got = read_at(descriptor_, offset_, buffer_.data(), wanted); !got) {
        error_ = got.error();
        return;
    }
    filled_ = wanted;
    offset_ += wanted;
    left_ -= wanted;
    watch(buffer_[0]);
}

void HeaderStream::watch(char c) {
    if (c == '\0')
        return stop(ErrorCode::CorruptFile, "the header holds a NUL byte");
    if (in_string_) {
        if (escaped_)
            escaped_ = false;
        else if (c == '\\')
            escaped_ = true;
        else if (c == '"')
            in_string_ = false;
        if (++token_bytes_ > header_limits::max_string_bytes)
            stop(ErrorCode::LimitExceeded, "a text in the header is longer than 16 MiB");
        return;
    }
    switch (c) {
    case '"':
        in_string_ = true;
        token_bytes_ = 0;
        return;
    case '{':
    case '[':
        token_bytes_ = 0;
        if (++depth_ > header_limits::max_depth)
            stop(ErrorCode::LimitExceeded, "the header is nested deeper than 4 levels");
        return;
    case '}':
    case ']': --depth_; [[fallthrough]];
    case ',':
    case ':':
    case ' ': token_bytes_ = 0; return;
    default:
        if (++token_bytes_ > max_bare_token)
            stop(ErrorCode::CorruptFile, "the header is not valid JSON: a number or word of more than 64 characters");
    }
}

void HeaderStream::stop(ErrorCode code, const char *reason) {
    error_ = Error{code, {}, reason, {}};
    at_ = filled_ = 0;
    left_ = 0;
}

} // namespace sfumato::modelio
