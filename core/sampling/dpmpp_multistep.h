// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {

/// What tells the multistep DPM-Solver++ samplers apart.
struct DpmppMultistep {
    int order = 2;         ///< 1..3
    double eta = 0.0;      ///< 0 = the ordinary differential equation, 1 = the stochastic one
    double s_noise = 1.0;  ///< deviation of the added noise
    bool heun = false;     ///< second-order steps weigh the slope by Heun's rule instead of the midpoint's
    bool gentle_finish = false; ///< order 1 at the last step, at most 2 at the one before
    bool first_order_last = false; ///< the very last step of order 1 even where it does not end at sigma 0
    /// diffusers' sde-dpmsolver++ of order 3 has the sign of one half reversed; on to give its pictures.
    bool diffusers_third_order = false;
};

/// One step on x0 in log sigma from what this and up to two former steps saw; one evaluation.
/// Source: Lu et al. 2022, arXiv:2211.01095, algorithm 2; k-diffusion sample_dpmpp_{2m,2m_sde,3m_sde}, whose
/// formulas are one with h(1 + eta) in place of h.
void dpmpp_multistep_step(SamplerState &state, const StepInputs &inputs, const DpmppMultistep &method);

} // namespace sfumato::sampling
