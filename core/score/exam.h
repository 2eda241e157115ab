// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "core/api/score.h"
#include "core/base/result.h"
#include "core/scenes/scene.h"
#include "core/score/scene_reader.h"

namespace sfumato::score {

/// What every task needs: who reads the pictures, who makes them, and how many of which scenes.
struct Exam {
    const SceneReader &reader;
    GenerationRequest making; ///< to be completed by each task: prompt, seed, pictures
    std::function<Result<Image>(const GenerationRequest &)> paint;
    std::function<Result<Image>(const Image &)> roundtrip; ///< encoded and decoded
    int count = 200;
    std::uint64_t seed = 1;
};

using Rows = std::vector<ScoreRow>;

/// The tasks one after the other. Errors: InvalidArgument for a count out of range, those of making the pictures.
Result<Rows> score(const Exam &exam, const std::vector<ScoreTask> &tasks);

/// How many pictures score() has painted.
int pictures_needed(const ScoreRequest &request);

Result<Rows> score_prompts(const Exam &exam);
Result<Rows> score_inpainting(const Exam &exam);
Result<Rows> score_restyling(const Exam &exam);
Result<Rows> score_vae(const Exam &exam);

/// Scenes with one object that nothing was trained on. The same seed gives the same scenes, and fewer are the first of more.
std::vector<scenes::Scene> unseen_scenes(int count, std::uint64_t seed);

constexpr int picture_side = 256; ///< of renders; the built-in model's own size

/// How often something was right in the model's pictures and in the renders.
class Tally {
public:
    void add(bool model, bool render) {
        ++count_;
        model_ += model;
        render_ += render;
    }
    ScoreRow row(ScoreTask task, std::string what) const;

private:
    int count_ = 0, model_ = 0, render_ = 0;
};

} // namespace sfumato::score
