// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/styles/style.h"
#include "core/score/exam.h"

namespace sfumato::score {

Result<Rows> score_prompts(const Exam &exam) {
    Tally style, setting, time, colour, object, place;
    std::int64_t seed = 1;
    for (const auto &scene : unseen_scenes(exam.count, exam.seed)) {
        GenerationRequest request = exam.making;
        request.prompt = scenes::full_caption(scene);
        request.seed = seed++;
        SFUMATO_TRY(const Image picture, exam.paint(request));
        const auto made = exam.reader.read(picture), real = exam.reader.read(scenes::render(scene, picture_side).picture);
        const auto &wanted = scene.objects.front();
        style.add(made.style == scene.style, real.style == scene.style);
        setting.add(made.setting == scene.setting, real.setting == scene.setting);
        time.add(made.time == scene.time, real.time == scene.time);
        const bool there = made.has_object(), really = real.has_object();
        if (scenes::find_style(scene.style)->shows_colours)
            colour.add(there && made.colour == wanted.colour, really && real.colour == wanted.colour);
        object.add(there && made.kind == wanted.kind, really && real.kind == wanted.kind);
        place.add(there && made.place == wanted.place, really && real.place == wanted.place);
    }
    constexpr auto task = ScoreTask::Prompts;
    return Rows{style.row(task, "style"),          setting.row(task, "setting"), time.row(task, "time of day"),
                colour.row(task, "object colour"), object.row(task, "object"),   place.row(task, "place")};
}

} // namespace sfumato::score
