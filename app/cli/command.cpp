// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include <algorithm>
#include <utility>

namespace sfumato::cli {
namespace {

std::vector<std::unique_ptr<Command>> &registered() {
    static std::vector<std::unique_ptr<Command>> commands;
    return commands;
}

} // namespace

std::vector<Command *> allCommands() {
    std::vector<Command *> commands;
    for (const auto &command : registered())
        commands.push_back(command.get());
    std::sort(commands.begin(), commands.end(), [](const Command *a, const Command *b) { return a->name() < b->name(); });
    return commands;
}

Registration::Registration(std::unique_ptr<Command> command) {
    registered().push_back(std::move(command));
}

int exitStatus(const Error &error) {
    switch (error.code) {
    case ErrorCode::InvalidArgument: return 2;
    case ErrorCode::Cancelled: return 3;
    case ErrorCode::SafetyBlocked: return 4;
    default: return 1;
    }
}

} // namespace sfumato::cli
