// SPDX-License-Identifier: GPL-3.0-or-later
#include <clocale>
#include <csignal>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <QCoreApplication>
#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/service/error_text.h"
#include "core/base/log.h"
#include "core/base/nearest_name.h"
#include "core/base/printable.h"

namespace sfumato::cli {
namespace {

/// What Ctrl+C sets; the handler may touch nothing else. The second Ctrl+C ends the program at once.
const CancelToken *cancelOnSignal = nullptr;

void watchSignals(const CancelToken &cancel) {
    cancelOnSignal = &cancel;
    struct sigaction action {};
    action.sa_handler = [](int) { cancelOnSignal->cancel(); };
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

/// Qt's image readers talk on their own about damaged files; the error that follows says it better.
void hearQt(QtMsgType type, const QMessageLogContext &, const QString &text) {
    log(type == QtFatalMsg ? LogLevel::Error : LogLevel::Debug, text.toStdString());
}

void describeCommand(CLI::App &app, Command &command) {
    command.setup(app);
    for (CLI::Option *option : app.get_options())
        if (option->get_name() == "--help")
            option->description("this text");
    app.footer(fmt::format("Example:\n  sfumato-cli {} {}", command.name(), command.example()));
}

/// The names that would have been understood where `word` was not.
std::vector<std::string> knownNames(const CLI::App &app, bool options) {
    std::vector<std::string> names;
    if (options) {
        for (const CLI::Option *option : app.get_options())
            for (const std::string &name : option->get_lnames())
                names.push_back("--" + name);
    } else {
        for (const CLI::App *sub : app.get_subcommands(nullptr))
            names.push_back(sub->get_name());
    }
    return names;
}

/// The complaint about words that nothing expected, with the nearest that would have been.
std::string unexpected(const CLI::App &app, const std::vector<std::string> &words) {
    std::string word = words.front();
    for (const std::string &candidate : words)
        if (candidate.starts_with("-")) {
            word = candidate;
            break;
        }
    const bool option = word.starts_with("-");
    if (option)
        word = word.substr(0, word.find('='));
    const std::string hint = did_you_mean(word, knownNames(app, option));
    return fmt::format("{} {} is not known{}", option ? "the option" : "the argument", in_quotes(word),
                       hint.empty() ? "" : "; " + hint);
}

void complain(const std::string &where, const std::string &what) {
    const char *end = what.ends_with('?') ? "" : ".";
    std::fprintf(stderr, "%s: %s%s\nSee %s --help.\n", where.c_str(), what.c_str(), end, where.c_str());
}

int usageError(const CLI::App &app, const CLI::ParseError &error) {
    const CLI::App *place = &app;
    for (const CLI::App *sub : app.get_subcommands())
        place = sub;
    const std::string where = place == &app ? "sfumato-cli" : "sfumato-cli " + place->get_name();
    std::vector<std::string> words = place->remaining();
    if (words.empty())
        words = app.remaining();
    const bool extras = dynamic_cast<const CLI::ExtrasError *>(&error) && !words.empty();
    complain(where, extras ? unexpected(*place, words) : printable(error.what(), 2000));
    return 2;
}

int execute(Command &command, const CancelToken &cancel) {
    const Result<void> result = command.run(cancel);
    if (result)
        return 0;
    std::fprintf(stderr, "sfumato-cli %s: %s\n", command.name().c_str(),
                 printable(service::errorLine(result.error()).toStdString(), 8000).c_str());
    return exitStatus(result.error());
}

int runProgram(int argc, char **argv) {
    qInstallMessageHandler(hearQt);
    QCoreApplication qt(argc, argv);
    // QCoreApplication takes over the user's locale, in which a number may have a decimal comma.
    std::setlocale(LC_NUMERIC, "C");
    const CancelToken cancel;
    watchSignals(cancel);

    CLI::App app("Sfumato's command line: pictures from words with Stable Diffusion, on this machine.", "sfumato-cli");
    app.set_version_flag("--version", "sfumato-cli " SFUMATO_VERSION, "the version");
    app.get_formatter()->label("SUBCOMMAND", "COMMAND");
    app.get_formatter()->label("Subcommands", "Commands");
    app.footer("sfumato-cli COMMAND --help tells more about a command.");
    std::vector<std::pair<CLI::App *, Command *>> commands;
    for (Command *command : allCommands()) {
        commands.emplace_back(app.add_subcommand(command->name(), command->summary()), command);
        describeCommand(*commands.back().first, *command);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return error.get_exit_code() == 0 ? app.exit(error) : usageError(app, error);
    }
    for (const auto &[parsed, command] : commands)
        if (parsed->parsed())
            return execute(*command, cancel);
    complain("sfumato-cli", "a command is missing");
    return 2;
}

} // namespace
} // namespace sfumato::cli

int main(int argc, char **argv) {
    try {
        return sfumato::cli::runProgram(argc, argv);
    } catch (const std::bad_alloc &) {
        std::fputs("sfumato-cli: there is not enough memory.\n", stderr);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "sfumato-cli: something went wrong inside Sfumato: %s\n", error.what());
    }
    return 1;
}
