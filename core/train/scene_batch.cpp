// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/scene_batch.h"

namespace sfumato::train {

at::Tensor scene_pictures(const std::vector<std::uint64_t> &seeds, int size) {
    auto pictures = at::empty({static_cast<int64_t>(seeds.size()), size, size, 3}, at::kByte);
    for (size_t i = 0; i < seeds.size(); ++i) {
        const auto rendering = scenes::render(scenes::random_scene(seeds[i]), size);
        std::copy(rendering.picture.pixels.begin(), rendering.picture.pixels.end(),
                  pictures.select(0, static_cast<int64_t>(i)).data_ptr<std::uint8_t>());
    }
    return pictures.permute({0, 3, 1, 2}).to(at::kFloat).div_(127.5).sub_(1.0);
}

std::string scene_caption(std::uint64_t seed, std::uint64_t variant) {
    constexpr int variants = 12;
    return scenes::captions(scenes::random_scene(seed), variants)[variant % variants];
}

} // namespace sfumato::train
