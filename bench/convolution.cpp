// SPDX-License-Identifier: GPL-3.0-or-later
// Compares the Winograd convolution with the tensor library's, forward and backward, on the shapes of our networks
// and of Stable Diffusion 1.5, or on the one named as printed. Prints ratios; above 1 Winograd is faster. Both run in this process, turn by turn.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include "core/kernels/winograd_conv.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Shape {
    const char *where;
    int64_t batch, side, in, out;
};

const std::vector<Shape> shapes = {
    {"our U-Net, 32 cells, guided", 2, 32, 64, 64},     {"our U-Net, 16 cells, guided", 2, 16, 128, 128},
    {"our U-Net, 8 cells, guided", 2, 8, 192, 192},     {"our U-Net, training", 32, 16, 64, 64},
    {"our U-Net, training", 32, 8, 128, 128},           {"our U-Net, training", 10, 32, 64, 64},
    {"our U-Net, training", 10, 16, 128, 128},          {"our U-Net, training", 10, 8, 192, 192},
    {"our U-Net, training", 10, 8, 384, 192},           {"our U-Net, training", 5, 8, 192, 192},
    {"our VAE, decoding", 1, 32, 128, 128},             {"our VAE, decoding", 1, 64, 64, 64},
    {"our VAE, decoding", 1, 128, 32, 32},              {"our VAE, decoding", 1, 256, 16, 16},
    {"our VAE, training", 16, 64, 16, 16},              {"our VAE, training", 16, 32, 32, 32},
    {"our VAE, training", 16, 16, 64, 64},              {"our VAE, training", 16, 8, 128, 128},
    {"SD 1.5 U-Net, 64 cells", 2, 64, 320, 320},        {"SD 1.5 U-Net, 32 cells", 2, 32, 640, 640},
    {"SD 1.5 U-Net, 16 cells", 2, 16, 1280, 1280},      {"SD 1.5 U-Net, 8 cells", 2, 8, 1280, 1280},
    {"SD VAE, 64 cells", 1, 64, 512, 512},              {"SD VAE, 128 pixels", 1, 128, 512, 512},
    {"SD VAE, 256 pixels", 1, 256, 256, 256},           {"SD VAE, 512 pixels", 1, 512, 128, 128},
};

/// Seconds of the fastest of several turns of each, taken in turn so that both see the same machine.
std::vector<double> seconds(const std::vector<std::function<void()>> &bodies) {
    std::vector<double> best(bodies.size(), 1e9);
    const auto begun = Clock::now();
    for (int turn = 0; turn < 40 && (turn < 3 || Clock::now() - begun < std::chrono::milliseconds(700)); ++turn)
        for (std::size_t i = 0; i < bodies.size(); ++i) {
            const auto start = Clock::now();
            bodies[i]();
            best[i] = std::min(best[i], std::chrono::duration<double>(Clock::now() - start).count());
        }
    return best;
}

} // namespace

int main(int argc, char **argv) {
    using namespace sfumato::kernels;
    const at::NoGradGuard no_grad;
    fmt::print("{:<30} {:>20} {:>9} {:>9} {:>9} {:>9} {:>9} {:>10}\n", "shape", "", "direct ms", "forward", "weight", "x grad", "w grad", "GFLOP/s");
    for (const auto &s : shapes) {
        const auto size = fmt::format("{}x{}x{}x{}>{}", s.batch, s.side, s.side, s.in, s.out);
        if (argc > 1 && size != argv[1])
            continue;
        const auto x = at::randn({s.batch, s.in, s.side, s.side}).contiguous(at::MemoryFormat::ChannelsLast);
        const auto w = at::randn({s.out, s.in, 3, 3}) / std::sqrt(9.0 * static_cast<double>(s.in));
        const auto b = at::randn({s.out}), dy = at::randn({s.batch, s.out, s.side, s.side}).contiguous(at::MemoryFormat::ChannelsLast);
        const auto u = winograd_weight(w), ut = winograd_transposed_weight(w);
        const auto backward = [&](std::array<bool, 3> mask) {
            return at::convolution_backward(dy, x, w, at::OptionalIntArrayRef(), {1, 1}, {1, 1}, {1, 1}, false, {0, 0}, 1, mask);
        };
        const auto t = seconds({[&] { at::conv2d(x, w, b, 1, 1); }, [&] { winograd_conv(x, u, b); }, [&] { winograd_weight(w); },
                                [&] { backward({true, false, false}); }, [&] { winograd_conv(dy, ut, {}); },
                                [&] { backward({false, true, true}); }, [&] { winograd_weight_gradient(x, dy); }});
        const double flop = 18.0 * static_cast<double>(s.batch * s.side * s.side * s.in * s.out);
        fmt::print("{:<30} {:>20} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.2f} {:>10.0f}\n", s.where, size,
                   1e3 * t[0], t[0] / t[1], t[0] / (t[1] + t[2]), t[3] / t[4], t[5] / t[6], flop / t[1] / 1e9);
        std::fflush(stdout);
    }
    return 0;
}
