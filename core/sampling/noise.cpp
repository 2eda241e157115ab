// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/noise.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/sampling/brownian_tree.h"
#include "core/sampling/philox.h"

namespace sfumato::sampling {
namespace {

at::Tensor philox_tensor(std::uint64_t seed, std::int64_t draw, at::IntArrayRef shape) {
    at::Tensor tensor = at::empty(shape, at::kFloat);
    const std::vector<float> values =
        philox_normal(seed, static_cast<std::uint64_t>(draw), static_cast<std::size_t>(tensor.numel()));
    std::memcpy(tensor.data_ptr<float>(), values.data(), values.size() * sizeof(float));
    return tensor;
}

/// One image's draws from torch's CPU generator. Going on is cheap; going back starts over.
class CpuStream {
public:
    CpuStream(std::uint64_t seed, std::vector<std::int64_t> shape) : seed_(seed), shape_(std::move(shape)) {}

    at::Tensor draw(std::int64_t number) {
        if (!generator_.defined() || number < next_) {
            generator_ = at::detail::createCPUGenerator(seed_);
            next_ = 0;
        }
        at::Tensor noise;
        for (; next_ <= number; ++next_)
            noise = at::randn(shape_, generator_, at::TensorOptions(at::kFloat));
        return noise;
    }

private:
    std::uint64_t seed_;
    std::vector<std::int64_t> shape_;
    at::Generator generator_;
    std::int64_t next_ = 0; ///< the draw that the generator gives next
};

class StreamNoise final : public StepNoise {
public:
    StreamNoise(NoiseSeeds seeds, std::vector<std::int64_t> shape)
        : seeds_(std::move(seeds)), shape_(std::move(shape)) {
        for (std::uint64_t seed : seeds_.seeds)
            streams_.emplace_back(seed + seeds_.step_seed_delta, shape_);
    }

    at::Tensor draw(std::int64_t draw, double, double) override {
        // Draw 0 of the same generator was the start noise; a generator made anew for the steps gave none.
        const std::int64_t number = seeds_.step_seed_delta == 0 ? draw + 1 : draw;
        std::vector<at::Tensor> noises;
        for (std::size_t i = 0; i < streams_.size(); ++i)
            noises.push_back(seeds_.source == NoiseSourceKind::Nv
                                 ? philox_tensor(seeds_.seeds[i] + seeds_.step_seed_delta, number, shape_)
                                 : streams_[i].draw(number));
        return at::stack(noises);
    }

private:
    NoiseSeeds seeds_;
    std::vector<std::int64_t> shape_;
    std::vector<CpuStream> streams_;
};

class BrownianNoise final : public StepNoise {
public:
    BrownianNoise(const NoiseSeeds &seeds, const std::vector<std::int64_t> &shape, double sigma_min, double sigma_max) {
        for (std::uint64_t seed : seeds.seeds)
            trees_.emplace_back(single(sigma_min), single(sigma_max), seed, shape);
    }

    at::Tensor draw(std::int64_t, double from_sigma, double to_sigma) override {
        const double from = single(from_sigma), to = single(to_sigma);
        std::vector<at::Tensor> noises;
        for (BrownianTree &tree : trees_)
            noises.push_back(tree.increment(std::min(from, to), std::max(from, to)));
        // Paths run with growing sigma and samplers against it.
        const float deviation = std::sqrt(static_cast<float>(std::abs(to - from)));
        return at::stack(noises) / (to < from ? -deviation : deviation);
    }

private:
    /// k-diffusion's sigmas are fp32, and the tree rounds times to a grid that can tell the difference.
    static double single(double sigma) { return static_cast<double>(static_cast<float>(sigma)); }

    std::vector<BrownianTree> trees_;
};

class InjectedNoise final : public StepNoise {
public:
    InjectedNoise(std::vector<at::Tensor> noises, std::string subject)
        : noises_(std::move(noises)), subject_(std::move(subject)) {}

    at::Tensor draw(std::int64_t draw, double, double) override {
        if (draw < 0 || draw >= static_cast<std::int64_t>(noises_.size()))
            throw Failure({ErrorCode::InvalidArgument, subject_,
                           fmt::format("holds {} step noises and the sampler asks for step_noise.{}", noises_.size(),
                                       draw),
                           "give one for every draw, or none to have them drawn from the seed"});
        return noises_[static_cast<std::size_t>(draw)];
    }

private:
    std::vector<at::Tensor> noises_;
    std::string subject_;
};

} // namespace

at::Tensor normal_draw(NoiseSourceKind source, std::uint64_t seed, std::int64_t draw, at::IntArrayRef shape) {
    if (source == NoiseSourceKind::Nv)
        return philox_tensor(seed, draw, shape);
    return CpuStream(seed, shape.vec()).draw(draw);
}

at::Tensor slerp(const at::Tensor &a, const at::Tensor &b, double strength) {
    const auto unit = [](const at::Tensor &x) { return x / x.square().sum(1, true).sqrt(); };
    const at::Tensor cosine = (unit(a) * unit(b)).sum(1, true);
    // Nearly parallel noises have no arc to speak of; sin would divide by almost nothing.
    if (cosine.mean().item<double>() > 0.9995)
        return at::lerp(a, b, strength);
    const at::Tensor angle = at::acos(cosine), sine = at::sin(angle);
    return at::sin(angle * (1.0 - strength)) / sine * a + at::sin(angle * strength) / sine * b;
}

at::Tensor start_noise(const NoiseSeeds &seeds, at::IntArrayRef shape) {
    std::vector<at::Tensor> noises;
    for (std::size_t i = 0; i < seeds.seeds.size(); ++i) {
        at::Tensor noise = normal_draw(seeds.source, seeds.seeds[i], 0, shape);
        if (!seeds.variation_seeds.empty() && seeds.variation_strength != 0.0)
            noise = slerp(noise, normal_draw(seeds.source, seeds.variation_seeds[i], 0, shape),
                          seeds.variation_strength);
        noises.push_back(noise);
    }
    return at::stack(noises);
}

std::unique_ptr<StepNoise> stream_noise(NoiseSeeds seeds, std::vector<std::int64_t> shape) {
    return std::make_unique<StreamNoise>(std::move(seeds), std::move(shape));
}

std::unique_ptr<StepNoise> brownian_noise(NoiseSeeds seeds, std::vector<std::int64_t> shape, double sigma_min,
                                          double sigma_max) {
    return std::make_unique<BrownianNoise>(seeds, shape, sigma_min, sigma_max);
}

std::unique_ptr<StepNoise> injected_noise(std::vector<at::Tensor> noises, std::string subject) {
    return std::make_unique<InjectedNoise>(std::move(noises), std::move(subject));
}

std::unique_ptr<StepNoise> step_noise(NoiseKind kind, const NoiseSeeds &seeds, std::vector<std::int64_t> shape,
                                      const Schedule &schedule) {
    if (kind != NoiseKind::BrownianTree)
        return stream_noise(seeds, std::move(shape));
    double least = schedule.levels.front().sigma, most = least;
    for (const NoiseLevel &level : schedule.levels) {
        if (level.sigma > 0.0)
            least = std::min(least, level.sigma);
        most = std::max(most, level.sigma);
    }
    return brownian_noise(seeds, std::move(shape), least, most);
}

} // namespace sfumato::sampling
