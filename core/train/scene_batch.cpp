// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/scene_batch.h"

#include <algorithm>

namespace sfumato::train {
namespace {

constexpr int variants = 12; ///< of partial captions

/// A plane of bytes, one for every seed.
struct Planes {
    Planes(std::size_t count, int size, int channels) : tensor(at::zeros({static_cast<std::int64_t>(count), size, size, channels}, at::kByte)) {}
    std::uint8_t *of(std::size_t i) { return tensor.select(0, static_cast<std::int64_t>(i)).data_ptr<std::uint8_t>(); }
    at::Tensor planar() const { return tensor.permute({0, 3, 1, 2}).to(at::kFloat); }

    at::Tensor tensor;
};

} // namespace

SceneBatch scene_batch(const std::vector<std::uint64_t> &seeds, int size) {
    Planes pictures(seeds.size(), size, 3), subjects(seeds.size(), size, 1);
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        const auto rendering = scenes::render(scenes::random_scene(seeds[i]), size);
        std::copy(rendering.picture.pixels.begin(), rendering.picture.pixels.end(), pictures.of(i));
        std::uint8_t *subject = subjects.of(i);
        for (const auto &mask : rendering.masks)
            std::transform(mask.pixels.begin(), mask.pixels.end(), subject, subject, [](std::uint8_t a, std::uint8_t b) { return std::max(a, b); });
    }
    return {pictures.planar().div_(127.5).sub_(1.0), subjects.planar().div_(255.0)};
}

at::Tensor scene_pictures(const std::vector<std::uint64_t> &seeds, int size) { return scene_batch(seeds, size).pictures; }

std::string scene_caption(std::uint64_t seed, std::uint64_t variant, Telling telling) {
    const auto scene = scenes::random_scene(seed);
    return telling == Telling::Some ? scenes::captions(scene, variants)[variant % variants] : scenes::full_caption(scene, variant, telling);
}

} // namespace sfumato::train
