// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sfumato::modelio {

/// Takes little-endian numbers and texts off the front of some bytes. Past their end it gives zeros and
/// turns bad, so that a reading function is a plain list of fields and one look at good().
class ByteCursor {
public:
    explicit ByteCursor(std::string_view bytes) : bytes_(bytes) {}

    template <typename Number>
    Number take() {
        Number number{};
        if (const std::string_view raw = text(sizeof number); raw.size() == sizeof number)
            std::memcpy(&number, raw.data(), sizeof number);
        return number;
    }

    /// The next `count` bytes, or none where fewer are left.
    std::string_view text(std::uint64_t count) {
        if (count > left()) {
            good_ = false;
            return {};
        }
        const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(count));
        at_ += taken.size();
        return taken;
    }

    std::uint64_t left() const { return bytes_.size() - at_; }
    std::size_t at() const { return at_; }
    bool good() const { return good_; }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool good_ = true;
};

} // namespace sfumato::modelio
