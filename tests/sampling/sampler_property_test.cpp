// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every registered sampler, so that a new one is tested by being there.
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "core/sampling/noise.h"
#include "tests/sampling/scalar_world.h"

namespace sfumato::sampling {
namespace {

const std::vector<std::int64_t> shape = {4, 3, 5};

at::Tensor picture() {
    return at::sin(at::arange(60, at::kFloat) * 0.37).reshape({1, 4, 3, 5});
}

/// Knows the picture and says so whatever it is shown.
class PerfectDenoiser final : public Denoiser {
public:
    explicit PerfectDenoiser(Scale scale) : scale_(scale) {}
    Prediction operator()(const at::Tensor &x, const NoiseLevel &level) override {
        const at::Tensor x0 = picture().expand_as(x);
        const at::Tensor eps = eps_from_x0(x0, x, level, scale_);
        return {x0, eps, x0, eps};
    }

private:
    Scale scale_;
};

/// A smooth, made-up network that depends on latent and timestep.
class SmoothDenoiser final : public Denoiser {
public:
    explicit SmoothDenoiser(Scale scale) : scale_(scale) {}
    Prediction operator()(const at::Tensor &x, const NoiseLevel &level) override {
        const at::Tensor output =
            at::tanh(x * input_scale(level, scale_)) * 0.8 + 0.1 * std::cos(level.timestep / 100.0);
        return make_prediction(output, {}, x, level, scale_, PredictionType::Epsilon);
    }

private:
    Scale scale_;
};

struct SamplerRun {
    const SamplerEntry &entry;
    NoiseSchedule training;
    Schedule schedule;
    std::unique_ptr<StepNoise> noise;
    SamplerState state;
    Options options;

    SamplerRun(const SamplerEntry &sampler, const std::vector<std::uint64_t> &seeds, int steps = 7) : entry(sampler) {
        NoiseSeeds noises;
        noises.seeds = seeds;
        schedule = value_or_throw(build_schedule(entry, training, {.steps = steps}));
        schedule = entry.sampler->adapt(schedule, training, options);
        noise = step_noise(entry.info.noise, noises, shape, schedule);
        state.x = start_noise(noises, shape) * schedule.start_scale;
    }

