// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer_vae.h"

#include <algorithm>
#include <future>
#include <numeric>
#include <optional>

#include "core/kernels/fast.h"
#include "core/nn/initialiser.h"
#include "core/nn/weight_map.h"
#include "core/torch/device.h"
#include "core/torch/tensor_file.h"
#include "core/train/autoencoder_result.h"
#include "core/train/discriminator.h"
#include "core/train/losses.h"
#include "core/train/network_configs.h"
#include "core/train/patch_start.h"
#include "core/train/run.h"
#include "core/train/scene_batch.h"
#include "core/train/sheet.h"
#include "core/train/start.h"
#include "core/train/trained_vae.h"

namespace sfumato::train {
namespace {

constexpr int rendered_size = 256;
constexpr int crops_a_picture = 4;

/// Random squares of rendered scenes, [B,3,crop,crop].
at::Tensor crops(std::uint64_t seed, int crop, int64_t count) {
    auto generator = make_generator(at::kCPU, seed);
    std::vector<std::uint64_t> seeds;
    const int64_t each = crop == rendered_size ? 1 : crops_a_picture;
    for (int64_t i = 0; i < (count + each - 1) / each; ++i)
        seeds.push_back((seed * 4096 + static_cast<std::uint64_t>(i)) % held_out_scene);
    const auto pictures = scene_pictures(seeds, rendered_size);
    const auto offsets = at::randint(rendered_size - crop + 1, {count, 2}, generator, at::kLong);
    std::vector<at::Tensor> squares;
    for (int64_t i = 0; i < count; ++i)
        squares.push_back(pictures[i / each].narrow(1, offsets[i][0].item<int64_t>(), crop).narrow(2, offsets[i][1].item<int64_t>(), crop));
    return at::stack(squares);
}

/// What an autoencoder made of a batch, and how far it is from it.
struct Reconstruction {
    at::Tensor pictures; ///< [B,3,H,W] fp32
    at::Tensor loss;     ///< a differentiable scalar
};

/// What the two trainings of this file differ in.
struct Subject {
    modelio::VaeConfig config;
    Latents latents = Latents::Centre;
    std::function<Reconstruction(const at::Tensor &pictures, at::Generator noise)> reconstruct;
    std::function<Parameters()> averaged; ///< the whole autoencoder's weights, fp32 on the CPU
};

/// The discriminator with its own optimiser, for the last part of a run. Its weight is a constant: the usual one, from
/// the gradients of the decoder's last layer, costs two more backward passes.
class Adversary {
public:
    Adversary(const TrainingRequest &request, const Compute &compute)
        : weight_(request.discriminator), parameters_(compute.trainable(fresh(request.seed))), source_(parameters_), network_(nn::Scope(source_)),
          optimiser_(parameters_, {.beta1 = 0.5, .beta2 = 0.9, .weight_decay = 0.0}) {}

    /// What is added to the autoencoder's loss.
    at::Tensor loss(const at::Tensor &reconstruction) const { return -weight_ * network_.forward(reconstruction).to(at::kFloat).mean(); }
    /// One step towards telling them apart. Call after the autoencoder's backward pass, whose gradients it drops.
    double learn(const at::Tensor &pictures, const at::Tensor &reconstruction, double learning_rate, const Compute &compute) {
        optimiser_.clear_gradients();
        at::Tensor loss;
        {
            const MixedPrecision mixed(compute);
            loss = hinge_loss(network_.forward(pictures).to(at::kFloat), network_.forward(reconstruction.detach()).to(at::kFloat));
        }
        loss.backward();
        return optimiser_.step(learning_rate);
    }

    Parameters state() const {
        Parameters named;
        for (const auto &[name, tensor] : optimiser_.state())
            named["discriminator." + name] = tensor;
        for (const auto &[name, tensor] : parameters_)
            named["discriminator.weight." + name] = tensor;
        return named;
    }
    void restore(const Run &run) {
        const at::NoGradGuard no_grad;
        if (!run.restored("discriminator.steps").defined())
            return; // the run comes to its last part only now
        Parameters held;
        for (const auto &[name, tensor] : optimiser_.state())
            held[name] = run.restored("discriminator." + name);
        optimiser_.restore(held);
        for (auto &[name, tensor] : parameters_)
            tensor.copy_(run.restored("discriminator.weight." + name));
    }

private:
    static Parameters fresh(std::int64_t seed) {
        nn::Initialiser initialiser(make_generator(at::kCPU, static_cast<std::uint64_t>(seed) + 1));
        const Discriminator network{nn::Scope(initialiser)};
        return initialiser.parameters();
    }

