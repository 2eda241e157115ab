// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/modelio/model_config.h"
#include "core/nn/embeddings.h"
#include "core/nn/resnet_block.h"
#include "core/nn/transformer_block.h"

namespace sfumato::unet {

/// Sees the output of every residual block, transformer and block, by its diffusers name. For tests.
using Tap = std::function<void(const std::string &name, const at::Tensor &output)>;

inline void show(const Tap &tap, const std::string &name, const at::Tensor &output) {
    if (tap)
        tap(name, output);
}

/// A residual block with the transformer behind it, where its level has one.
struct Layer {
    std::string resnet_name, attention_name;
    nn::ResnetBlock resnet;
    std::optional<nn::SpatialTransformer> attention;

    /// x: [B,C,h,w]; time: [B,4c] after SiLU; context: [B,T,D].
    at::Tensor operator()(const at::Tensor &x, const at::Tensor &time, const nn::Context &context, const Tap &tap) const;
};

struct Level {
    std::string name;
    std::vector<Layer> layers;
    std::optional<nn::Downsample> downsample;
    std::optional<nn::Upsample> upsample;
};

/// Which half of the U-Net a level belongs to.
enum class Side { Down, Up };

/// The layers of one level. widths: channels into and out of each residual block; index: of the block in its half;
/// level: 0 = finest.
Level make_level(const nn::Scope &scope, const modelio::UNetConfig &config, Side side, int index, int level,
                 const std::vector<std::pair<int64_t, int64_t>> &widths);

/// The part of the U-Net that a control network is a copy of: embeddings, the way down and the middle.
class UNetEncoder {
public:
    UNetEncoder(const nn::Scope &scope, const modelio::UNetConfig &config);

    /// [B,4c] after SiLU, which every user of it would apply first. added, guidance: as in UNet::forward();
    /// further: [B,4c] to add, or undefined.
    at::Tensor embedding(const at::Tensor &t, const at::Tensor &added, at::ScalarType dtype, const Tap &tap = {},
                         const at::Tensor &guidance = {}, const at::Tensor &further = {}) const;
    /// The skip connections, finest first; the last one is what the middle begins with. hint: added after the first
    /// convolution, or undefined. maps: added a level each, see Residuals; may be empty.
    std::vector<at::Tensor> down(const at::Tensor &x, const at::Tensor &hint, const at::Tensor &time, const nn::Context &context,
                                 const std::vector<at::Tensor> &maps, const Tap &tap = {}) const;
    at::Tensor middle(at::Tensor h, const at::Tensor &time, const nn::Context &context, const Tap &tap = {}) const;

    /// Channels of each skip connection.
    const std::vector<int64_t> &skip_widths() const { return skip_widths_; }

private:
    modelio::UNetConfig config_;
    nn::TimestepEmbedding time_embedding_;
    std::optional<nn::TimestepEmbedding> add_embedding_;
    nn::Conv2d conv_in_;
    std::vector<int64_t> skip_widths_;
    std::vector<Level> down_;
    std::vector<Layer> middle_; ///< none, one, or two with a transformer between them
};

} // namespace sfumato::unet
