// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <future>
#include <vector>

#include <ATen/ATen.h>

#include "core/train/compute.h"
#include "core/train/scene_batch.h"
#include "core/vae/autoencoder_kl.h"

namespace sfumato::train {

/// Latents of random scenes, in the U-Net's units, to train on: a supply that grows while training goes on, so that
/// the first step need not wait for the last picture and nothing is seen often enough to be learned by heart.
/// Scene i of the pool has the seed first_seed + i. Thread: the trainer's; pictures are drawn in another.
class LatentPool {
public:
    /// pixels: side of the pictures, a multiple of the VAE's factor. The VAE, on compute's device, must outlive the pool.
    LatentPool(const vae::AutoencoderKl &vae, int pixels, std::uint64_t first_seed, const Compute &compute)
        : vae_(vae), pixels_(pixels), first_seed_(first_seed), compute_(compute) {}

    /// Adds `count` scenes and has the next `count` drawn in the background.
    void grow(int64_t count);
    int64_t size() const { return static_cast<int64_t>(latents_.size()); }

    struct Batch {
        at::Tensor latents;               ///< [B,C,h,w] fp32, on the CPU
        at::Tensor subjects;              ///< [B,1,h,w] fp32 0..1, on the CPU: how much of a cell an object covers
        std::vector<std::uint64_t> seeds; ///< of their scenes
    };
    /// Any of the scenes, each as likely. generator: of the CPU.
    Batch draw(int64_t count, at::Generator generator) const;

    /// Every latent from number 0 on, [C+1,h,w] fp16 on the CPU, the last plane what an object covers; to be kept, and back.
    const std::vector<at::Tensor> &latents() const { return latents_; }
    void restore(std::vector<at::Tensor> latents) { latents_ = std::move(latents); }

private:
    std::future<SceneBatch> drawn(int64_t from, int64_t count) const;

    const vae::AutoencoderKl &vae_;
    int pixels_;
    std::uint64_t first_seed_;
    Compute compute_;
    std::vector<at::Tensor> latents_;
    std::future<SceneBatch> next_;
    int64_t next_count_ = 0;
};

} // namespace sfumato::train
