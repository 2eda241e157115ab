// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output_pattern.h"

#include <algorithm>
#include <ctime>
#include <system_error>

#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/service/request_infotext.h"
#include "core/base/file_io.h"
#include "core/base/nearest_name.h"

namespace sfumato::cli {
namespace {

const std::vector<std::string> placeholders = {"{seed}", "{index}", "{date}", "{model}"};

void replaceAll(std::string &text, const std::string &what, const std::string &with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
}

bool endsInPng(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text.ends_with(".png");
}

} // namespace

Result<OutputPattern> OutputPattern::parse(const std::string &pattern, int images, const std::string &model) {
    for (std::size_t open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', open + 1)) {
        const std::size_t close = pattern.find('}', open);
        const std::string word = pattern.substr(open, close == std::string::npos ? close : close - open + 1);
        if (std::find(placeholders.begin(), placeholders.end(), word) == placeholders.end()) {
            const std::string hint = did_you_mean(word, placeholders);
            return fail(ErrorCode::InvalidArgument, "--output", fmt::format("does not know {}", word),
                        hint.empty() ? "use {seed}, {index}, {date} or {model}" : hint);
        }
    }
    if (!endsInPng(pattern))
        return fail(ErrorCode::InvalidArgument, "--output", "must end in .png: PNG is what is written");
    OutputPattern output;
    output.m_pattern = pattern;
    const bool distinct = output.needsSeed() || pattern.find("{index}") != std::string::npos;
    if (images > 1 && !distinct)
        output.m_pattern.insert(pattern.size() - 4, "-{index}");
    output.m_model = service::modelNameOf(model);
    std::replace(output.m_model.begin(), output.m_model.end(), '/', '-');
    output.m_date = fmt::format("{:%Y-%m-%d}", fmt::localtime(std::time(nullptr)));
    return output;
}

bool OutputPattern::needsSeed() const {
    return m_pattern.find("{seed}") != std::string::npos;
}

std::filesystem::path OutputPattern::fileFor(int index, std::int64_t seed) const {
    std::string file = m_pattern;
    replaceAll(file, "{seed}", std::to_string(seed));
    replaceAll(file, "{index}", std::to_string(index));
    replaceAll(file, "{date}", m_date);
    replaceAll(file, "{model}", m_model); // last: a model's name may hold braces
    return file;
}

Result<void> checkWritable(const std::filesystem::path &file, bool force) {
    std::error_code unknown;
    if (std::filesystem::is_directory(file, unknown))
        return fail(ErrorCode::Conflict, display(file), "is a folder", "give the name of a file");
    if (!force && std::filesystem::exists(file, unknown))
        return fail(ErrorCode::Conflict, display(file), "exists already", "choose another --output or add --force");
    // Folders that do not exist yet will be made, in the nearest one that does.
    std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    while (!std::filesystem::exists(folder, unknown) && folder.has_parent_path() && folder != folder.parent_path())
        folder = folder.parent_path();
    if (!std::filesystem::exists(folder, unknown))
        folder = ".";
    if (::access(folder.c_str(), W_OK) != 0 || !std::filesystem::is_directory(folder, unknown))
        return fail(ErrorCode::Unreadable, display(folder), "cannot be written to", "choose another folder");
    return {};
}

} // namespace sfumato::cli