    double weight_;
    Parameters parameters_;
    nn::WeightMap source_;
    Discriminator network_;
    Optimiser optimiser_;
};

/// Trains until the run is over.
Result<void> train_on_crops(Run &run, const TrainingRequest &request, const TrainingContext &context, const Compute &compute, const Subject &subject) {
    const int64_t batch = std::max<int64_t>(1, request.step_pixels / (request.crop * request.crop));
    const auto prepare = [&](std::int64_t number) {
        return std::async(std::launch::async, [=, seed = static_cast<std::uint64_t>(request.seed), crop = request.crop] {
            return crops(seed * 1000003 + static_cast<std::uint64_t>(number), crop, batch);
        });
    };
    std::optional<Adversary> adversary;
    if (request.discriminator > 0) {
        adversary.emplace(request, compute);
        adversary->restore(run);
        run.also_save([&]() -> Result<Parameters> { return adversary->state(); });
    }
    const kernels::FastKernels fast(true);
    std::int64_t number = run.step() * request.accumulate; // of the batch
    auto next = prepare(number);
    while (!run.finished()) {
        const bool contested = adversary && run.progress() >= 1.0 - request.discriminator_share;
        const double rate = run.learning_rate();
        double loss = 0;
        for (int i = 0; i < request.accumulate; ++i, ++number) {
            const auto pictures = compute.batch(next.get());
            next = prepare(number + 1);
            Reconstruction made;
            {
                const MixedPrecision mixed(compute);
                made = subject.reconstruct(pictures, make_generator(compute.device, static_cast<std::uint64_t>(request.seed + number)));
                if (contested)
                    made.loss = made.loss + adversary->loss(made.pictures);
            }
            (made.loss / request.accumulate).backward();
            loss += made.loss.item<double>() / request.accumulate;
            if (contested)
                adversary->learn(pictures, made.pictures, rate, compute);
        }
        SFUMATO_CHECK(run.advance(loss, batch * request.accumulate));
        if (run.validation_due()) {
            const Parameters weights = subject.averaged();
            nn::WeightMap source(weights);
            context.on_validation(run.step(), reconstruction_sheet(vae::AutoencoderKl(nn::Scope(source), subject.config), 8, rendered_size));
        }
    }
    next.wait();
    return run.save();
}

Optimiser::Options optimiser_options(const TrainingRequest &request) {
    auto options = Optimiser::Options::of(request);
    options.beta2 = 0.99;
    return options;
}

Result<TrainingOutcome> train(const TrainingRequest &request, const TrainingContext &context, const Compute &compute, const Parameters &trained,
                              Optimiser &optimiser, const Subject &subject) {
    SFUMATO_TRY(auto run, Run::begin(request, context, trained, optimiser));
    SFUMATO_CHECK(train_on_crops(run, request, context, compute, subject));
    TrainingOutcome outcome{run.step(), run.seconds(), parameter_count(trained), {}, request.out + "/vae"};
    SFUMATO_TRY(outcome.psnr, write_autoencoder(outcome.made, subject.config, subject.averaged(), subject.latents, request.measured_scenes));
    return outcome;
}

} // namespace

Result<TrainingOutcome> train_vae(const TrainingRequest &request, const TrainingContext &context, const Compute &compute) {
    const auto config = vae_config(request);
    nn::Initialiser initialiser(make_generator(at::kCPU, static_cast<std::uint64_t>(request.seed)));
    { const vae::AutoencoderKl begun(nn::Scope(initialiser), config); }
    start_as_identity(initialiser.parameters());
    std::vector<std::uint64_t> seeds(static_cast<std::size_t>(request.start_scenes));
    std::iota(seeds.begin(), seeds.end(), static_cast<std::uint64_t>(request.seed));
    start_as_patches(initialiser.parameters(), config, scene_pictures(seeds, rendered_size));
    const Parameters trained = compute.trainable(initialiser.parameters());
    nn::WeightMap source(trained);
    const vae::AutoencoderKl vae(nn::Scope(source), config);
    Optimiser optimiser(trained, optimiser_options(request));
    const auto reconstruct = [&](const at::Tensor &pictures, at::Generator generator) -> Reconstruction {
        auto posterior = vae.encode(pictures);
        posterior = {posterior.mean.to(at::kFloat), posterior.logvar.to(at::kFloat)};
        const auto noise = at::randn(posterior.mean.sizes(), generator, pictures.options().dtype(at::kFloat));
        const auto made = vae.decode(posterior.mean + (0.5 * posterior.logvar).exp() * noise).to(at::kFloat);
        return {made, vae_loss(pictures, made) + request.kl_weight * kl_divergence(posterior).mean()};
    };
    return train(request, context, compute, trained, optimiser, {config, Latents::Centre, reconstruct, [&] { return on_cpu(optimiser.average()); }});
}

Result<TrainingOutcome> train_decoder(const TrainingRequest &request, const TrainingContext &context, const Compute &compute) {
    const std::filesystem::path from = request.vae;
    SFUMATO_TRY(const auto finished, load_vae(from));
    SFUMATO_TRY(auto weights, read_tensors(from / "diffusion_pytorch_model.safetensors"));
    Parameters decoder;
    for (auto &[name, tensor] : weights) {
        tensor = tensor.to(at::kFloat);
        if (name.starts_with("decoder.") || name.starts_with("post_quant_conv."))
            decoder[name] = tensor;
    }
    const Parameters trained = compute.trainable(decoder);
    Parameters used;
    for (const auto &[name, tensor] : weights)
        used[name] = trained.contains(name) ? trained.at(name) : tensor.to(compute.device);
    nn::WeightMap source(used);
    const vae::AutoencoderKl vae(nn::Scope(source), finished->config());
    Optimiser optimiser(trained, optimiser_options(request));
    const auto reconstruct = [&](const at::Tensor &pictures, const at::Generator &) -> Reconstruction {
        const auto made = vae.decode(vae.encode(pictures).mean).to(at::kFloat);
        return {made, vae_loss(pictures, made)};
    };
    const auto averaged = [&] {
        Parameters whole = on_cpu(optimiser.average());
        whole.insert(weights.begin(), weights.end()); // what was not trained
        return whole;
    };
    return train(request, context, compute, trained, optimiser, {finished->config(), Latents::Keep, reconstruct, averaged});
}

} // namespace sfumato::train
