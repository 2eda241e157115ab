// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/api/job_context.h"

namespace sfumato::service {

/// How long a running job will still take, from the steps it has taken so far.
class TimeEstimate {
public:
    /// A job of `count` pictures, `batch` at once.
    TimeEstimate(int count, int batch) : m_count(count), m_batch(batch) {}

    void observe(const StepEvent &event);
    /// A picture is finished and took this long in all: what its steps did not take is needed by every picture.
    void pictureDone(double seconds);

    /// Nothing until a step was measured.
    std::optional<double> secondsLeft() const;

private:
    int m_count, m_batch;
    int m_image = 0, m_step = 0, m_total = 0; ///< where the job is
    std::optional<double> m_stepSeconds;      ///< a running mean in which newer steps weigh more
    double m_rest = 0;                        ///< seconds beside the steps, per picture
};

} // namespace sfumato::service
