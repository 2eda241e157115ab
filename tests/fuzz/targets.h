// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace sfumato::fuzz {

/// Feeds bytes to a reader of untrusted files and demands nothing but that it returns: with a value or an Error.
/// The name is also that of the folder in tests/fuzz/corpus which holds its first inputs.
struct Target {
    const char *name;
    void (*run)(std::string_view bytes);
};

void run_container(std::string_view bytes); ///< safetensors, zip, legacy pickles, GGUF: opened, described, read
void run_pickle(std::string_view bytes);    ///< the pickle reader alone, without an archive's checksums in the way
void run_prompt(std::string_view bytes);
void run_png_text(std::string_view bytes);
void run_infotext(std::string_view bytes);

} // namespace sfumato::fuzz
