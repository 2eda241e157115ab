// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/image.h"

/// The built-in model's world as programs see it: captioned pictures of which everything is known.
namespace sfumato {

/// The words that scenes are made of, as metadata and captions use them.
struct SceneVocabulary {
    std::vector<std::string> kinds, colours, settings, times, styles, places, sizes;
};

/// What is rendered. The same request always gives the same scene, bit for bit.
struct SceneRequest {
    std::uint64_t seed = 1;
    int size = 256;           ///< pixels a side, 16..2048
    int captions = 4;         ///< 0..64
    bool clean_plate = false; ///< also the scene without its objects
    bool cutouts = false;     ///< also each object alone
};

struct SceneObject {
    std::string kind;
    std::string colour; ///< empty where the style shows none
    std::string size, place;
    Rect box;     ///< of the mask, pixels, half open
    Image mask;   ///< 255 where the object is drawn
    Image cutout; ///< RGBA of the whole frame where wanted: over the clean plate it gives the picture, but for the shadow
};

struct RenderedScene {
    std::uint64_t seed = 0;
    std::string setting, time, style;
    std::vector<std::string> captions;
    std::vector<SceneObject> objects; ///< none to two, the main one first
    Image picture;                    ///< RGB
    Image clean_plate;                ///< RGB where wanted: no objects and no shadows, else the same picture
};

} // namespace sfumato
