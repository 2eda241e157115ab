// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/random.h"
#include "core/score/exam.h"

namespace sfumato::score {

Result<Rows> score_restyling(const Exam &exam) {
    constexpr double strength = 0.55;
    Tally style, setting;
    std::int64_t seed = 1;
    for (const auto &scene : unseen_scenes(exam.count, exam.seed)) {
        scenes::Random random(scene.seed);
        auto wanted = scene;
        while (wanted.style == scene.style)
            wanted.style = random.pick(scenes::vocabulary().styles);
        GenerationRequest request = exam.making;
        request.init = SourceImage{{}, std::make_shared<Image>(scenes::render(scene, picture_side).picture)};
        request.strength = strength;
        request.prompt = scenes::full_caption(wanted);
        request.seed = seed++;
        SFUMATO_TRY(const Image picture, exam.paint(request));
        const auto made = exam.reader.read(picture), real = exam.reader.read(scenes::render(wanted, picture_side).picture);
        style.add(made.style == wanted.style, real.style == wanted.style);
        setting.add(made.setting == scene.setting, real.setting == scene.setting);
    }
    return Rows{style.row(ScoreTask::Restyle, "style is the one asked for"), setting.row(ScoreTask::Restyle, "setting is kept")};
}

} // namespace sfumato::score
