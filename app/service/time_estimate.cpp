// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/time_estimate.h"

#include <algorithm>

namespace sfumato::service {

void TimeEstimate::observe(const StepEvent &event) {
    if (event.phase != Phase::Sampling)
        return;
    m_image = event.image;
    m_step = event.step;
    m_total = event.total;
    const double seconds = event.milliseconds / 1000.0;
    // The first step of a run also warms caches up; the second replaces it.
    if (!m_stepSeconds || event.step <= 2)
        m_stepSeconds = seconds;
    else
        m_stepSeconds = 0.7 * *m_stepSeconds + 0.3 * seconds;
}

void TimeEstimate::pictureDone(double seconds) {
    m_rest = std::max(0.0, seconds - m_stepSeconds.value_or(0) * m_total);
}

std::optional<double> TimeEstimate::secondsLeft() const {
    if (!m_stepSeconds)
        return std::nullopt;
    const int batches = (m_count + m_batch - 1) / m_batch;
    const int later = std::max(0, batches - 1 - m_image / m_batch);
    return *m_stepSeconds * (m_total - m_step + later * m_total) + m_rest * std::max(0, m_count - m_image);
}

} // namespace sfumato::service
