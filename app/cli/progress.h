// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

#include "core/api/engine.h"

namespace sfumato::cli {

/// Shows on stderr how a job goes: a bar that is redrawn on a terminal, else a line a second at most.
class Progress {
public:
    enum class Style { Silent, Lines, Bar };

    /// Silent where asked to be quiet, a bar where stderr is a terminal.
    static Style styleFor(bool quiet);

    explicit Progress(Style style) : m_style(style) {}
    ~Progress() { clear(); }
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;

    void show(const StepEvent &event);

    /// Takes the bar away, so that something else can be printed.
    void clear();

private:
    using Clock = std::chrono::steady_clock;

    Style m_style;
    bool m_drawn = false;
    int m_image = -1;
    Phase m_phase = Phase::Loading;
    double m_msPerStep = 0; ///< running mean of the phase
    Clock::time_point m_lastLine{};
};

/// "needs about 1.2 GB: 0.4 GB for the model, 0.7 GB for sampling, 0.8 GB for decoding; 6.1 GB may be used".
std::string memoryText(const MemoryEstimate &memory);

/// What `event` says, in words: "image 2/4, sampling, step 3/20, 4 s left".
std::string progressText(const StepEvent &event, double msPerStep);

} // namespace sfumato::cli
