// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/nearest_name.h"
#include "core/base/printable.h"

namespace sfumato::cli {
namespace {

[[noreturn]] void refuse(const std::string &name, const std::string &text, const std::string &rule) {
    throw CLI::ValidationError(name, fmt::format("{} {}", in_quotes(text), rule));
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

} // namespace

std::optional<std::int64_t> integerIn(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(value) : std::nullopt;
}

std::optional<double> numberIn(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = problem == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    return whole ? std::optional(value) : std::nullopt;
}

CLI::Option *addText(CLI::App &app, const std::string &name, const std::string &placeholder, const std::string &help,
                     std::function<void(const std::string &)> set) {
    return app.add_option_function<std::string>(name, std::move(set), help)->take_last()->type_name(placeholder);
}

CLI::Option *addInteger(CLI::App &app, const std::string &name, const std::string &help,
                        std::function<void(std::int64_t)> set) {
    return addText(app, name, "N", help, [name, set = std::move(set)](const std::string &text) {
        const std::optional<std::int64_t> value = integerIn(text);
        if (!value)
            refuse(name, text, "is no whole number (of 64 bits)");
        set(*value);
    });
}

CLI::Option *addNumber(CLI::App &app, const std::string &name, const std::string &help, std::function<void(double)> set) {
    return addText(app, name, "F", help, [name, set = std::move(set)](const std::string &text) {
        const std::optional<double> value = numberIn(text);
        if (!value)
            refuse(name, text, "is no number");
        set(*value);
    });
}

CLI::Option *addFlag(CLI::App &app, const std::string &name, const std::string &help, std::function<void()> set) {
    return app.add_flag_callback(name, std::move(set), help);
}

CLI::Option *addChoice(CLI::App &app, const std::string &name, std::span<const std::string_view> names,
                       const std::string &help, std::function<void(std::size_t)> set) {
    const std::string placeholder = fmt::format("{}", fmt::join(names, "|"));
    return addText(app, name, placeholder, help, [name, names, set = std::move(set)](const std::string &text) {
        const auto found = std::find(names.begin(), names.end(), lower(text));
        if (found == names.end()) {
            const std::vector<std::string> all(names.begin(), names.end());
            const std::string hint = did_you_mean(text, all);
            refuse(name, text, fmt::format("is not one of {}{}", fmt::join(names, ", "), hint.empty() ? "" : "; " + hint));
        }
        set(static_cast<std::size_t>(found - names.begin()));
    });
}

void addOutputOptions(CLI::App &app, OutputOptions &options) {
    app.add_flag("--json", options.json, "results as JSON on stdout");
    app.add_flag("--quiet", options.quiet, "nothing on stderr but errors");
}

void notice(const std::string &text) {
    std::fprintf(stderr, "%s\n", printable(text, 4096).c_str());
}

} // namespace sfumato::cli
