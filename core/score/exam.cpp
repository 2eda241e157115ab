// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/exam.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sfumato::score {
namespace {

struct Task {
    Result<Rows> (*score)(const Exam &);
    int pictures; ///< painted for each scene
};

/// In the order of ScoreTask.
constexpr std::array<Task, 4> all_tasks = {{{score_prompts, 1}, {score_inpainting, 2}, {score_restyling, 1}, {score_vae, 0}}};

const Task &find(ScoreTask task) { return all_tasks[static_cast<std::size_t>(task)]; }

} // namespace

Result<Rows> score(const Exam &exam, const std::vector<ScoreTask> &tasks) {
    if (exam.count < 1 || exam.count > 100'000)
        return fail(ErrorCode::InvalidArgument, "count", fmt::format("{} is out of range: 1 to 100000", exam.count));
    Rows all;
    for (const auto task : tasks) {
        SFUMATO_TRY(auto rows, find(task).score(exam));
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    return all;
}

int pictures_needed(const ScoreRequest &request) {
    int each = 0;
    for (const auto task : request.tasks)
        each += find(task).pictures;
    return each * request.count;
}

std::vector<scenes::Scene> unseen_scenes(int count, std::uint64_t seed) {
    std::vector<scenes::Scene> found;
    for (std::uint64_t number = scenes::held_out_scene + (seed << 24); found.size() < static_cast<std::size_t>(count); ++number)
        if (auto scene = scenes::random_scene(number); scene.objects.size() == 1)
            found.push_back(std::move(scene));
    return found;
}

ScoreRow Tally::row(ScoreTask task, std::string what) const {
    const auto percent = [this](int right) { return 100.0 * right / std::max(1, count_); };
    return {task, std::move(what), ScoreUnit::Percent, percent(model_), percent(render_), count_};
}

} // namespace sfumato::score
