// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/diffusers_scheduler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "core/base/printable.h"
#include "core/sampling/scheduler_config.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

/// What the builders of the classes work on. They throw Failure; plan_diffusers_scheduler() catches it.
struct Plan {
    const SchedulerConfig &config;
    int steps;
    DiffusersPlan result;

    const NoiseSchedule &training() const { return result.training; }
    int count() const { return result.training.timesteps(); }
};

[[noreturn]] void too_many(const Plan &plan, int limit) {
    throw Failure({ErrorCode::InvalidArgument, "steps",
                   fmt::format("{} are too many for {}, which has {} timesteps to choose from", plan.steps,
                               plan.config.class_name(), limit),
                   {}});
}

/// The timesteps of the classes that choose exactly `steps` of them, noisiest first. rounded: whole ones only.
std::vector<double> spaced_timesteps(const Plan &plan, const char *usual_spacing, bool rounded) {
    const std::string spacing = plan.config.text("timestep_spacing", usual_spacing);
    const int n = plan.steps, count = plan.count();
    std::vector<double> timesteps;
    if (spacing == "linspace") {
        timesteps = evenly_spaced(0.0, count - 1, n);
        for (double &t : timesteps)
            t = rounded ? std::nearbyint(t) : static_cast<double>(static_cast<float>(t));
        std::reverse(timesteps.begin(), timesteps.end());
    } else if (spacing == "leading") {
        const int stride = count / n, offset = plan.config.integer("steps_offset", 0);
        for (int i = n - 1; i >= 0; --i)
            timesteps.push_back(i * stride + offset);
    } else if (spacing == "trailing") {
        const double stride = static_cast<double>(count) / n;
        for (int i = 0; i < n; ++i)
            timesteps.push_back(std::nearbyint(count - i * stride) - 1.0);
    } else {
        plan.config.refuse("timestep_spacing " + in_quotes(spacing), "supported: leading, linspace, trailing");
    }
    if (n > count || timesteps.front() > count - 1 || timesteps.back() < 0.0)
        too_many(plan, count);
    return timesteps;
}

/// sigma at fractional timesteps by straight interpolation of sigma itself, as numpy.interp.
double interpolated_sigma(const NoiseSchedule &training, double t) {
    const int low = std::min(static_cast<int>(t), training.timesteps() - 2);
    return training.sigma(low) + (t - low) * (training.sigma(low + 1) - training.sigma(low));
}

/// The sigmas of use_karras_sigmas and its like between two ends, or nothing where the file wants none.
std::vector<double> curve_of(const Plan &plan, double sigma_max, double sigma_min) {
    const SchedulerConfig &config = plan.config;
    const bool karras = config.flag("use_karras_sigmas", false), beta = config.flag("use_beta_sigmas", false);
    const bool exponential = config.flag("use_exponential_sigmas", false);
    if (karras + beta + exponential > 1)
        config.refuse("more than one of use_karras_sigmas, use_exponential_sigmas and use_beta_sigmas");
    const double most = config.number("sigma_max", sigma_max), least = config.number("sigma_min", sigma_min);
    if (!(least > 0.0 && most > least) && (karras || beta || exponential))
        config.refuse(fmt::format("sigma_min {} and sigma_max {}", least, most));
    if (karras)
        return karras_curve(most, least, plan.steps, 7.0);
    if (exponential)
        return exponential_curve(most, least, plan.steps);
    return beta ? beta_curve(most, least, plan.steps, 0.6, 0.6) : std::vector<double>();
}

void set_levels(Plan &plan, const std::vector<double> &sigmas, const std::vector<double> &timesteps) {
    for (std::size_t i = 0; i < sigmas.size(); ++i) {
        const double sigma = static_cast<double>(static_cast<float>(sigmas[i]));
        plan.result.schedule.levels.push_back(
            {sigma, 1.0 / (1.0 + sigma * sigma), i < timesteps.size() ? timesteps[i] : 0.0});
        plan.result.sigmas.push_back(sigma);
    }
    plan.result.timesteps = timesteps;
}

