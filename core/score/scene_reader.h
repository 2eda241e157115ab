// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/base/image.h"
#include "core/base/result.h"
#include "core/nn/resnet_block.h"

/// Scores the built-in model by what its pictures show.
namespace sfumato::score {

/// What the reader's network says of a batch. All fp32, words as logits in the order of scenes::vocabulary().
struct Logits {
    at::Tensor mask; ///< [B,1,32,32], of being covered by an object
    at::Tensor kind, colour, setting, time, style; ///< [B,words]
};

/// What a picture shows.
struct Reading {
    std::string kind, colour; ///< of the object, if there is one
    std::string setting, time, style;
    std::string place;   ///< left, centre, right: where the middle of the covered cells lies
    at::Tensor mask;     ///< [32,32] fp32, 0..1
    double covered = 0;  ///< share of the picture that belongs to an object

    /// The smallest object drawn covers three hundredths.
    bool has_object() const { return covered >= 0.012; }
};

/// Reads pictures as a person would who knows nothing but renders: a small network finds the object (a mask) and names
/// it from what is under the mask; its colour from the colours there, known the light and the style; setting, time and
/// style from the whole. Made by `sfumato-train reader`. Thread: any.
class SceneReader {
public:
    static constexpr int side = 128;      ///< of the pictures it looks at
    static constexpr int mask_side = 32;

    explicit SceneReader(const nn::Scope &scope);

    /// The reader in a file that `sfumato-train reader` wrote. Errors: those of reading; Conflict where it was made for
    /// other words than scenes::vocabulary() has now.
    static Result<SceneReader> load(const std::filesystem::path &file);

    /// pictures: [B,3,128,128] fp32 in -1..1. Differentiable.
    Logits forward(const at::Tensor &pictures) const;

    /// A picture of any size.
    Reading read(const Image &picture) const;

    /// The words it knows, for its file.
    static std::map<std::string, std::string> words();

private:
    struct Level {
        nn::Conv2d conv;
        nn::GroupNorm norm;
        std::vector<nn::ResnetBlock> blocks;
        at::Tensor operator()(const at::Tensor &x) const;
    };
    static Level level(const nn::Scope &scope, int64_t in, int64_t out, int blocks);

    std::vector<Level> levels_;          ///< 64, 32, 16 and 8 cells a side
    std::vector<nn::Conv2d> sideways_;   ///< from the last three to the mask's features
    nn::ResnetBlock mask_block_;
    nn::Conv2d mask_, pixel_;
    nn::Linear object_, kind_, shade_, colour_, setting_, time_, style_;
};

/// Pictures as forward() takes them, from pictures of any size in -1..1: [B,3,H,W] -> [B,3,128,128], each the mean of its area.
at::Tensor reader_pictures(const at::Tensor &pictures);

} // namespace sfumato::score
