// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/autoencoder_result.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/nn/weight_map.h"
#include "core/torch/tensor_file.h"
#include "core/train/scene_batch.h"
#include "core/vae/autoencoder_kl.h"

namespace sfumato::train {
namespace {

constexpr int measured_size = 256; // pixels a side

/// PSNR over unseen scenes, and the latents' mean by channel and deviation over all.
struct Measure {
    double psnr = 0;
    at::Tensor mean; ///< [C]
    double deviation = 1;
};

Measure measure(const vae::AutoencoderKl &vae, int scenes) {
    const at::NoGradGuard no_grad;
    double psnr = 0;
    std::vector<at::Tensor> latents;
    for (int i = 0; i < scenes; ++i) {
        const auto picture = scene_pictures({held_out_scene + static_cast<std::uint64_t>(i)}, measured_size);
        latents.push_back(vae.encode(picture).mean);
        const auto error = (vae.decode(latents.back()).clamp(-1, 1) - picture) / 2.0;
        psnr += -10.0 * std::log10(error.pow(2).mean().item<double>());
    }
    const auto all = at::cat(latents);
    const auto mean = all.mean({0, 2, 3});
    return {psnr / scenes, mean, (all - mean.view({1, -1, 1, 1})).std().item<double>()};
}

/// Moves the latents' mean into the biases on both sides of them and their deviation into the scaling factor.
void centre_latents(modelio::VaeConfig &config, Parameters &weights, const Measure &measured) {
    const int64_t z = config.latent_channels;
    auto &quant = weights["quant_conv.bias"];
    quant = quant.clone();
    quant.narrow(0, 0, z).sub_(measured.mean);
    auto &post = weights["post_quant_conv.bias"];
    post = post + weights["post_quant_conv.weight"].view({z, z}).mv(measured.mean);
    config.scaling_factor = 1.0 / measured.deviation;
}

} // namespace

Result<double> write_autoencoder(const std::filesystem::path &folder, modelio::VaeConfig config, Parameters weights, Latents latents, int scenes) {
    nn::WeightMap source(weights);
    const auto measured = measure(vae::AutoencoderKl(nn::Scope(source), config), scenes);
    if (latents == Latents::Centre)
        centre_latents(config, weights, measured);
    std::filesystem::create_directories(folder);
    Parameters halves;
    for (const auto &[name, tensor] : weights)
        halves[name] = tensor.to(at::kHalf);
    SFUMATO_CHECK(write_tensors(folder / "diffusion_pytorch_model.safetensors", halves, {{"format", "pt"}}));
    SFUMATO_CHECK(write_file(folder / "config.json", modelio::to_json(config).dump(2) + "\n"));
    return measured.psnr;
}

} // namespace sfumato::train