double final_sigma(const Plan &plan, double sigma_min) {
    const std::string type = plan.config.text("final_sigmas_type", "zero");
    if (type != "zero" && type != "sigma_min")
        plan.config.refuse("final_sigmas_type " + in_quotes(type), "supported: zero, sigma_min");
    return type == "zero" ? 0.0 : sigma_min;
}

void refuse_flags(const SchedulerConfig &config, std::initializer_list<const char *> names) {
    for (const char *name : names)
        if (config.flag(name, false))
            config.refuse(name);
}

/// EulerDiscrete, EulerAncestralDiscrete, HeunDiscrete, LMSDiscrete, KDPM2 and DPMSolverSDE: x = x0 + sigma n.
void plan_sigma_kind(Plan &plan) {
    const SchedulerConfig &config = plan.config;
    refuse_flags(config, {"clip_sample", "thresholding"});
    if (const std::string type = config.text("interpolation_type", "linear"); type != "linear")
        config.refuse("interpolation_type " + in_quotes(type), "supported: linear");
    if (const std::string type = config.text("timestep_type", "discrete"); type != "discrete")
        config.refuse("timestep_type " + in_quotes(type), "supported: discrete");

    std::vector<double> timesteps = spaced_timesteps(plan, "linspace", false);
    std::vector<double> sigmas;
    for (double t : timesteps)
        sigmas.push_back(interpolated_sigma(plan.training(), t));
    // EulerAncestralDiscrete knows no curves, whatever the file says.
    const bool ancestral = plan.result.sampler == "euler_ancestral";
    if (const auto curve = ancestral ? std::vector<double>() : curve_of(plan, sigmas.front(), sigmas.back());
        !curve.empty()) {
        sigmas = curve;
        for (std::size_t i = 0; i < sigmas.size(); ++i) {
            timesteps[i] = plan.training().timestep_at(sigmas[i]);
            if (plan.result.sampler.starts_with("dpm_2") && config.flag("use_karras_sigmas", false))
                timesteps[i] = std::nearbyint(timesteps[i]);
        }
    }
    const bool has_final = plan.result.sampler == "euler";
    sigmas.push_back(has_final ? final_sigma(plan, plan.training().sigma_min()) : 0.0);
    set_levels(plan, sigmas, timesteps);
    const double most = *std::max_element(plan.result.sigmas.begin(), plan.result.sigmas.end());
    const bool leading = config.text("timestep_spacing", "linspace") == "leading";
    plan.result.schedule.start_scale = leading ? std::sqrt(most * most + 1.0) : most;
    if (plan.result.sampler == "heun") {
        std::vector<double> twice, sigmas_twice;
        for (std::size_t i = 0; i < timesteps.size(); ++i) {
            twice.insert(twice.end(), i == 0 ? 1 : 2, timesteps[i]);
            sigmas_twice.insert(sigmas_twice.end(), i == 0 ? 1 : 2, plan.result.sigmas[i]);
        }
        sigmas_twice.push_back(plan.result.sigmas.back());
        plan.result.timesteps = std::move(twice);
        plan.result.sigmas = std::move(sigmas_twice);
    }
}

/// The timesteps of the solvers in log sigma, which choose n+1 and leave the last.
std::vector<double> solver_timesteps(const Plan &plan, int last) {
    const std::string spacing = plan.config.text("timestep_spacing", "linspace");
    const int n = plan.steps;
    std::vector<double> timesteps;
    if (spacing == "linspace") {
        timesteps = evenly_spaced(0.0, last - 1, n + 1);
        for (double &t : timesteps)
            t = std::nearbyint(t);
        std::reverse(timesteps.begin(), timesteps.end());
        timesteps.pop_back();
    } else if (spacing == "leading") {
        const int stride = last / (n + 1), offset = plan.config.integer("steps_offset", 0);
        for (int i = n; i > 0; --i)
            timesteps.push_back(i * stride + offset);
    } else if (spacing == "trailing") {
        const double stride = static_cast<double>(plan.count()) / n;
        for (int i = 0; i < n && last - i * stride > 1e-9; ++i)
            timesteps.push_back(std::nearbyint(last - i * stride) - 1.0);
    } else {
        plan.config.refuse("timestep_spacing " + in_quotes(spacing), "supported: leading, linspace, trailing");
    }
    if (n >= last || timesteps.empty() || timesteps.front() > plan.count() - 1)
        too_many(plan, last);
    return timesteps;
}

