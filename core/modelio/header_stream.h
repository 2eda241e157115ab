// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <vector>

#include "core/base/error.h"

namespace sfumato::modelio {

/// The bytes of a safetensors header one by one, read in small pieces, so that a hostile header costs no memory.
/// Counts brackets and token lengths as the bytes pass, because the JSON parser behind it has no such limits:
/// where one is exceeded the stream ends early and error() says why (the subject is left empty).
class HeaderStream {
public:
    /// `bytes` bytes of `descriptor` from `offset` on; the descriptor stays the caller's.
    HeaderStream(int descriptor, std::uint64_t offset, std::uint64_t bytes);

    /// The least that a JSON parser needs of an input iterator; copies share the stream.
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = char;
        using difference_type = std::ptrdiff_t;
        using pointer = const char *;
        using reference = char;

        Iterator() = default;
        explicit Iterator(HeaderStream &stream) : stream_(&stream) {}
        char operator*() const { return stream_->current(); }
        Iterator &operator++() {
            stream_->advance();
            return *this;
        }
        Iterator operator++(int) {
            Iterator before = *this;
            stream_->advance();
            return before;
        }
        bool operator==(const Iterator &other) const { return at_end() == other.at_end(); }

    private:
        bool at_end() const { return stream_ == nullptr || stream_->ended(); }
        HeaderStream *stream_ = nullptr;
    };

    Iterator begin() { return Iterator(*this); }
    static Iterator end() { return {}; }
    const std::optional<Error> &error() const { return error_; }

private:
    char current() const { return buffer_[at_]; }
    bool ended() const { return at_ == filled_; }
    void advance();
    void refill();
    void watch(char c);
    void stop(ErrorCode code, const char *reason);

    int descriptor_;
    std::uint64_t offset_;
    std::uint64_t left_;
    std::vector<char> buffer_;
    std::size_t at_ = 0;
    std::size_t filled_ = 0;

    bool in_string_ = false;
    bool escaped_ = false;
    int depth_ = 0;
    std::size_t token_bytes_ = 0;
    std::optional<Error> error_;
};

} // namespace sfumato::modelio
