// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/tensor_source.h"

namespace sfumato::modelio {

/// The shape of a network that enlarges pictures, as its tensors tell it. All of them take and give RGB.
struct UpscalerShape {
    enum class Kind {
        Rrdb,  ///< residual-in-residual dense blocks: ESRGAN, BSRGAN, Real-ESRGAN
        Srvgg, ///< a plain chain of convolutions and one pixel shuffle: Real-ESRGAN's compact networks
    };
    Kind kind = Kind::Rrdb;
    int factor = 4;    ///< times a side, 1..16
    int blocks = 0;    ///< residual blocks, or convolutions between the first and the last
    int width = 0;     ///< channels between them
    int growth = 0;    ///< channels that each convolution of a dense block adds
    int doublings = 0; ///< Rrdb: times that the result is doubled
    int unshuffle = 1; ///< Rrdb: pixels a side that are folded into channels first, 1, 2 or 4

    bool operator==(const UpscalerShape &) const = default;
};

/// "ESRGAN, 4 times, 23 blocks of 64 channels".
std::string describe(const UpscalerShape &shape);

/// An upscaling network's tensors under BasicSR's names (conv_first, body.0.rdb1.conv1, ..., conv_last; body.0, body.1, ...).
struct UpscalerFile {
    UpscalerShape shape;
    TensorSource tensors;
};

/// Recognises BasicSR's layout, that of BSRGAN ("RRDB_trunk") and the first ESRGAN's ("model.1.sub"), with the weights
/// lying open, under `params_ema` (preferred) or under `params`.
/// Errors: UnsupportedFormat saying what the network is instead, ShapeMismatch for shapes that fit none.
/// Source: BasicSR rrdbnet_arch.py and srvgg_arch.py; ESRGAN block.py (spec 4.8).
Result<UpscalerFile> read_upscaler(std::shared_ptr<const TensorFile> file);

} // namespace sfumato::modelio
