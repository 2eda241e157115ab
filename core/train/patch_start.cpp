// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/patch_start.h"

#include <algorithm>
#include <cmath>

#include <ATen/core/grad_mode.h>

#include "core/base/error.h"

// How a network of normalisations and SiLU computes something linear: a value travels as the pair (v, -v), for
// silu(v) - silu(-v) = v; and a pair of constants (C, -C) in the same group, larger than the values, fixes the
// deviation that group normalisation divides by. Residual branches begin at zero.

namespace sfumato::train {
namespace {

constexpr double anchor = 6.0; ///< C, in deviations of the values beside it

/// Lightness, red-green and blue-yellow of RGB, colour weighed more than a squared error would.
at::Tensor colour_planes() {
    return at::tensor({0.577, 0.577, 0.577, 0.99, -0.99, 0.0, -0.57, -0.57, 1.14}, at::kDouble).view({3, 3}).to(at::kFloat);
}

struct Components {
    at::Tensor vectors;  ///< [count,inputs], by falling variance
    at::Tensor variance; ///< [count]
    at::Tensor mean;     ///< [inputs]
};

/// Principal components over all cells of features [N,inputs,h,w].
Components principal(const at::Tensor &features, int64_t count) {
    const auto rows = features.transpose(0, 1).flatten(1).to(at::kDouble); // [inputs,cells]
    const auto mean = rows.mean(1);
    const auto centred = rows - mean.unsqueeze(1);
    const auto [variances, vectors] = at::linalg_eigh(centred.mm(centred.t()) / static_cast<double>(rows.size(1)));
    const int64_t inputs = rows.size(0);
    return {vectors.narrow(1, inputs - count, count).flip({1}).t().contiguous().to(at::kFloat),
            variances.narrow(0, inputs - count, count).flip({0}).clamp_min(1e-9).to(at::kFloat), mean.to(at::kFloat)};
}

/// matrix [K,C] applied to every cell of [N,C,h,w].
at::Tensor applied(const at::Tensor &matrix, const at::Tensor &features) {
    return at::conv2d(features, matrix.view({matrix.size(0), matrix.size(1), 1, 1}));
}

/// Writes starts into parameters by name.
class Start {
public:
    Start(const Parameters &vae, const modelio::VaeConfig &config) : vae_(vae), config_(config) {}

    at::Tensor parameter(const std::string &name) const { return vae_.at(name); }
    void silence_branches() const {
        for (const auto &[name, tensor] : vae_)
            if (name.find(".conv2.") != std::string::npos)
                at::Tensor(tensor).zero_();
    }

    /// Encoder: returns the latents of the pictures, [N,z,h,w].
    at::Tensor encoder(const at::Tensor &pictures) const {
        const auto &channels = config_.block_out_channels;
        parameter("encoder.conv_in.weight").zero_().narrow(0, 0, 3).select(3, 1).select(2, 1).copy_(colour_planes());
        parameter("encoder.conv_in.bias").zero_();
        auto features = applied(colour_planes(), pictures);
        for (int i = 0; i + 1 < config_.levels(); ++i) {
            const std::string block = "encoder.down_blocks." + std::to_string(i);
            if (i > 0)
                copy_through(block + ".resnets.0.conv_shortcut", features.size(1));
            const auto patches = at::pixel_unshuffle(features, 2);
            const int64_t kept = std::min<int64_t>(patches.size(1), channels[i]);
            const auto matrix = kept == patches.size(1) ? at::eye(kept) : principal(patches, kept).vectors;
            const auto conv = parameter(block + ".downsamplers.0.conv.weight").zero_();
            conv.narrow(0, 0, kept).narrow(1, 0, features.size(1)).narrow(2, 0, 2).narrow(3, 0, 2).copy_(matrix.view({kept, -1, 2, 2}));
            parameter(block + ".downsamplers.0.conv.bias").zero_();
            features = applied(matrix, patches);
        }
        return code(features);
    }

