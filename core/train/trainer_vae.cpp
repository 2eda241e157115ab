// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer_vae.h"

#include <cmath>
#include <future>
#include <numeric>

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/kernels/convolution.h"
#include "core/nn/initialiser.h"
#include "core/nn/weight_map.h"
#include "core/torch/tensor_file.h"
#include "core/train/losses.h"
#include "core/train/patch_start.h"
#include "core/train/scene_batch.h"
#include "core/train/start.h"
#include "core/train/trained_vae.h"

namespace sfumato::train {
namespace {

constexpr int rendered_size = 256;
constexpr int crops_a_picture = 4;
constexpr int64_t pixels_a_step = 65536;

/// Random squares of rendered scenes, [B,3,crop,crop] channels-last.
at::Tensor crops(std::uint64_t seed, int crop, int64_t count) {
    auto generator = at::detail::createCPUGenerator(seed);
    std::vector<std::uint64_t> seeds;
    const int64_t each = crop == rendered_size ? 1 : crops_a_picture;
    for (int64_t i = 0; i < (count + each - 1) / each; ++i)
        seeds.push_back((seed * 4096 + static_cast<std::uint64_t>(i)) % held_out_scene);
    const auto pictures = scene_pictures(seeds, rendered_size);
    const auto offsets = at::randint(rendered_size - crop + 1, {count, 2}, generator, at::kLong);
    std::vector<at::Tensor> squares;
    for (int64_t i = 0; i < count; ++i)
        squares.push_back(pictures[i / each].narrow(1, offsets[i][0].item<int64_t>(), crop).narrow(2, offsets[i][1].item<int64_t>(), crop));
    return at::stack(squares).contiguous(at::MemoryFormat::ChannelsLast);
}

/// PSNR over unseen scenes, and the latents' mean by channel and deviation over all.
struct Measure {
    double psnr = 0;
    at::Tensor mean; ///< [C]
    double deviation = 1;
};

Measure measure(const vae::AutoencoderKl &vae) {
    const at::NoGradGuard no_grad;
    double psnr = 0;
    std::vector<at::Tensor> latents;
    constexpr int pictures = 64;
    for (std::uint64_t i = 0; i < pictures; ++i) {
        const auto picture = scene_pictures({held_out_scene + i}, rendered_size);
        latents.push_back(vae.encode(picture).mean);
        const auto error = (vae.decode(latents.back()).clamp(-1, 1) - picture) / 2.0;
        psnr += -10.0 * std::log10(error.pow(2).mean().item<double>());
    }
    const auto all = at::cat(latents);
    const auto mean = all.mean({0, 2, 3});
    return {psnr / pictures, mean, (all - mean.view({1, -1, 1, 1})).std().item<double>()};
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

enum class Latents { Centre, Keep };

Result<void> write_vae(const std::filesystem::path &folder, modelio::VaeConfig config, Parameters weights, Latents latents) {
    nn::WeightMap source(weights);
    const auto measured = measure(vae::AutoencoderKl(nn::Scope(source), config));
    fmt::print("PSNR {:.2f} dB over 64 unseen scenes; latent deviation {:.3f}\n", measured.psnr, measured.deviation);
    if (latents == Latents::Centre)
        centre_latents(config, weights, measured);
    std::filesystem::create_directories(folder);
    Parameters halves;
    for (const auto &[name, tensor] : weights)
        halves[name] = tensor.to(at::kHalf);
    SFUMATO_CHECK(write_tensors(folder / "diffusion_pytorch_model.safetensors", halves, {{"format", "pt"}}));
    return write_file(folder / "config.json", modelio::to_json(config).dump(2) + "\n");
}

/// Trains until the run is over: `loss` makes a differentiable scalar of a batch of pictures and the step's generator.
template <typename Loss>
Result<void> train_on_crops(Run &run, const RunOptions &options, int crop, const Loss &loss_of) {
    const int64_t batch = std::max<int64_t>(1, pixels_a_step / (crop * crop));
    const auto prepare = [&](std::int64_t step) {
        return std::async(std::launch::async, [=, seed = options.seed] { return crops(seed * 1000003 + static_cast<std::uint64_t>(step), crop, batch); });
    };
    const kernels::FastConvolutions fast(true);
    auto next = prepare(run.step());
    while (!run.finished()) {
        const auto pictures = next.get();
        next = prepare(run.step() + 1);
        at::Tensor loss;
        {
            const MixedPrecision mixed(options.bf16);
            loss = loss_of(pictures, at::detail::createCPUGenerator(options.seed + static_cast<std::uint64_t>(run.step())));
        }
        loss.backward();
        SFUMATO_CHECK(run.advance(loss.item<double>(), batch));
    }
    next.wait();
    return run.save();
}

} // namespace

Result<void> train_vae(const RunOptions &options, const modelio::VaeConfig &config, int crop) {
    nn::Initialiser initialiser(at::detail::createCPUGenerator(options.seed));
    const vae::AutoencoderKl vae(nn::Scope(initialiser), config);
    start_as_identity(initialiser.parameters());
    std::vector<std::uint64_t> seeds(96);
    std::iota(seeds.begin(), seeds.end(), options.seed);
    start_as_patches(initialiser.parameters(), config, scene_pictures(seeds, rendered_size));
    Optimiser optimiser(initialiser.parameters(), {.matrices = options.muon ? Optimiser::Matrices::Muon : Optimiser::Matrices::AdamW, .bf16 = options.bf16, .beta2 = 0.99, .weight_decay = 0.0, .ema_decay = 0.999});
    SFUMATO_TRY(auto run, Run::begin(options, initialiser.parameters(), optimiser));
    SFUMATO_CHECK(train_on_crops(run, options, crop, [&](const at::Tensor &pictures, at::Generator generator) {
        auto posterior = vae.encode(pictures);
        posterior = {posterior.mean.to(at::kFloat), posterior.logvar.to(at::kFloat)};
        const auto noise = at::randn(posterior.mean.sizes(), generator, at::kFloat);
        const auto sample = posterior.mean + (0.5 * posterior.logvar).exp() * noise;
        return vae_loss(pictures, vae.decode(sample).to(at::kFloat)) + 1e-6 * kl_divergence(posterior).mean();
    }));
    return write_vae(options.folder / "vae", config, optimiser.average(), Latents::Centre);
}

Result<void> train_decoder(const RunOptions &options, const std::filesystem::path &from, int crop) {
    SFUMATO_TRY(const auto finished, load_vae(from));
    SFUMATO_TRY(auto weights, read_tensors(from / "diffusion_pytorch_model.safetensors"));
    Parameters trained;
    for (auto &[name, tensor] : weights) {
        tensor = tensor.to(at::kFloat);
        if (name.starts_with("decoder.") || name.starts_with("post_quant_conv."))
            trained[name] = tensor.set_requires_grad(true);
    }
    nn::WeightMap source(weights);
    const vae::AutoencoderKl vae(nn::Scope(source), finished->config());
    Optimiser optimiser(trained, {.matrices = options.muon ? Optimiser::Matrices::Muon : Optimiser::Matrices::AdamW, .bf16 = options.bf16, .beta2 = 0.99, .weight_decay = 0.0, .ema_decay = 0.999});
    SFUMATO_TRY(auto run, Run::begin(options, trained, optimiser));
    SFUMATO_CHECK(train_on_crops(run, options, crop, [&](const at::Tensor &pictures, const at::Generator &) {
        return vae_loss(pictures, vae.decode(vae.encode(pictures).mean).to(at::kFloat));
    }));
    for (const auto &[name, tensor] : optimiser.average())
        weights[name] = tensor;
    return write_vae(options.folder / "vae", finished->config(), weights, Latents::Keep);
}

} // namespace sfumato::train
