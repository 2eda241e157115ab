// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <cstdio>
#include <utility>

namespace sfumato {
namespace {

LogSink &sink() {
    static LogSink current = [](LogLevel level, const std::string &text) {
        if (level >= LogLevel::Warning)
            std::fprintf(stderr, "%s\n", text.c_str());
    };
    return current;
}

} // namespace

void set_log_sink(LogSink replacement) { sink() = std::move(replacement); }

void log(LogLevel level, const std::string &text) {
    if (sink())
        sink()(level, text);
}

} // namespace sfumato
