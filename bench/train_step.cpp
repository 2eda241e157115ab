// SPDX-License-Identifier: GPL-3.0-or-later
// Compares a training step of our networks (forward, backward) with the same step through the tensor library's own
// convolutions and gradients, which is what PyTorch does eagerly. Prints ratios; above 1 ours is faster.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string_view>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include "core/kernels/fast.h"
#include "core/nn/initialiser.h"
#include "core/torch/dtype_policy.h"
#include "core/train/compute.h"
#include "core/train/network_configs.h"
#include "core/unet/unet.h"
#include "core/vae/autoencoder_kl.h"

namespace {

using namespace sfumato;
using Clock = std::chrono::steady_clock;

enum class Kind { Library, Fast, LibraryBf16 };

double step(Kind kind, nn::Initialiser &weights, const std::function<at::Tensor()> &loss_of) {
    const kernels::FastKernels convolutions(kind == Kind::Fast);
    const auto begun = Clock::now();
    at::Tensor loss;
    {
        const train::MixedPrecision mixed({at::kCPU, kind == Kind::LibraryBf16});
        loss = loss_of();
    }
    loss.backward();
    const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    for (const auto &[name, parameter] : weights.parameters())
        at::Tensor(parameter).mutable_grad().reset();
    return seconds;
}

const char *chosen = ""; ///< what is measured: the names that hold it

/// The fastest of several steps of each kind, taken in turn so that all see the same machine.
void compare(const char *what, nn::Initialiser &weights, const std::function<at::Tensor()> &loss) {
    if (std::string_view(what).find(chosen) == std::string_view::npos)
        return;
    double library = 1e9, fast = 1e9, bf16 = 1e9;
    for (int turn = 0; turn < 5; ++turn) {
        library = std::min(library, step(Kind::Library, weights, loss));
        fast = std::min(fast, step(Kind::Fast, weights, loss));
        if (processor_has_bf16())
            bf16 = std::min(bf16, step(Kind::LibraryBf16, weights, loss));
    }
    fmt::print("{:<40} {:>9.1f} ms {:>9.1f} ms {:>6.2f} {:>12}\n", what, 1e3 * library, 1e3 * fast, library / fast,
               processor_has_bf16() ? fmt::format("{:.1f} ms", 1e3 * bf16) : "");
    std::fflush(stdout);
}

void compare_unet(const char *what, const TrainingRequest &request, int64_t batch, int64_t cells) {
    nn::Initialiser weights(at::detail::createCPUGenerator(1));
    const unet::UNet unet(nn::Scope(weights), train::unet_config(request, 8, 32));
    const auto x = at::randn({batch, 8, cells, cells}).contiguous(at::MemoryFormat::ChannelsLast), context = at::randn({batch, 77, request.text_width});
    compare(what, weights, [&] { return unet.forward(x, at::full({1}, 500.0), context).square().mean(); });
}

void compare_vae(const char *what, const std::vector<int> &channels) {
    modelio::VaeConfig config;
    config.block_out_channels = channels;
    config.layers_per_block = 1;
    config.latent_channels = 8;
    config.norm_num_groups = 4;
    config.mid_block_add_attention = false;
    nn::Initialiser weights(at::detail::createCPUGenerator(1));
    const vae::AutoencoderKl vae(nn::Scope(weights), config);
    const auto x = at::rand({16, 3, 64, 64}).contiguous(at::MemoryFormat::ChannelsLast);
    compare(what, weights, [&] { return vae.decode(vae.encode(x).mean).square().mean(); });
}

} // namespace

int main(int argc, char **argv) {
    chosen = argc > 1 ? argv[1] : "";
    fmt::print("{:<40} {:>12} {:>12} {:>6} {:>12}\n", "a training step", "library f32", "ours f32", "ratio", "library bf16");
    compare_unet("U-Net 64-128-192, 32 of 128 px", {}, 32, 16);
    compare_unet("U-Net 64-128-192, 10 of 256 px", {}, 10, 32);
    TrainingRequest wide;
    wide.unet_channels = {128, 256, 384};
    compare_unet("U-Net 128-256-384, 10 of 256 px", wide, 10, 32);
    compare_vae("VAE 16-32-64-128, 16 crops of 64 px", {16, 32, 64, 128});
    compare_vae("VAE 64-64-64-64, 16 crops of 64 px", {64, 64, 64, 64});
    return 0;
}