    /// Decoder: the mean colours that fit the latents best.
    void decoder(const at::Tensor &latents, const at::Tensor &pictures) const {
        const int64_t groups = config_.norm_num_groups, width = config_.block_out_channels.front(), size = width / groups;
        if (groups < 3 || size < 4)
            throw Failure({ErrorCode::InvalidArgument, "block_out_channels", "the first level needs 3 groups of 4 channels", {}});
        const auto y = latents.transpose(0, 1).flatten(1); // [z,cells], mean zero
        const auto colours = at::avg_pool2d(pictures, config_.factor()).transpose(0, 1).flatten(1);
        const auto mean = colours.mean(1);
        const auto matrix = at::linalg_solve(y.mm(y.t()), y.mm((colours - mean.unsqueeze(1)).t())).t(); // [3,z]
        const auto weight = parameter("decoder.conv_in.weight"), bias = parameter("decoder.conv_in.bias");
        weight.narrow(0, 0, width).zero_();
        bias.narrow(0, 0, width).zero_();
        const auto norm = parameter("decoder.conv_norm_out.weight"), out = parameter("decoder.conv_out.weight").mul_(0.1);
        parameter("decoder.conv_out.bias").zero_();
        for (int64_t p = 0; p < 3; ++p) {
            const int64_t first = p * size;
            for (int64_t sign = 0; sign < 2; ++sign) {
                const double s = sign == 0 ? 1.0 : -1.0;
                weight[first + sign].select(2, 1).select(1, 1).copy_(matrix[p] * s);
                bias[first + sign] = mean[p] * s;
                bias[first + size - 2 + sign] = s * anchor;
                out[p][first + sign][1][1] = s;
            }
            norm.narrow(0, first, size).fill_(anchor * std::sqrt(2.0 / static_cast<double>(size)));
        }
        for (int i = 0; i < config_.levels(); ++i) {
            const std::string block = "decoder.up_blocks." + std::to_string(i);
            copy_rows(block + ".resnets.0.conv_shortcut", width, 0);
            copy_rows(block + ".upsamplers.0.conv", width, 1);
        }
    }

private:
    /// A 1x1 convolution that copies its first channels and makes nothing of the others.
    void copy_through(const std::string &name, int64_t channels) const {
        if (!vae_.contains(name + ".weight"))
            return;
        const auto weight = parameter(name + ".weight").zero_();
        for (int64_t c = 0; c < channels; ++c)
            weight[c][c][0][0] = 1.0;
        parameter(name + ".bias").zero_();
    }
    /// A convolution whose first outputs copy the first inputs; the others stay as they are.
    void copy_rows(const std::string &name, int64_t channels, int64_t centre) const {
        if (!vae_.contains(name + ".weight"))
            return;
        const auto weight = parameter(name + ".weight");
        weight.narrow(0, 0, channels).zero_();
        parameter(name + ".bias").narrow(0, 0, channels).zero_();
        for (int64_t c = 0; c < channels; ++c)
            weight[c][c][centre][centre] = 1.0;
    }

    /// The last level's shortcut, the norm behind it and the convolution to the latents.
    at::Tensor code(const at::Tensor &features) const {
        const int64_t z = config_.latent_channels, groups = config_.norm_num_groups;
        const int64_t width = config_.block_out_channels.back(), size = width / groups;
        const std::string last = "encoder.down_blocks." + std::to_string(config_.levels() - 1) + ".resnets.0.conv_shortcut";
        if (2 * ((z + groups - 1) / groups) + 2 > size || features.size(1) < z || !vae_.contains(last + ".weight"))
            throw Failure({ErrorCode::InvalidArgument, "block_out_channels", "the last level must widen and hold the latents twice", {}});
        const auto components = principal(features, z);
        // Half way to equal deviations: details neither drown nor take the network's whole attention.
        auto matrix = components.vectors / components.variance.pow(0.25).unsqueeze(1);
        matrix = matrix / components.variance.pow(0.25).mean();
        const auto offset = matrix.mv(components.mean);
        const auto weight = parameter(last + ".weight").zero_(), bias = parameter(last + ".bias").zero_();
        const auto out = parameter("encoder.conv_out.weight").zero_();
        parameter("encoder.conv_out.bias").zero_().narrow(0, z, z).fill_(-8.0); // nearly certain posteriors
        for (int64_t k = 0; k < z; ++k)
            for (int64_t sign = 0; sign < 2; ++sign) {
                const int64_t channel = k % groups * size + 2 * (k / groups) + sign;
                const double s = sign == 0 ? 1.0 : -1.0;
                weight[channel].select(2, 0).select(1, 0).narrow(0, 0, features.size(1)).copy_(matrix[k] * s);
                bias[channel] = offset[k] * -s;
                out[k][channel][1][1] = s;
            }
        for (int64_t g = 0; g < groups; ++g) {
            bias[g * size + size - 2] = anchor;
            bias[g * size + size - 1] = -anchor;
        }
        parameter("encoder.conv_norm_out.weight").fill_(anchor * std::sqrt(2.0 / static_cast<double>(size)));
        parameter("quant_conv.weight").copy_(at::eye(2 * z).view({2 * z, 2 * z, 1, 1}));
        parameter("quant_conv.bias").zero_();
        parameter("post_quant_conv.weight").copy_(at::eye(z).view({z, z, 1, 1}));
        parameter("post_quant_conv.bias").zero_();
        return applied(matrix, features) - offset.view({1, -1, 1, 1});
    }

    const Parameters &vae_;
    const modelio::VaeConfig &config_;
};

} // namespace

void start_as_patches(const Parameters &vae, const modelio::VaeConfig &config, const at::Tensor &pictures) {
    const at::NoGradGuard no_grad;
    const Start start(vae, config);
    start.silence_branches();
    start.decoder(start.encoder(pictures), pictures);
}

} // namespace sfumato::train