    void step(Denoiser &denoise) { entry.sampler->step(state, {schedule, training, denoise, *noise, options}); }
    bool finished() const { return entry.sampler->finished(state, schedule); }
    at::Tensor finish(Denoiser &denoise) {
        while (!finished())
            step(denoise);
        return state.x;
    }
};

class EverySampler : public testing::TestWithParam<std::string> {
protected:
    const SamplerEntry &entry() const { return scalar::entry(GetParam()); }
    Scale scale() const { return entry().sampler->scale(); }
};

TEST_P(EverySampler, EndsWithFiniteLatentsForAnyNumberOfSteps) {
    SmoothDenoiser denoise(scale());
    for (int steps : {1, 2, 3, 4, 7, 20, 36, 40}) {
        SamplerRun run(entry(), {1}, steps);
        const at::Tensor x = run.finish(denoise);
        EXPECT_TRUE(at::isfinite(x).all().item<bool>()) << steps;
        EXPECT_EQ(x.scalar_type(), at::kFloat);
        EXPECT_EQ(x.sizes(), (at::IntArrayRef{1, 4, 3, 5}));
    }
}

TEST_P(EverySampler, ReproducesThePictureOfAPerfectDenoiser) {
    PerfectDenoiser denoise(scale());
    SamplerRun run(entry(), {1}, 20);
    const at::Tensor x = run.finish(denoise);
    const NoiseLevel last = entry().sampler->level(run.state, run.schedule);
    // Where a run ends above sigma 0 so much noise stays, five deviations of it at most; LCM lets a share of
    // 0.25 / (10 t)^2 of its last latent through.
    const double tolerance = 2e-4 + 5.0 * last.sigma;
    EXPECT_LT((x - picture()).abs().max().item<double>(), tolerance) << "ends at sigma " << last.sigma;
}

TEST_P(EverySampler, GivesTheSameForTheSameSeedAndAnotherForAnother) {
    SmoothDenoiser denoise(scale());
    const at::Tensor first = SamplerRun(entry(), {1}).finish(denoise), again = SamplerRun(entry(), {1}).finish(denoise);
    EXPECT_TRUE(at::equal(first, again));
    EXPECT_FALSE(at::equal(first, SamplerRun(entry(), {2}).finish(denoise)));
}

TEST_P(EverySampler, GivesAnImageTheSameAloneAndInABatch) {
    if (entry().info.one_at_a_time)
        GTEST_SKIP() << "declares that its steps look at the whole batch";
    SmoothDenoiser denoise(scale());
    const at::Tensor both = SamplerRun(entry(), {1, 2}).finish(denoise);
    const at::Tensor alone = SamplerRun(entry(), {2}).finish(denoise);
    // Vectorised kernels may round the same number differently at another place in memory.
    EXPECT_LT((both[1] - alone[0]).abs().max().item<double>(), 1e-5 * alone.abs().max().item<double>());
}

TEST_P(EverySampler, ContinuesIdenticallyFromASavedState) {
    SmoothDenoiser denoise(scale());
    SamplerRun whole(entry(), {1});
    for (int i = 0; i < 3 && !whole.finished(); ++i)
        whole.step(denoise);
    const SamplerState saved = whole.state;
    const at::Tensor x = saved.x.clone();
    const at::Tensor expected = whole.finish(denoise);
    EXPECT_TRUE(at::equal(saved.x, x)) << "steps must not write into a saved state's tensors";

    SamplerRun other(entry(), {1});
    other.state = saved;
    EXPECT_TRUE(at::equal(other.finish(denoise), expected));
}

TEST_P(EverySampler, CountsItsStepsAndSaysWhereItIs) {
    SmoothDenoiser denoise(scale());
    SamplerRun run(entry(), {1});
    EXPECT_EQ(entry().sampler->level(run.state, run.schedule), run.schedule.levels.front());
    while (!run.finished()) {
        const int before = run.state.step;
        run.step(denoise);
        EXPECT_EQ(run.state.step, before + 1);
    }
    EXPECT_NEAR(entry().sampler->level(run.state, run.schedule).sigma, run.schedule.levels.back().sigma, 1e-6);
}

TEST_P(EverySampler, KeepsTheDtypeOfItsLatents) {
    scalar::GaussianDenoiser denoise(scale());
    SamplerRun run(entry(), {1});
    run.state.x = run.state.x.to(at::kDouble);
    EXPECT_EQ(run.finish(denoise).scalar_type(), at::kDouble);
}

std::vector<std::string> ids() {
    std::vector<std::string> result;
    for (const SamplerEntry *entry : all_samplers())
        result.push_back(entry->info.id);
    return result;
}

INSTANTIATE_TEST_SUITE_P(Registered, EverySampler, testing::ValuesIn(ids()),
                         [](const auto &test) { return test.param; });

TEST(ZeroTerminalSnr, RunsFromPureNoiseWithAVelocityNetwork) {
    TrainingNoise noise;
    noise.zero_terminal_snr = true;
    const NoiseSchedule training = value_or_throw(NoiseSchedule::make(noise));
    for (const char *id : {"ddim", "ddpm", "ddim_cfg_pp", "lcm", "euler", "heun", "dpmpp_2m"}) {
        const SamplerEntry &entry = scalar::entry(id);
        Schedule schedule =
            value_or_throw(build_schedule(entry, training, {.schedule = "trailing", .steps = 8}));
        schedule = entry.sampler->adapt(schedule, training, {});
        NoiseSeeds seeds;
        seeds.seeds = {1};
        const auto steps = step_noise(NoiseKind::Stream, seeds, shape, schedule);
        PerfectDenoiser denoise(entry.sampler->scale());
        SamplerState state;
        state.x = start_noise(seeds, shape) * schedule.start_scale;
        while (!entry.sampler->finished(state, schedule))
            entry.sampler->step(state, {schedule, training, denoise, *steps, {}});
        EXPECT_LT((state.x - picture()).abs().max().item<double>(), 1e-3) << id;
    }
}

} // namespace
} // namespace sfumato::sampling
