// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/request.h"

/// How well a model of scenes does what it is asked, measured on scenes that it never saw.
namespace sfumato {

enum class ScoreTask {
    Prompts, ///< pictures of descriptions
    Inpaint, ///< objects of renders replaced and removed
    Restyle, ///< renders painted in another style
    Vae,     ///< renders through the autoencoder and back
};

struct ScoreRequest {
    GenerationRequest making; ///< model, device and how pictures are made; its prompt, pictures and seed are not looked at
    std::vector<ScoreTask> tasks = {ScoreTask::Prompts};
    int count = 200;          ///< scenes a task, 1..100000
    std::uint64_t seed = 1;   ///< which scenes
};

enum class ScoreUnit {
    Percent,  ///< of the scenes counted
    Decibel,  ///< peak signal to noise
    Levels,   ///< of 255
    Times,    ///< a ratio
};

/// One figure, and the same of real renders where there is such a thing: no model can be expected to do better.
struct ScoreRow {
    ScoreTask task = ScoreTask::Prompts;
    std::string what; ///< "object colour"
    ScoreUnit unit = ScoreUnit::Percent;
    double value = 0;
    std::optional<double> ceiling;
    int count = 0; ///< scenes it was measured on
};

struct ScoreReport {
    std::vector<ScoreRow> rows;
    int steps = 0;
    double guidance = 0;
};

} // namespace sfumato
