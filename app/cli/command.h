// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"

namespace CLI {
class App;
}

namespace sfumato::cli {

/// One thing the program can do: a file in commands/ each, with one registration line.
/// run() is called once, after the options of setup() have been parsed without complaint.
class Command {
public:
    virtual ~Command() = default;

    virtual std::string name() const = 0;
    virtual std::string summary() const = 0; ///< one line without a full stop
    virtual std::string example() const = 0; ///< what follows "sfumato-cli NAME "

    virtual void setup(CLI::App &app) = 0;

    /// `cancel` is wished by Ctrl+C. Errors decide the exit status: see exitStatus().
    virtual Result<void> run(const CancelToken &cancel) = 0;
};

/// All commands, by name.
std::vector<Command *> allCommands();

/// Registers a command at start-up: `const Registration registration{std::make_unique<Inspect>()};`
struct Registration {
    explicit Registration(std::unique_ptr<Command> command);
};

/// 0 done, 1 failed, 2 usage, 3 cancelled, 4 blocked by the safety setting.
int exitStatus(const Error &error);

} // namespace sfumato::cli
