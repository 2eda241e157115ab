// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

namespace sfumato {

enum class LogLevel { Debug, Info, Warning, Error };

/// Receives every line the core wants to say; the default writes warnings and errors to stderr.
/// Thread: set once before the engine starts; the sink may be called from any thread.
using LogSink = std::function<void(LogLevel, const std::string &)>;
void set_log_sink(LogSink sink);

void log(LogLevel level, const std::string &text);

} // namespace sfumato
