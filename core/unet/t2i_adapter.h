// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/nn/layers.h"

namespace sfumato::unet {

struct T2iAdapterConfig {
    int picture_channels = 3; ///< 3, or 1 for sketches in grey
    int factor = 8;           ///< pixels a side that become one cell's channels: 8, SDXL's 16
    int blocks = 2;           ///< residual blocks a level
    int kernel = 1;           ///< of a block's second convolution
    bool light = false;       ///< blocks work on a quarter of the channels, between two 1x1 convolutions
    struct Level {
        int channels = 0;
        bool halves = false; ///< the map, before its blocks
    };
    std::vector<Level> levels = {{320, false}, {640, true}, {1280, true}, {1280, true}};
};

/// A small network that turns a picture into one map for each level of the U-Net, the same for all steps of a run.
/// Source: Mou et al. 2023, T2I-Adapter; keys are those of diffusers T2IAdapter
/// (full, full XL and light).
class T2iAdapter {
public:
    T2iAdapter(const nn::Scope &scope, const T2iAdapterConfig &config);

    /// picture: [B,3,H,W] in 0..1. Returns a map [B,c,h,w] a level, of the size the U-Net has there.
    std::vector<at::Tensor> features(const at::Tensor &picture) const;

    const T2iAdapterConfig &config() const { return config_; }

private:
    struct Block {
        nn::Conv2d first, second;
    };
    struct Level {
        bool halves;
        std::optional<nn::Conv2d> entry; ///< where the width changes
        std::vector<Block> blocks;
        std::optional<nn::Conv2d> exit; ///< of a light one
    };

    T2iAdapterConfig config_;
    std::optional<nn::Conv2d> conv_in_; ///< not of a light one
    std::vector<Level> levels_;
};

} // namespace sfumato::unet
