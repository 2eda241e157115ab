// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/image/composite.h"
#include "core/image/mask_ops.h"
#include "core/scenes/random.h"
#include "core/score/exam.h"

namespace sfumato::score {
namespace {

/// Painted generously, as a person would: with the shadow at the object's foot.
constexpr int margin = 16;

/// A kind that is not there, as much at home where the object stands: the same hole must be able to hold it.
std::string another_kind(const std::string &kind, scenes::Random &random) {
    for (;;)
        if (const auto &other = random.pick(scenes::vocabulary().kinds); other != kind)
            return other;
}

bool kept(const Image &before, const Image &after, const Image &mask) {
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            if (mask.row(y)[x] == 0 && !std::equal(before.row(y) + 3 * x, before.row(y) + 3 * x + 3, after.row(y) + 3 * x))
                return false;
    return true;
}

/// How much steeper the picture is across the mask's border than beside it, 1 = a border nobody sees.
double seam(const Image &picture, const Image &mask) {
    const Image wide = image::grow(mask, 8), narrow = image::grow(mask, -8);
    double across = 1e-9, beside = 1e-9;
    int across_count = 1, beside_count = 1;
    for (int y = 0; y + 1 < mask.height; ++y)
        for (int x = 0; x + 1 < mask.width; ++x) {
            if (wide.row(y)[x] == 0 || narrow.row(y)[x] != 0)
                continue;
            for (const auto &[dx, dy] : {std::pair(1, 0), std::pair(0, 1)}) {
                double step = 0;
                for (int c = 0; c < 3; ++c)
                    step += std::abs(picture.row(y)[3 * x + c] - picture.row(y + dy)[3 * (x + dx) + c]);
                const bool border = (mask.row(y)[x] == 0) != (mask.row(y + dy)[x + dx] == 0);
                (border ? across : beside) += step;
                ++(border ? across_count : beside_count);
            }
        }
    // A level or so of difference is invisible however smooth the surroundings are.
    constexpr double invisible = 3.0;
    return (across / across_count + invisible) / (beside / beside_count + invisible);
}

constexpr double visible_seam = 1.5;

} // namespace

Result<Rows> score_inpainting(const Exam &exam) {
    Tally replaced, changed, gone, seamless, identical;
    std::int64_t seed = 1;
    for (const auto &scene : unseen_scenes(exam.count, exam.seed)) {
        scenes::Random random(scene.seed);
        const auto rendering = scenes::render(scene, picture_side, {.clean_plate = true});
        const auto mask = std::make_shared<Image>(image::grow(image::binarise(rendering.masks.front(), 1), margin));
        GenerationRequest request = exam.making;
        request.init = SourceImage{{}, std::make_shared<Image>(rendering.picture)};
        request.inpaint = MaskOptions{.mask = {{}, mask}};
        request.strength = 1.0;
        request.seed = seed++;

        auto other = scene;
        other.objects.front().kind = another_kind(scene.objects.front().kind, random);
        request.prompt = scenes::full_caption(other);
        SFUMATO_TRY(const Image exchanged, exam.paint(request));
        const auto now = exam.reader.read(exchanged), ideal = exam.reader.read(scenes::render(other, picture_side).picture);
        replaced.add(now.has_object() && now.kind == other.objects.front().kind, ideal.kind == other.objects.front().kind);
        changed.add(now.kind != scene.objects.front().kind, ideal.kind != scene.objects.front().kind);

        auto empty = scene;
        empty.objects.clear();
        request.prompt = scenes::full_caption(empty);
        SFUMATO_TRY(const Image removed, exam.paint(request));
        const Image plate = image::composite(rendering.picture, rendering.clean_plate, *mask);
        gone.add(!exam.reader.read(removed).has_object(), !exam.reader.read(plate).has_object());
        seamless.add(seam(removed, *mask) < visible_seam, seam(plate, *mask) < visible_seam);
        identical.add(kept(rendering.picture, exchanged, *mask) && kept(rendering.picture, removed, *mask), true);
    }
    constexpr auto task = ScoreTask::Inpaint;
    return Rows{replaced.row(task, "object is the one asked for"), changed.row(task, "object is another than before"),
                gone.row(task, "object is gone"), seamless.row(task, "no visible seam"), identical.row(task, "kept pixels identical")};
}

} // namespace sfumato::score