/// DPMSolverMultistep and UniPCMultistep: x of unit variance, solved in log sigma. Ours is the sigma form of it.
void plan_solver_kind(Plan &plan) {
    const SchedulerConfig &config = plan.config;
    const bool unipc = plan.result.sampler == "unipc";
    refuse_flags(config, {"thresholding", "use_flow_sigmas", "use_lu_lambdas", "use_dynamic_shifting"});
    int last = plan.count();
    if (!unipc) {
        const double least = config.number("lambda_min_clipped", -std::numeric_limits<double>::infinity());
        while (last > 2 && -std::log(plan.training().sigma(last - 1)) < least)
            --last;
    }
    std::vector<double> timesteps = solver_timesteps(plan, last), sigmas;
    double least = plan.training().sigma_min();
    const double most = plan.training().sigma(plan.count() - 1);
    if (const std::vector<double> curve = curve_of(plan, most, least); !curve.empty()) {
        sigmas = curve;
        timesteps.clear();
        const bool rounds = config.flag("use_karras_sigmas", false) &&
                            (unipc || plan.training().training().schedule != BetaSchedule::SquaredCosine);
        for (double sigma : sigmas) {
            const double t = plan.training().timestep_at(sigma);
            // Elsewhere the class cuts the fraction off when it makes integers of them.
            timesteps.push_back(rounds ? std::nearbyint(t) : std::floor(t));
        }
        if (unipc)
            least = sigmas.back();
    } else {
        for (double t : timesteps)
            sigmas.push_back(interpolated_sigma(plan.training(), t));
    }
    sigmas.push_back(final_sigma(plan, least));
    set_levels(plan, sigmas, timesteps);
    const double first = plan.result.sigmas.front();
    plan.result.schedule.start_scale = std::sqrt(1.0 + first * first);
}

int solver_order(const Plan &plan) {
    const int order = plan.config.integer("solver_order", 2);
    if (order < 1 || order > 3)
        plan.config.refuse(fmt::format("solver_order {}", order), "supported: 1, 2, 3");
    return order;
}

void plan_dpm_multistep(Plan &plan) {
    const SchedulerConfig &config = plan.config;
    plan_solver_kind(plan);
    const std::string algorithm = config.text("algorithm_type", "dpmsolver++");
    const bool stochastic = algorithm == "sde-dpmsolver++";
    if (!stochastic && algorithm != "dpmsolver++" && algorithm != "deis")
        config.refuse("algorithm_type " + in_quotes(algorithm), "supported: dpmsolver++, sde-dpmsolver++");
    if (config.has("variance_type"))
        config.refuse("variance_type");
    const int order = solver_order(plan);
    // Names that other solvers use stand for the midpoint rule here, as in the class.
    const double heun = config.text("solver_type", "midpoint") == "heun" ? 1.0 : 0.0;
    const bool ends_clean = plan.result.schedule.levels.back().sigma == 0.0;
    plan.result.options["heun"] = heun;
    if (!stochastic && order == 2 && ends_clean) {
        plan.result.sampler = "dpmpp_2m";
        return;
    }
    plan.result.options["order"] = order;
    plan.result.options["eta"] = stochastic ? 1.0 : 0.0;
    plan.result.options["diffusers_third_order"] = stochastic ? 1.0 : 0.0;
    // The class looks at the length of the whole run, also when only its end runs.
    const bool gentle = config.flag("lower_order_final", true) && plan.result.timesteps.size() < 15;
    plan.result.options["lower_order_final"] = gentle ? 1.0 : 0.0;
    plan.result.options["euler_at_final"] = config.flag("euler_at_final", false) ? 1.0 : 0.0;
}

