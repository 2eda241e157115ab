// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/start.h"

namespace sfumato::train {
namespace {

bool contains(const std::string &name, const char *part) { return name.find(part) != std::string::npos; }

/// Each output channel begins as its input channel: averaged over 2 x 2 pixels, enlarged, copied or averaged.
/// first_tap: where in the 3 x 3 kernel the 2 x 2 pixels lie that one output pixel of a downsampler stands for.
void resample_as_identity(const std::string &name, at::Tensor weight, int64_t first_tap) {
    const bool down = contains(name, "downsamplers"), up = contains(name, "upsamplers"), shortcut = contains(name, "conv_shortcut");
    if (weight.dim() != 4 || !(down || up || shortcut))
        return;
    const int64_t out = weight.size(0), in = weight.size(1);
    weight.mul_(0.1);
    for (int64_t o = 0; o < out; ++o) {
        if (down)
            weight[o][o].narrow(0, first_tap, 2).narrow(1, first_tap, 2).add_(0.25);
        else if (up)
            weight[o][o][1][1] += 1.0;
        else if (out >= in)
            weight[o][o % in][0][0] += 1.0;
        else
            for (int64_t i = o; i < in; i += out)
                weight[o][i][0][0] += static_cast<double>(out) / static_cast<double>(in);
    }
}

} // namespace

void start_as_identity(const Parameters &vae) {
    const at::NoGradGuard no_grad;
    for (const auto &[name, parameter] : vae) {
        resample_as_identity(name, parameter, /*first_tap=*/0); // padded right and below only
        if (name.ends_with("conv2.weight"))
            at::Tensor(parameter).mul_(0.1);
    }
}

void start_as_skips(const Parameters &parameters) {
    const at::NoGradGuard no_grad;
    for (const auto &[name, parameter] : parameters) {
        auto weight = parameter;
        if (name.starts_with("unet.")) {
            resample_as_identity(name, weight, /*first_tap=*/1); // padded all around
            if (contains(name, ".conv2.") || contains(name, ".proj_out.") || contains(name, "unet.conv_out."))
                weight.zero_();
        } else if (contains(name, "token_embedding")) {
            weight.mul_(5.0); // words outweigh what the untrained layers make of them
        } else if (contains(name, "out_proj.") || contains(name, "fc2.")) {
            weight.mul_(0.1);
        }
    }
}

} // namespace sfumato::train
