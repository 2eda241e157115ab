// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/subject_window.h"

#include <algorithm>

namespace sfumato::train {

LatentPool::Batch subject_windows(const LatentPool::Batch &batch, int64_t side, at::Generator generator) {
    const int64_t count = batch.latents.size(0), height = batch.latents.size(2), width = batch.latents.size(3);
    const auto chances = batch.subjects.flatten(1) + 1e-6;
    const auto cells = at::multinomial(chances, 1, false, generator).flatten();
    const auto jitter = at::randint(-side / 8, side / 8 + 1, {count, 2}, generator, at::kLong);
    std::vector<at::Tensor> latents, subjects;
    for (int64_t i = 0; i < count; ++i) {
        const int64_t cell = cells.const_data_ptr<int64_t>()[i];
        const int64_t *shift = jitter.const_data_ptr<int64_t>() + 2 * i;
        const int64_t y = std::clamp<int64_t>(cell / width - side / 2 + shift[0], 0, height - side);
        const int64_t x = std::clamp<int64_t>(cell % width - side / 2 + shift[1], 0, width - side);
        latents.push_back(batch.latents[i].narrow(1, y, side).narrow(2, x, side));
        subjects.push_back(batch.subjects[i].narrow(1, y, side).narrow(2, x, side));
    }
    return {at::stack(latents), at::stack(subjects), batch.seeds};
}

} // namespace sfumato::train
