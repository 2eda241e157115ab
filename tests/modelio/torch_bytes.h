// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <zlib.h>

/// Bytes as PyTorch writes them, made by hand so that any of them can be wrong.
namespace sfumato::test {



template <typename Number>
std::string little(Number number) {
    return {reinterpret_cast<const char *>(&number), sizeof number};
}

inline std::string text(std::string_view words) {
    return "X" + little(static_cast<std::uint32_t>(words.size())) + std::string(words);
}

inline std::string whole(std::int64_t number) {
    if (number >= 0 && number < 256)
        return std::string("K") + static_cast<char>(number);
    return std::string("\x8a\x08", 2) + little(number);
}

inline std::string global(std::string_view module, std::string_view name) {
    return "c" + std::string(module) + "\n" + std::string(name) + "\n";
}

inline std::string tuple(const std::vector<std::string> &items) {
    std::string bytes = "(";
    for (const std::string &item : items)
        bytes += item;
    return bytes + "t";
}

inline std::string wholes(const std::vector<std::int64_t> &numbers) {
    std::vector<std::string> items;
    for (const std::int64_t number : numbers)
        items.push_back(whole(number));
    return tuple(items);
}

/// A call of _rebuild_tensor_v2 on the storage `key` of `count` fp32 numbers.
inline std::string tensor(std::string_view key, const std::vector<std::int64_t> &shape, const std::vector<std::int64_t> &strides,
                          std::int64_t count, std::int64_t offset = 0, bool old = false) {
    const std::string storage = "(" + text("storage") + global("torch", "FloatStorage") + text(key) + text("cpu") + whole(count) +
                                (old ? "N" : "") + "tQ";
    return global("torch._utils", "_rebuild_tensor_v2") +
           tuple({storage, whole(offset), wholes(shape), wholes(strides), "\x89", global("collections", "OrderedDict") + ")R"}) + "R";
}

/// A pickle, whole, of a dictionary of names to values.
inline std::string dictionary(const std::vector<std::pair<std::string, std::string>> &items, bool whole_pickle = true) {
    std::string bytes = whole_pickle ? "\x80\x02}(" : "}(";
    for (const auto &[name, value] : items)
        bytes += text(name) + value;
    return bytes + (whole_pickle ? "u." : "u");
}

struct Member {
    std::string name, data;
    std::uint16_t method = 0, flags = 0;
    std::string local_name = {}; ///< where it differs
};

inline std::string zip(const std::vector<Member> &members) {
    std::string bytes, directory;
    for (const Member &member : members) {
        const auto crc = static_cast<std::uint32_t>(
            ::crc32_z(0, reinterpret_cast<const Bytef *>(member.data.data()), member.data.size()));
        const auto size = static_cast<std::uint32_t>(member.data.size());
        const std::string &local_name = member.local_name.empty() ? member.name : member.local_name;
        const auto common = [&](std::size_t name_bytes) {
            return little<std::uint16_t>(20) + little(member.flags) + little(member.method) + little<std::uint32_t>(0) + little(crc) +
                   little(size) + little(size) + little(static_cast<std::uint16_t>(name_bytes)) + little<std::uint16_t>(0);
        };
        directory += little<std::uint32_t>(0x02014b50) + little<std::uint16_t>(20) + common(member.name.size()) +
                     little<std::uint16_t>(0) + little<std::uint32_t>(0) + little<std::uint32_t>(0) +
                     little(static_cast<std::uint32_t>(bytes.size())) + member.name;
        bytes += little<std::uint32_t>(0x04034b50) + common(local_name.size()) + local_name + member.data;
    }
    const auto begin = static_cast<std::uint32_t>(bytes.size());
    const auto count = static_cast<std::uint16_t>(members.size());
    return bytes + directory + little<std::uint32_t>(0x06054b50) + little<std::uint32_t>(0) + little(count) + little(count) +
           little(static_cast<std::uint32_t>(directory.size())) + little(begin) + little<std::uint16_t>(0);
}

/// An archive of one pickle and its storages.
inline std::string archive(const std::string &pickle, const std::vector<std::pair<std::string, std::string>> &storages,
                           const std::vector<Member> &more = {}) {
    std::vector<Member> members = {{"m/data.pkl", pickle}};
    for (const auto &[key, data] : storages)
        members.push_back({"m/data/" + key, data});
    members.insert(members.end(), more.begin(), more.end());
    members.push_back({"m/version", "3\n"});
    return zip(members);
}

/// What stands in front of the object in the format before PyTorch 1.6.
inline std::string old_header() {
    return std::string("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j\xa8P\x19.", 15) + "\x80\x02M\xe9\x03." +
           dictionary({{"protocol_version", "M\xe9\x03"}, {"little_endian", "\x88"}});
}

inline std::string floats(std::initializer_list<float> numbers) {
    std::string bytes;
    for (const float number : numbers)
        bytes += little(number);
    return bytes;
}

} // namespace sfumato::test
