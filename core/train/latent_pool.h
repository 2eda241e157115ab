// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <future>
#include <vector>

#include <ATen/ATen.h>

#include "core/vae/autoencoder_kl.h"

namespace sfumato::train {

/// Latents of random scenes, in the U-Net's units, to train on: a supply that grows while training goes on, so that
/// the first step need not wait for the last picture and nothing is seen often enough to be learned by heart.
/// Scene i of the pool has the seed first_seed + i. Thread: the trainer's; pictures are drawn in another.
class LatentPool {
public:
    /// pixels: side of the pictures, a multiple of the VAE's factor. The VAE must outlive the pool.
    LatentPool(const vae::AutoencoderKl &vae, int pixels, std::uint64_t first_seed, bool bf16)
        : vae_(vae), pixels_(pixels), first_seed_(first_seed), bf16_(bf16) {}

    /// Adds `count` scenes and has the next `count` drawn in the background.
    void grow(int64_t count);
    int64_t size() const { return static_cast<int64_t>(latents_.size()); }

    struct Batch {
        at::Tensor latents;               ///< [B,C,h,w] fp32
        std::vector<std::uint64_t> seeds; ///< of their scenes
    };
    /// Any of the scenes, each as likely.
    Batch draw(int64_t count, at::Generator generator) const;

    /// All latents as [N,C,h,w] fp16, and back; for checkpoints.
    at::Tensor state() const;
    void restore(const at::Tensor &state);

private:
    std::future<at::Tensor> drawn(int64_t from, int64_t count) const;

    const vae::AutoencoderKl &vae_;
    int pixels_;
    std::uint64_t first_seed_;
    bool bf16_;
    std::vector<at::Tensor> latents_; ///< [C,h,w] fp16
    std::future<at::Tensor> next_;
    int64_t next_count_ = 0;
};

} // namespace sfumato::train
