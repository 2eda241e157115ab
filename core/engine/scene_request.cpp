// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/scene_request.h"

#include <fmt/format.h>

#include "core/scenes/scene.h"
#include "core/scenes/styles/style.h"

namespace sfumato {

SceneVocabulary scene_vocabulary() {
    const auto &words = scenes::vocabulary();
    return {words.kinds, words.colours, words.settings, words.times, words.styles, words.places, words.sizes};
}

Result<RenderedScene> render_requested_scene(const SceneRequest &request) {
    if (request.size < 16 || request.size > 2048)
        return fail(ErrorCode::InvalidArgument, "--size", fmt::format("{} is out of range: 16 to 2048", request.size));
    if (request.captions < 0 || request.captions > 64)
        return fail(ErrorCode::InvalidArgument, "captions", fmt::format("{} is out of range: 0 to 64", request.captions));
    const auto scene = scenes::random_scene(request.seed);
    auto rendering = scenes::render(scene, request.size, {request.clean_plate, request.cutouts});
    RenderedScene rendered{request.seed, scene.setting, scene.time, scene.style, scenes::captions(scene, request.captions), {},
                           std::move(rendering.picture), std::move(rendering.clean_plate)};
    const bool colours = scenes::find_style(scene.style)->shows_colours;
    for (std::size_t i = 0; i < scene.objects.size(); ++i) {
        const auto &object = scene.objects[i];
        rendered.objects.push_back({object.kind, colours ? object.colour : std::string(), object.size, object.place, rendering.boxes[i],
                                    std::move(rendering.masks[i]), request.cutouts ? std::move(rendering.cutouts[i]) : Image()});
    }
    return rendered;
}

} // namespace sfumato
