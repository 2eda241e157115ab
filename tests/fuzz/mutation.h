// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

namespace sfumato::fuzz {

inline std::string read(const std::filesystem::path &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// One to four changes of the kinds that files suffer: bits, bytes, lengths, cuts, repeats.
inline std::string mutated(std::string bytes, std::mt19937_64 &random) {
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
    for (std::size_t changes = 1 + below(4); changes > 0 && !bytes.empty(); --changes) {
        const std::size_t at = below(std::min<std::size_t>(bytes.size(), below(2) ? 512 : bytes.size()));
        switch (below(7)) {
        case 0: bytes[at] = static_cast<char>(bytes[at] ^ 1 << below(8)); break;
        case 1: bytes[at] = static_cast<char>(random()); break;
        case 2: bytes.resize(at); break;
        case 3: bytes.erase(at, 1 + below(16)); break;
        case 4: bytes.insert(at, bytes.substr(below(bytes.size()), 1 + below(64))); break;
        case 5: // a number of eight bytes with an unusual value
            for (std::size_t i = 0; i < 8 && at + i < bytes.size(); ++i)
                bytes[at + i] = static_cast<char>(i < 4 || below(2) ? 0xFF : 0x7F);
            break;
        default: std::swap(bytes[at], bytes[below(bytes.size())]);
        }
    }
    return bytes;
}

} // namespace sfumato::fuzz