void plan_unipc(Plan &plan) {
    const SchedulerConfig &config = plan.config;
    plan_solver_kind(plan);
    if (!config.flag("predict_x0", true))
        config.refuse("predict_x0 false");
    if (config.has("disable_corrector"))
        config.refuse("disable_corrector");
    if (config.has("solver_p"))
        config.refuse("solver_p");
    plan.result.options["order"] = solver_order(plan);
    plan.result.options["bh1"] = config.text("solver_type", "bh2") == "bh1" ? 1.0 : 0.0;
    plan.result.options["lower_order_final"] = config.flag("lower_order_final", true) ? 1.0 : 0.0;
}

/// Levels of whole timesteps, for the classes that hold x at unit variance; `last` comes after them.
void set_timestep_levels(Plan &plan, const std::vector<double> &timesteps, const NoiseLevel &last) {
    for (double t : timesteps)
        plan.result.schedule.levels.push_back(plan.training().level_of_timestep(static_cast<int>(t)));
    plan.result.schedule.levels.push_back(last);
    plan.result.schedule.start_scale = 1.0;
    plan.result.timesteps = timesteps;
}

NoiseLevel last_level(const Plan &plan, bool one_by_default) {
    return plan.config.flag("set_alpha_to_one", one_by_default) ? NoiseLevel{0.0, 1.0, 0.0}
                                                                : plan.training().level_of_timestep(0);
}

void plan_ddim(Plan &plan) {
    refuse_flags(plan.config, {"thresholding"});
    set_timestep_levels(plan, spaced_timesteps(plan, "leading", true), last_level(plan, true));
    plan.result.schedule.stride = plan.count() / plan.steps;
    if (plan.config.flag("clip_sample", true))
        plan.result.options["clip_range"] = plan.config.number("clip_sample_range", 1.0);
}

void plan_ddpm(Plan &plan) {
    refuse_flags(plan.config, {"thresholding"});
    set_timestep_levels(plan, spaced_timesteps(plan, "leading", true), NoiseLevel{0.0, 1.0, 0.0});
    const std::string variance = plan.config.text("variance_type", "fixed_small");
    if (variance != "fixed_small" && variance != "fixed_small_log" && variance != "fixed_large")
        plan.config.refuse("variance_type " + in_quotes(variance),
                           "supported: fixed_small, fixed_small_log, fixed_large");
    plan.result.options["large_variance"] = variance == "fixed_large" ? 1.0 : 0.0;
    if (plan.config.flag("clip_sample", true))
        plan.result.options["clip_range"] = plan.config.number("clip_sample_range", 1.0);
}

void plan_pndm(Plan &plan) {
    if (!plan.config.flag("skip_prk_steps", false))
        plan.config.refuse("skip_prk_steps false", "set skip_prk_steps to true, as Stable Diffusion's configs do");
    if (plan.result.prediction == PredictionType::Sample)
        plan.config.refuse("prediction_type \"sample\"");
    std::vector<double> timesteps = spaced_timesteps(plan, "leading", true);
    if (timesteps.size() > 1)
        timesteps.insert(timesteps.begin() + 1, timesteps[1]);
    set_timestep_levels(plan, timesteps, last_level(plan, false));
    plan.result.schedule.stride = plan.count() / plan.steps;
    plan.result.options["velocity"] = plan.result.prediction == PredictionType::Velocity ? 1.0 : 0.0;
}

/// LCM and TCD: some of the timesteps that the model was distilled at.
void plan_distilled(Plan &plan) {
    refuse_flags(plan.config, {"clip_sample", "thresholding"});
    const int original = plan.config.integer("original_inference_steps", 50);
    if (original < 1 || original > plan.count())
        plan.config.refuse(fmt::format("original_inference_steps {}", original));
    if (plan.steps > original)
        too_many(plan, original);
    const int stride = plan.count() / original;
    std::vector<double> timesteps;
    for (int i = 0; i < plan.steps; ++i)
        timesteps.push_back((original - static_cast<int>(static_cast<double>(i) * original / plan.steps)) * stride - 1);
    // TCD's last step goes to timestep 0, which is not quite clean; LCM's is the denoised latent itself.
    const bool tcd = plan.result.sampler == "tcd";
    set_timestep_levels(plan, timesteps, tcd ? plan.training().level_of_timestep(0) : NoiseLevel{0.0, 1.0, 0.0});
    if (!tcd)
        plan.result.options["timestep_scaling"] = plan.config.number("timestep_scaling", 10.0);
}

