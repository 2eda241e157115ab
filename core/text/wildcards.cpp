// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/wildcards.h"

#include <algorithm>
#include <map>
#include <random>
#include <system_error>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/limits.h"
#include "core/base/printable.h"
#include "core/text/prompt_text.h"

namespace sfumato::text {
namespace {

namespace fs = std::filesystem;

constexpr int deepest = 32; ///< wildcards within each other's lines

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool leads_out(const fs::path &name) {
    return name.is_absolute() || std::any_of(name.begin(), name.end(), [](const fs::path &part) { return part == ".." || part == "."; });
}

std::vector<std::string> choices_in(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    std::vector<std::string> choices;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        while (!line.empty() && is_space(line.front()))
            line.remove_prefix(1);
        while (!line.empty() && is_space(line.back()))
            line.remove_suffix(1);
        if (!line.empty() && line.front() != '#')
            choices.emplace_back(line);
        at = end + 1;
    }
    return choices;
}

class Filling {
public:
    Filling(const fs::path &folder, std::uint64_t seed) : folder_(folder), random_(seed) {}

    Result<std::string> fill(std::string_view prompt, int depth) {
        std::string filled;
        std::size_t at = 0;
        for (const WildcardUse &use : wildcard_uses(prompt)) {
            filled += prompt.substr(at, use.offset - at);
            at = use.offset + use.length;
            if (depth == deepest)
                return fail(ErrorCode::LimitExceeded, "prompt", fmt::format("the wildcard __{}__ comes to name itself", printable(use.name)),
                            "break the circle in the files");
            SFUMATO_TRY(const auto *choices, choices_of(use.name));
            // Lemire's reduction: the standard's distributions differ from library to library.
            const auto drawn = static_cast<std::size_t>((random_() >> 32) * choices->size() >> 32);
            SFUMATO_TRY(const std::string value, fill((*choices)[drawn], depth + 1));
            filled += value;
            if (filled.size() > static_cast<std::size_t>(limits::max_prompt_bytes))
                return fail(ErrorCode::LimitExceeded, "prompt", fmt::format("with its wildcards filled in it is longer than {} bytes", limits::max_prompt_bytes));
        }
        filled += prompt.substr(at);
        return filled;
    }

private:
    Result<const std::vector<std::string> *> choices_of(const std::string &name) {
        if (const auto known = files_.find(name); known != files_.end())
            return &known->second;
        const auto told = in_quotes("__" + name + "__");
        if (leads_out(name))
            return fail(ErrorCode::InvalidArgument, "prompt", fmt::format("the wildcard {} leads out of its folder", told));
        if (folder_.empty())
            return fail(ErrorCode::NotFound, "prompt", fmt::format("the wildcard {} cannot be filled in: there is no folder of wildcards", told),
                        "name the folder, or take the underscores away");
        const fs::path file = folder_ / (name + ".txt");
        std::error_code unknown;
        if (!fs::exists(file, unknown))
            return fail(ErrorCode::NotFound, "prompt", fmt::format("the wildcard {} cannot be filled in: {} does not exist", told, display(file)),
                        "write that file, one choice a line, or take the underscores away");
        SFUMATO_TRY(const std::string text, read_file(file));
        SFUMATO_CHECK(check_prompt(text, display(file)));
        std::vector<std::string> choices = choices_in(text);
        if (choices.empty())
            return fail(ErrorCode::InvalidArgument, display(file), "holds no choice for a wildcard", "write one a line");
        return &files_.emplace(name, std::move(choices)).first->second;
    }

    const fs::path &folder_;
    std::mt19937_64 random_;
    std::map<std::string, std::vector<std::string>> files_;
};

} // namespace

std::vector<WildcardUse> wildcard_uses(std::string_view prompt) {
    std::vector<WildcardUse> uses;
    for (std::size_t at = 0; (at = prompt.find("__", at)) != std::string_view::npos;) {
        const std::size_t begin = at + 2;
        std::size_t end = begin;
        while (end < prompt.size() && !is_space(prompt[end]) && !prompt.substr(end).starts_with("__"))
            ++end;
        const bool closed = prompt.substr(end).starts_with("__");
        const bool third = begin < prompt.size() && prompt[begin] == '_'; // the last two of three may open one
        if (!closed || end == begin || third) {
            at += third ? 1 : 2;
            continue;
        }
        uses.push_back({at, end + 2 - at, std::string(prompt.substr(begin, end - begin))});
        at = end + 2;
    }
    return uses;
}

std::vector<std::string> wildcard_names(const fs::path &folder) {
    std::vector<std::string> names;
    std::error_code problem;
    for (auto it = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, problem);
         !problem && it != fs::recursive_directory_iterator(); it.increment(problem))
        if (it->path().extension() == ".txt" && it->is_regular_file(problem))
            names.push_back(it->path().lexically_relative(folder).replace_extension().generic_string());
    std::sort(names.begin(), names.end());
    return names;
}

Result<std::string> fill_wildcards(std::string_view prompt, const fs::path &folder, std::uint64_t seed) {
    return Filling(folder, seed).fill(prompt, 0);
}

} // namespace sfumato::text
