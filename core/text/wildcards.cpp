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
#include "core/text/choices.h"
#include "core/text/prompt_text.h"

namespace sfumato::text {
namespace {

namespace fs = std::filesystem;

constexpr int deepest = 32; ///< wildcards within each other's lines

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool leads_out(const fs::path &name) {
    return name.is_absolute() || std::any_of(name.begin(), name.end(), [](const fs::path &part) { return part == ".." || part == "."; });
}

std::vector<std::string> lines_of(std::string_view text) {
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
    /// folder: null leaves wildcards as they stand.
    Filling(const fs::path *folder, std::uint64_t seed) : folder_(folder), random_(seed) {}

    Result<std::string> fill(std::string_view prompt, int depth) {
        std::string filled;
        std::size_t at = 0;
        for (const ChoiceGroup &group : choice_groups(prompt)) {
            SFUMATO_TRY(const std::string before, fill_names(prompt.substr(at, group.offset - at), depth));
            SFUMATO_TRY(const std::string drawn, draw(group, depth));
            SFUMATO_CHECK(append(filled, before));
            SFUMATO_CHECK(append(filled, drawn));
            at = group.offset + group.length;
        }
        SFUMATO_TRY(const std::string rest, fill_names(prompt.substr(at), depth));
        SFUMATO_CHECK(append(filled, rest));
        return filled;
    }

private:
    static Result<void> append(std::string &filled, std::string_view text) {
        filled += text;
        if (filled.size() > static_cast<std::size_t>(limits::max_prompt_bytes))
            return fail(ErrorCode::LimitExceeded, "prompt", fmt::format("with its choices filled in it is longer than {} bytes", limits::max_prompt_bytes));
        return {};
    }

    /// 0 .. count - 1. Lemire's reduction: the standard's distributions differ from library to library.
    std::size_t draw_of(std::size_t count) { return static_cast<std::size_t>((random_() >> 32) * count >> 32); }

    /// Where in `choices` a number falls that is drawn below the sum of their weights; where that is 0, any.
    std::size_t draw_weighted(const std::vector<Choice> &choices) {
        double sum = 0;
        for (const Choice &choice : choices)
            sum += choice.weight;
        if (sum == 0 || std::ranges::all_of(choices, [&](const Choice &choice) { return choice.weight == choices.front().weight; }))
            return draw_of(choices.size());
        double left = static_cast<double>(random_() >> 11) * 0x1p-53 * sum;
        for (std::size_t i = 0; i < choices.size(); ++i)
            if (left -= choices[i].weight; left < 0)
                return i;
        return static_cast<std::size_t>(std::ranges::max_element(choices, {}, &Choice::weight) - choices.begin()); // rounding
    }

    Result<std::string> draw(const ChoiceGroup &group, int depth) {
        if (depth == deepest)
            return fail(ErrorCode::LimitExceeded, "prompt", fmt::format("choices lie within each other more than {} deep", deepest), "nest fewer");
        SFUMATO_TRY(std::vector<Choice> choices, choices_in(group));
        const std::size_t most = std::min(group.most, choices.size()), least = std::min(group.least, most);
        std::string drawn;
        const std::size_t count = least == most ? most : least + draw_of(most - least + 1);
        for (std::size_t n = 0; n < count; ++n) {
            const std::size_t which = draw_weighted(choices);
            SFUMATO_TRY(const std::string value, fill(choices[which].text, depth + 1));
            if (n > 0)
                drawn += group.joiner;
            SFUMATO_CHECK(append(drawn, value));
            choices.erase(choices.begin() + static_cast<std::ptrdiff_t>(which));
        }
        return drawn;
    }

    /// A group's own, or the lines of the one wildcard in it of which several are asked for.
    Result<std::vector<Choice>> choices_in(const ChoiceGroup &group) {
        const std::string_view only = group.choices.front().text;
        const auto uses = group.choices.size() == 1 && folder_ ? wildcard_uses(only) : std::vector<WildcardUse>();
        if (uses.size() != 1 || uses.front().length != only.size())
            return group.choices;
        SFUMATO_TRY(const auto *lines, choices_of(uses.front().name));
        std::vector<Choice> choices;
        for (const std::string &line : *lines)
            choices.push_back({line});
        return choices;
    }

    Result<std::string> fill_names(std::string_view prompt, int depth) {
        std::string filled;
        std::size_t at = 0;
        if (folder_)
            for (const WildcardUse &use : wildcard_uses(prompt)) {
                filled += prompt.substr(at, use.offset - at);
                at = use.offset + use.length;
                if (depth == deepest)
                    return fail(ErrorCode::LimitExceeded, "prompt", fmt::format("the wildcard __{}__ comes to name itself", printable(use.name)),
                                "break the circle in the files");
                SFUMATO_TRY(const auto *choices, choices_of(use.name));
                SFUMATO_TRY(const std::string value, fill((*choices)[draw_of(choices->size())], depth + 1));
                SFUMATO_CHECK(append(filled, value));
            }
        SFUMATO_CHECK(append(filled, prompt.substr(at)));
        return filled;
    }

    Result<const std::vector<std::string> *> choices_of(const std::string &name) {
        if (const auto known = files_.find(name); known != files_.end())
            return &known->second;
        const auto told = in_quotes("__" + name + "__");
        if (leads_out(name))
            return fail(ErrorCode::InvalidArgument, "prompt", fmt::format("the wildcard {} leads out of its folder", told));
        if (folder_->empty())
            return fail(ErrorCode::NotFound, "prompt", fmt::format("the wildcard {} cannot be filled in: there is no folder of wildcards", told),
                        "name the folder, or take the underscores away");
        const fs::path file = *folder_ / (name + ".txt");
        std::error_code unknown;
        if (!fs::exists(file, unknown))
            return fail(ErrorCode::NotFound, "prompt", fmt::format("the wildcard {} cannot be filled in: {} does not exist", told, display(file)),
                        "write that file, one choice a line, or take the underscores away");
        SFUMATO_TRY(const std::string text, read_file(file));
        SFUMATO_CHECK(check_prompt(text, display(file)));
        std::vector<std::string> choices = lines_of(text);
        if (choices.empty())
            return fail(ErrorCode::InvalidArgument, display(file), "holds no choice for a wildcard", "write one a line");
        return &files_.emplace(name, std::move(choices)).first->second;
    }

    const fs::path *folder_;
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
    return Filling(&folder, seed).fill(prompt, 0);
}

Result<std::string> fill_choices(std::string_view prompt, std::uint64_t seed) {
    return Filling(nullptr, seed).fill(prompt, 0);
}

} // namespace sfumato::text
