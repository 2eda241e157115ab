// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <unistd.h>

#include <fmt/format.h>

namespace sfumato::cli {
namespace {

const char *nameOf(Phase phase) {
    switch (phase) {
    case Phase::Loading: return "loading";
    case Phase::Encoding: return "reading the prompt";
    case Phase::Sampling: return "sampling";
    case Phase::Decoding: return "decoding";
    case Phase::Enlarging: return "enlarging";
    case Phase::Saving: return "saving";
    }
    return "";
}

std::string bar(int step, int total) {
    constexpr int width = 24;
    const int full = total > 0 ? std::clamp(step * width / total, 0, width) : 0;
    return '[' + std::string(static_cast<std::size_t>(full), '#') + std::string(static_cast<std::size_t>(width - full), '.') + ']';
}

std::string duration(double milliseconds) {
    const auto seconds = static_cast<long>(std::ceil(milliseconds / 1000.0));
    return seconds < 60 ? fmt::format("{} s", seconds) : fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
}

} // namespace

std::string progressText(const StepEvent &event, double msPerStep) {
    std::string text = event.images > 1 ? fmt::format("image {}/{}, ", event.image + 1, event.images) : "";
    text += nameOf(event.phase);
    if (event.total > 0)
        text += fmt::format(", step {}/{}", event.step, event.total);
    if (event.total > event.step && msPerStep > 0)
        text += fmt::format(", {} left", duration(msPerStep * (event.total - event.step)));
    return text;
}

std::string memoryText(const MemoryEstimate &memory) {
    const auto shown = [](std::int64_t bytes) {
        const double mega = static_cast<double>(bytes) / 1e6;
        return mega < 1000 ? fmt::format("{:.0f} MB", mega) : fmt::format("{:.1f} GB", mega / 1e3);
    };
    return fmt::format("needs about {} of memory: {} for the model, {} for sampling, {} for decoding; {} may be used{}", shown(memory.peak()),
                       shown(memory.weights), shown(memory.sampling), shown(memory.decoding), shown(memory.budget),
                       memory.peak() > memory.budget ? ", which is less" : "");
}

Progress::Style Progress::styleFor(bool quiet) {
    return quiet ? Style::Silent : ::isatty(STDERR_FILENO) ? Style::Bar : Style::Lines;
}

void Progress::show(const StepEvent &event) {
    if (m_style == Style::Silent)
        return;
    const bool fresh = event.phase != m_phase || event.image != m_image;
    if (fresh)
        m_msPerStep = 0;
    m_phase = event.phase;
    m_image = event.image;
    constexpr double weight = 0.3; // of the newest step: follows a machine that slows down within a few steps
    if (event.milliseconds > 0)
        m_msPerStep = m_msPerStep == 0 ? event.milliseconds : (1 - weight) * m_msPerStep + weight * event.milliseconds;
    const std::string text = progressText(event, m_msPerStep);
    if (m_style == Style::Bar) {
        std::fprintf(stderr, "\r%s %s\x1b[K", bar(event.step, event.total).c_str(), text.c_str());
        std::fflush(stderr);
        m_drawn = true;
        return;
    }
    const Clock::time_point now = Clock::now();
    const bool last = event.total > 0 && event.step == event.total;
    if (fresh || last || now - m_lastLine >= std::chrono::seconds(1)) {
        std::fprintf(stderr, "%s\n", text.c_str());
        m_lastLine = now;
    }
}

void Progress::clear() {
    if (m_drawn)
        std::fputs("\r\x1b[K", stderr);
    m_drawn = false;
}

} // namespace sfumato::cli
