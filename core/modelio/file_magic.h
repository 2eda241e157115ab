// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace sfumato::modelio {

/// What a file is by its first bytes, whatever it is called.
enum class FileFormat { Empty, Safetensors, Zip, Pickle, LegacyTar, Gguf, GitLfsPointer, Html, Json, Image, Unknown };

/// `head` holds the first bytes (512 or the whole file), `file_bytes` the size of the file.
/// Safetensors means that the length and the opening brace fit, not that the file is valid.
FileFormat format_of(std::string_view head, std::uint64_t file_bytes);

/// The format in words, e.g. "a PyTorch zip checkpoint".
std::string_view describe(FileFormat format);

/// What a person who expected a model can do about such a file; may be empty.
std::string_view advice_for(FileFormat format);

} // namespace sfumato::modelio
