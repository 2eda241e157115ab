// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/conditioning/conditioner.h"

namespace sfumato::conditioning {

/// How strongly a control network or adapter acts, and when.
struct ControlStrength {
    double weight = 1.0;
    double start = 0.0, end = 1.0; ///< shares of the run; as in diffusers a step counts that lies in them whole

    bool acts_at(const Moment &moment) const {
        const double steps = moment.steps;
        return weight != 0.0 && moment.step / steps >= start && (moment.step + 1) / steps <= end;
    }
};

} // namespace sfumato::conditioning
