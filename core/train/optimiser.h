// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "core/api/training.h"

namespace sfumato::train {

using Parameters = std::map<std::string, at::Tensor>;

/// AdamW with decoupled weight decay, gradient clipping and an exponential moving average of the weights; on wish
/// Muon for the matrices it suits (core/train/muon.h).
/// Source: Loshchilov & Hutter 2019, algorithm 2; the arithmetic is LibTorch's fused kernel.
class Optimiser {
public:
    enum class Matrices { AdamW, Muon };
    struct Options {
        Matrices matrices = Matrices::AdamW;
        double beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.01;
        double clip_norm = 1.0;      ///< largest norm of all gradients together; 0 = no clipping
        double ema_decay = 0.9995;   ///< the average's memory; grows as (1+n)/(10+n) until it gets there

        static Options of(const TrainingRequest &request); ///< what a request asks for
    };
    Optimiser(const Parameters &parameters, const Options &options);

    /// One step from the gradients in the parameters, which are cleared. Returns the gradients' norm before clipping;
    /// where that is not finite, nothing has moved.
    double step(double learning_rate);

    /// Drops the gradients in the parameters.
    void clear_gradients();

    int64_t steps() const { return steps_; }
    /// The averaged weights, by parameter name.
    const Parameters &average() const { return average_; }

    /// Moments, average and position, for a checkpoint.
    Parameters state() const;
    /// Restores what state() gave. Throws Failure{MissingTensor} where something is not there.
    void restore(const Parameters &state);

private:
    /// What AdamW trains, as lists that its fused kernel takes.
    struct Adaptive {
        std::vector<std::string> names;
        std::vector<at::Tensor> parameters, first, second, step_counts;
    };
    struct Matrix {
        std::string name;
        at::Tensor parameter, momentum;
    };

    void follow(); ///< moves the averages

    Options options_;
    Adaptive adaptive_;
    std::vector<Matrix> matrices_;
    Parameters average_;
    int64_t steps_ = 0;
};

} // namespace sfumato::train
