// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/file_magic.h"

#include <cctype>

namespace sfumato::modelio {
namespace {

bool is_safetensors(std::string_view head, std::uint64_t file_bytes) {
    if (head.size() < 9 || head[8] != '{')
        return false;
    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i)
        length = length << 8 | static_cast<unsigned char>(head[static_cast<std::size_t>(i)]);
    return length <= file_bytes - 8;
}

bool at(std::string_view head, std::size_t place, std::string_view mark) {
    return head.size() >= place && head.substr(place, mark.size()) == mark;
}

/// The start of a pickle of protocol 2 to 5. A safetensors length can begin with the same two bytes,
/// but then zeros follow, which no pickle has there.
bool is_pickle(std::string_view head) {
    return head.size() >= 3 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5 && !at(head, 4, {"\0\0\0\0", 4});
}

bool is_markup(std::string_view head) {
    while (!head.empty() && std::isspace(static_cast<unsigned char>(head.front())))
        head.remove_prefix(1);
    return head.starts_with("<!") || head.starts_with("<html") || head.starts_with("<HTML") ||
           head.starts_with("<?xml");
}

bool is_image(std::string_view head) {
    return head.starts_with("\x89PNG") || head.starts_with("\xff\xd8\xff") || head.starts_with("GIF8") ||
           (head.starts_with("RIFF") && at(head, 8, "WEBP"));
}

} // namespace

FileFormat format_of(std::string_view head, std::uint64_t file_bytes) {
    if (file_bytes == 0)
        return FileFormat::Empty;
    if (is_safetensors(head, file_bytes))
        return FileFormat::Safetensors;
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06") || head.starts_with("PYTORCH1"))
        return FileFormat::Zip;
    if (head.starts_with("GGUF"))
        return FileFormat::Gguf;
    if (head.starts_with("version https://git-lfs"))
        return FileFormat::GitLfsPointer;
    if (head.starts_with("storages") || at(head, 257, "ustar"))
        return FileFormat::LegacyTar;
    if (is_image(head))
        return FileFormat::Image;
    if (is_markup(head))
        return FileFormat::Html;
    if (is_pickle(head))
        return FileFormat::Pickle;
    if (head.front() == '{' || head.front() == '[')
        return FileFormat::Json;
    return FileFormat::Unknown;
}

std::string_view describe(FileFormat format) {
    switch (format) {
    case FileFormat::Empty: return "an empty file";
    case FileFormat::Safetensors: return "a safetensors file";
    case FileFormat::Zip: return "a PyTorch zip checkpoint (.ckpt, .pt, .bin)";
    case FileFormat::Pickle: return "a Python pickle (.ckpt, .pt, .bin)";
    case FileFormat::LegacyTar: return "a tar archive of an old PyTorch";
    case FileFormat::Gguf: return "a GGUF file";
    case FileFormat::GitLfsPointer: return "a Git LFS pointer";
    case FileFormat::Html: return "a web page";
    case FileFormat::Json: return "a JSON text";
    case FileFormat::Image: return "a picture";
    case FileFormat::Unknown: return "of no model format known here";
    }
    return "of no model format known here";
}

std::string_view advice_for(FileFormat format) {
    switch (format) {
    case FileFormat::Zip:
    case FileFormat::Pickle:
    case FileFormat::LegacyTar:
    case FileFormat::Gguf: return "convert it to safetensors first";
    case FileFormat::GitLfsPointer: return "the file itself has not been downloaded: run git lfs pull";
    case FileFormat::Empty:
    case FileFormat::Html: return "the download has failed: fetch the file again";
    default: return {};
    }
}

} // namespace sfumato::modelio
