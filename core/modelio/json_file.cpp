// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/json_file.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/printable.h"

namespace sfumato::modelio {
namespace {

/// How deep the brackets outside of strings nest; looked at before the parser builds anything.
int depth_of(std::string_view text) {
    int depth = 0, deepest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return deepest;
}

/// The text with Python's Infinity and -Infinity, which JSON does not have, as null: diffusers writes
/// `"lambda_min_clipped": -Infinity` into its scheduler configs. NaN stays what it is, an error.
std::string without_python_numbers(std::string_view text) {
    std::string plain(text);
    bool in_string = false;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        if (in_string) {
            if (plain[i] == '\\')
                ++i;
            else
                in_string = plain[i] != '"';
            continue;
        }
        in_string = plain[i] == '"';
        for (const std::string_view word : {"-Infinity", "Infinity"})
            if (plain.compare(i, word.size(), word) == 0)
                plain.replace(i, word.size(), "null");
    }
    return plain;
}

} // namespace

Result<nlohmann::json> parse_json(std::string_view given, const std::filesystem::path &file) {
    const std::string text = without_python_numbers(given);
    // nlohmann takes a NUL for the end of the text and would not see what follows it.
    if (text.find('\0') != std::string::npos)
        return fail(ErrorCode::CorruptFile, display(file), "is not valid JSON: it holds a NUL byte");
    if (depth_of(text) > max_json_depth)
        return fail(ErrorCode::LimitExceeded, display(file),
                    fmt::format("is nested deeper than {} levels", max_json_depth));

    std::vector<std::set<std::string>> keys; // of the objects that are open
    std::string twice;
    const auto watch = [&](int, nlohmann::json::parse_event_t event, nlohmann::json &value) {
        using Event = nlohmann::json::parse_event_t;
        if (event == Event::object_start)
            keys.emplace_back();
        else if (event == Event::object_end)
            keys.pop_back();
        else if (event == Event::key && !keys.back().insert(value.get<std::string>()).second)
            twice = value.get<std::string>();
        return true;
    };
    try {
        nlohmann::json json = nlohmann::json::parse(text.begin(), text.end(), watch);
        if (!twice.empty())
            return fail(ErrorCode::CorruptFile, display(file), fmt::format("has the key {} twice", in_quotes(twice)));
        return json;
    } catch (const nlohmann::json::parse_error &error) {
        return fail(ErrorCode::CorruptFile, display(file), fmt::format("is not valid JSON at byte {}", error.byte));
    } catch (const nlohmann::json::exception &) {
        return fail(ErrorCode::CorruptFile, display(file), "is not valid JSON: a number is out of range");
    }
}

Result<nlohmann::json> read_json(const std::filesystem::path &file, std::int64_t max_bytes) {
    SFUMATO_TRY(const std::string text, read_file(file, max_bytes));
    return parse_json(text, file);
}

} // namespace sfumato::modelio