/// A class and how its runs are planned.
struct SchedulerClass {
    const char *name;
    const char *sampler;
    bool divides_by_signal; ///< its last timestep must not be pure noise
    void (*plan)(Plan &);
};

constexpr SchedulerClass classes[] = {
    {"DDIMScheduler", "ddim", false, plan_ddim},
    {"DDPMScheduler", "ddpm", false, plan_ddpm},
    {"DPMSolverMultistepScheduler", "dpmpp_3m", true, plan_dpm_multistep},
    {"DPMSolverSDEScheduler", "dpmpp_sde", true, plan_sigma_kind},
    {"EulerAncestralDiscreteScheduler", "euler_ancestral", true, plan_sigma_kind},
    {"EulerDiscreteScheduler", "euler", true, plan_sigma_kind},
    {"HeunDiscreteScheduler", "heun", true, plan_sigma_kind},
    {"KDPM2AncestralDiscreteScheduler", "dpm_2_ancestral", true, plan_sigma_kind},
    {"KDPM2DiscreteScheduler", "dpm_2", true, plan_sigma_kind},
    {"LCMScheduler", "lcm", false, plan_distilled},
    {"LMSDiscreteScheduler", "lms", true, plan_sigma_kind},
    {"PNDMScheduler", "plms", false, plan_pndm},
    {"TCDScheduler", "tcd", false, plan_distilled},
    {"UniPCMultistepScheduler", "unipc", true, plan_unipc},
};

DiffusersPlan make_plan(const SchedulerConfig &config, int steps) {
    const auto *const known = std::find_if(std::begin(classes), std::end(classes), [&](const SchedulerClass &c) {
        return config.class_name() == c.name;
    });
    if (known == std::end(classes)) {
        std::string names;
        for (const std::string &name : supported_diffusers_schedulers())
            names += (names.empty() ? "supported: " : ", ") + name;
        throw Failure({ErrorCode::UnsupportedFormat, config.subject(),
                       fmt::format("the scheduler class {} is not supported", in_quotes(config.class_name())), names});
    }
    if (steps < 1)
        throw Failure({ErrorCode::InvalidArgument, "steps", fmt::format("must be at least 1, is {}", steps), {}});

    const SchedulerTraining training = config.training();
    TrainingNoise noise = training.noise;
    noise.precision = TablePrecision::Single;
    noise.terminal_alpha_bar = known->divides_by_signal ? std::ldexp(1.0, -24) : 0.0;
    if (noise.zero_terminal_snr && !known->divides_by_signal && training.prediction == PredictionType::Epsilon)
        config.refuse("rescale_betas_zero_snr and prediction_type \"epsilon\"",
                      "pure noise says nothing to a network that predicts noise; use v_prediction");
    Plan plan{config, steps, {}};
    plan.result.class_name = known->name;
    plan.result.sampler = known->sampler;
    plan.result.prediction = training.prediction;
    plan.result.training = value_or_throw(NoiseSchedule::make(noise));
    known->plan(plan);
    return std::move(plan.result);
}

} // namespace

Result<SchedulerTraining> read_scheduler_training(std::string_view json, const std::string &subject) {
    try {
        SFUMATO_TRY(const SchedulerConfig config, SchedulerConfig::parse(json, subject));
        const SchedulerTraining training = config.training();
        SFUMATO_CHECK(NoiseSchedule::make(training.noise));
        return training;
    } catch (const Failure &failure) {
        return tl::unexpected<Error>(failure.error());
    }
}

Result<DiffusersPlan> plan_diffusers_scheduler(std::string_view json, const std::string &subject, int steps) {
    try {
        SFUMATO_TRY(const SchedulerConfig config, SchedulerConfig::parse(json, subject));
        return make_plan(config, steps);
    } catch (const Failure &failure) {
        return tl::unexpected<Error>(failure.error());
    }
}

std::vector<std::string> supported_diffusers_schedulers() {
    std::vector<std::string> names;
    for (const SchedulerClass &known : classes)
        names.emplace_back(known.name);
    return names;
}

} // namespace sfumato::sampling
