// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/latent_pool.h"

namespace sfumato::train {

std::future<SceneBatch> LatentPool::drawn(int64_t from, int64_t count) const {
    std::vector<std::uint64_t> seeds;
    for (int64_t i = from; i < from + count; ++i)
        seeds.push_back(first_seed_ + static_cast<std::uint64_t>(i));
    return std::async(std::launch::async, [seeds, pixels = pixels_] { return scene_batch(seeds, pixels); });
}

void LatentPool::grow(int64_t count) {
    if (count == 0)
        return;
    const at::NoGradGuard no_grad;
    const MixedPrecision mixed(compute_);
    if (!next_.valid() || next_count_ != count)
        next_ = drawn(size(), count);
    const auto scenes = next_.get();
    next_ = drawn(size() + count, count);
    next_count_ = count;
    const auto codes = vae_.to_model_units(vae_.encode(compute_.batch(scenes.pictures)).mean).to(at::TensorOptions(at::kCPU).dtype(at::kFloat));
    const auto latents = at::cat({codes, at::avg_pool2d(scenes.subjects, vae_.config().factor())}, 1).to(at::kHalf).contiguous(at::MemoryFormat::Contiguous);
    for (int64_t i = 0; i < count; ++i)
        latents_.push_back(latents[i].clone());
}

LatentPool::Batch LatentPool::draw(int64_t count, at::Generator generator) const {
    const auto places = at::randint(size(), {count}, generator, at::kLong);
    Batch batch;
    std::vector<at::Tensor> chosen;
    for (int64_t i = 0; i < count; ++i) {
        const auto place = places.const_data_ptr<int64_t>()[i];
        chosen.push_back(latents_[static_cast<std::size_t>(place)].to(at::kFloat)); // before autocast sees fp16, which it refuses
        batch.seeds.push_back(first_seed_ + static_cast<std::uint64_t>(place));
    }
    const auto planes = at::stack(chosen);
    const std::int64_t channels = planes.size(1) - 1;
    batch.latents = planes.narrow(1, 0, channels);
    batch.subjects = planes.narrow(1, channels, 1);
    return batch;
}

} // namespace sfumato::train
