// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace sfumato::cli {

/// Options as every command declares them: long names, the last one given wins, numbers independent of the
/// locale, and messages that name the option and what it accepts. `set` is called during parsing.
/// Each throws CLI::ValidationError from within the parsing where the value is unusable.
CLI::Option *addText(CLI::App &app, const std::string &name, const std::string &placeholder, const std::string &help,
                     std::function<void(const std::string &)> set);
CLI::Option *addInteger(CLI::App &app, const std::string &name, const std::string &help,
                        std::function<void(std::int64_t)> set);
CLI::Option *addNumber(CLI::App &app, const std::string &name, const std::string &help, std::function<void(double)> set);
CLI::Option *addFlag(CLI::App &app, const std::string &name, const std::string &help, std::function<void()> set);

/// `set` is given the place of the name in `names`; case does not matter.
CLI::Option *addChoice(CLI::App &app, const std::string &name, std::span<const std::string_view> names,
                       const std::string &help, std::function<void(std::size_t)> set);

/// A whole number or a number with a fraction, without anything before or behind it.
std::optional<std::int64_t> integerIn(std::string_view text);
std::optional<double> numberIn(std::string_view text);

/// --json and --quiet, which every command has that prints data.
struct OutputOptions {
    bool json = false;
    bool quiet = false;
};
void addOutputOptions(CLI::App &app, OutputOptions &options);

/// Says something on stderr that is neither a result nor an error: one line.
void notice(const std::string &text);

} // namespace sfumato::cli
