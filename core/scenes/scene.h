// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/image.h"

/// The built-in model's world: what can be in a picture, how it is drawn and how it is described.
namespace sfumato::scenes {

/// Something that stands, floats or drives in a scene. All words come from vocabulary().
struct Object {
    std::string kind;
    std::string colour;
    std::string size;  ///< small, medium, large
    std::string place; ///< left, centre, right: of the frame
};

/// Everything that decides a picture; `seed` decides what the words leave open.
struct Scene {
    std::vector<Object> objects; ///< none to two, the main one first
    std::string setting, time, style;
    std::uint64_t seed = 0;
};

struct Vocabulary {
    std::vector<std::string> kinds, colours, settings, times, styles, places, sizes;
};
const Vocabulary &vocabulary();

/// A scene drawn from all that can be said; about a tenth have two objects, a few none. Pure in `seed`.
Scene random_scene(std::uint64_t seed);

/// What is rendered besides the picture; each costs another pass of the style.
struct Extras {
    bool clean_plate = false; ///< the scene without its objects
    bool cutouts = false;     ///< each object alone
};

/// A picture and where its objects are.
struct Rendering {
    Image picture;              ///< RGB
    std::vector<Image> masks;   ///< one an object, 255 where it is drawn
    std::vector<Rect> boxes;    ///< of what a mask covers at all; pixels, half open
    Image clean_plate;          ///< RGB where wanted: same backdrop, same brush, no objects and no shadows
    std::vector<Image> cutouts; ///< RGBA where wanted, the whole frame: laid over the clean plate they give the picture
};

/// Draws the scene `size` x `size` pixels (16..2048), at twice the size and reduced. Pure in the scene: the extras
/// change nothing in the picture.
/// About 15 ms for 256 px on one core. Throws Failure{InvalidArgument} for a word not in vocabulary().
Rendering render(const Scene &scene, int size, const Extras &extras = {});

/// `count` different ways of saying what is in the scene: tags and sentences, whole and partial, with synonyms.
/// Everything said is true; what a style does not show (the colour in a pencil drawing) is not said.
std::vector<std::string> captions(const Scene &scene, int count);

/// What a caption says of its scene.
enum class Telling {
    Some,              ///< leaves out this and that
    Everything,        ///< what a picture shows, except sizes
    EverythingButPlace ///< for a part of the picture, which does not show where in the frame it is
};

/// One sentence that leaves out nothing a picture of the scene would show, except sizes; each `variant` words it another way.
std::string full_caption(const Scene &scene, std::uint64_t variant = 0, Telling telling = Telling::Everything);

/// Seeds from here on are never trained on; what is measured is measured on them.
constexpr std::uint64_t held_out_scene = 1ULL << 40;

} // namespace sfumato::scenes
