// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/diffusers_scheduler.h"

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "core/sampling/img2img.h"
#include "core/sampling/scheduler_config.h"
#include "tests/sampling/scalar_world.h"

namespace sfumato::sampling {
namespace {

using Json = nlohmann::json;

Json read_json(const std::string &relative) {
    const std::string path = std::string(SFUMATO_TEST_DATA) + "/" + relative;
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return value_or_throw(parse_python_json(text.str(), path));
}

DiffusersPlan planned(const Json &config, int steps) {
    return value_or_throw(plan_diffusers_scheduler(config.dump(), "scheduler_config.json", steps));
}

void expect_equal_lists(const std::vector<double> &values, const Json &expected, double relative, const char *what,
                        const std::string &label) {
    ASSERT_EQ(values.size(), expected.size()) << what << " of " << label;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double wanted = expected[i].get<double>();
        EXPECT_NEAR(values[i], wanted, relative * std::max(1e-3, std::abs(wanted)))
            << what << " " << i << " of " << label;
    }
}

TEST(DiffusersPlan, HasTimestepsAndSigmasOfEveryPipelineReference) {
    int cases = 0;
    for (const char *folder : {"sd1", "sd2v", "sd1_inpaint"}) {
        const Json references = read_json(std::string("golden/") + folder + "/cases/cases.json")["cases"];
        for (const auto &[name, value] : references.items()) {
            if (!value.contains("scheduler"))
                continue;
            ++cases;
            const std::string label = std::string(folder) + "/" + name;
            Json config = value["config"];
            config["_class_name"] = value["scheduler"];
            const DiffusersPlan plan = planned(config, value["num_inference_steps"].get<int>());
            // The references are fp32: one unit in the last place, and what interpolation between two of them makes.
            expect_equal_lists(plan.timesteps, value["timesteps"], 1e-6, "timesteps", label);
            expect_equal_lists(plan.sigmas, value["sigmas"], 1e-6, "sigmas", label);
            EXPECT_EQ(plan.prediction, config["prediction_type"] == "v_prediction" ? PredictionType::Velocity
                                                                                   : PredictionType::Epsilon);
            // The sigma form of a unit-variance class begins at sqrt(1 + sigma^2) instead of 1.
            const double first = plan.schedule.levels.front().sigma;
            const bool own_form = plan.sampler == "unipc" || plan.sampler.starts_with("dpmpp");
            EXPECT_NEAR(plan.schedule.start_scale / (own_form ? std::sqrt(1.0 + first * first) : 1.0),
                        value["init_noise_sigma"].get<double>(),
                        1e-6 * value["init_noise_sigma"].get<double>())
                << label;
        }
    }
    EXPECT_GT(cases, 40);
}

/// The made-up network of diffusers_runs.json, which sees the unit-variance latent and the timestep.
class ToyNetwork final : public Denoiser {
public:
    ToyNetwork(Scale scale, PredictionType type) : scale_(scale), type_(type) {}
    Prediction operator()(const at::Tensor &x, const NoiseLevel &level) override {
        const at::Tensor output =
            at::tanh(x * input_scale(level, scale_)) * 0.8 + 0.1 * std::cos(level.timestep / 100.0);
        return make_prediction(output, {}, x, level, scale_, type_);
    }

private:
    Scale scale_;
    PredictionType type_;
};

double toy_run(const Json &reference) {
    DiffusersPlan plan = planned(reference["config"], reference["steps"].get<int>());
    for (const auto &[name, value] : reference["options"].items())
        plan.options[name] = value.get<double>();
    const Sampler &sampler = *scalar::entry(plan.sampler).sampler;
    ToyNetwork network(sampler.scale(), plan.prediction);
    double start = 1.3 * plan.schedule.start_scale;
    if (reference.contains("strength")) {
        SchedulePart part = part_at_strength(plan.schedule, reference["steps"].get<int>(),
                                             reference["strength"].get<double>(), StrengthSteps::Diffusers,
                                             sampler.scale());
        start = add_noise(scalar::number(0.5), scalar::number(1.3), part.start, sampler.scale()).item<double>();
        plan.schedule = std::move(part.schedule);
    }
    const NoiseLevel last = plan.schedule.levels.back();
    const double x = scalar::run(sampler, plan.schedule, plan.training, network, start, plan.options);
    const bool unit_variance_class = plan.sampler == "unipc" || plan.sampler.starts_with("dpmpp_3m");
    return unit_variance_class ? x * std::sqrt(last.alpha_bar) : x;
}

TEST(DiffusersPlan, RunsAsTheClassesDo) {
    std::set<std::string> classes;
    for (const Json &reference : read_json("sampling/diffusers_runs.json")) {
        classes.insert(reference["config"]["_class_name"].get<std::string>());
        const std::string label = reference.dump().substr(0, 300);
        const DiffusersPlan plan = planned(reference["config"], reference["steps"].get<int>());
        if (reference.contains("timesteps") && !plan.sampler.starts_with("dpm_2")) {
            expect_equal_lists(plan.timesteps, reference["timesteps"], 1e-5, "timesteps", label);
            expect_equal_lists(plan.sigmas, reference["sigmas"], 1e-6, "sigmas", label);
        }
        // The classes round sigmas, coefficients and some latents to fp32.
        const double expected = reference["result"].get<double>();
        EXPECT_NEAR(toy_run(reference), expected, 2e-5 * std::max(1.0, std::abs(expected))) << label;
    }
    // DPMSolverSDE draws from torchsde's path and cannot be run on one number.
    EXPECT_EQ(classes.size() + 1, supported_diffusers_schedulers().size());
}

Error refused(const Json &config, int steps = 10) {
    const auto plan = plan_diffusers_scheduler(config.dump(), "scheduler_config.json", steps);
    return plan ? Error{ErrorCode::Internal, "", "was accepted", ""} : plan.error();
}

TEST(DiffusersPlan, RefusesAnUnknownClassAndNamesTheKnownOnes) {
    const Error error = refused({{"_class_name", "DEISMultistepScheduler"}});
    EXPECT_EQ(error.code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(error.subject, "scheduler_config.json");
    EXPECT_NE(error.reason.find("DEISMultistepScheduler"), std::string::npos);
    EXPECT_NE(error.advice.find("PNDMScheduler"), std::string::npos);
}

TEST(DiffusersPlan, RefusesWhatItWouldOtherwiseIgnore) {
    const std::vector<Json> configs = {
        {{"_class_name", "DDIMScheduler"}, {"thresholding", true}},
        {{"_class_name", "PNDMScheduler"}},
        {{"_class_name", "LCMScheduler"}, {"clip_sample", true}},
        {{"_class_name", "EulerDiscreteScheduler"}, {"interpolation_type", "log_linear"}},
        {{"_class_name", "EulerDiscreteScheduler"}, {"timestep_type", "continuous"}},
        {{"_class_name", "EulerDiscreteScheduler"}, {"timestep_spacing", "odd"}},
        {{"_class_name", "EulerDiscreteScheduler"}, {"use_karras_sigmas", true}, {"use_beta_sigmas", true}},
        {{"_class_name", "DPMSolverMultistepScheduler"}, {"use_lu_lambdas", true}},
        {{"_class_name", "DPMSolverMultistepScheduler"}, {"algorithm_type", "dpmsolver"}},
        {{"_class_name", "DPMSolverMultistepScheduler"}, {"solver_order", 4}},
        {{"_class_name", "UniPCMultistepScheduler"}, {"predict_x0", false}},
        {{"_class_name", "UniPCMultistepScheduler"}, {"disable_corrector", {0}}},
        {{"_class_name", "DDPMScheduler"}, {"variance_type", "learned"}},
        {{"_class_name", "DDPMScheduler"}, {"beta_schedule", "sigmoid"}},
        {{"_class_name", "DDIMScheduler"}, {"rescale_betas_zero_snr", true}},
        {{"_class_name", "FlowMatchEulerDiscreteScheduler"}},
        {{"_class_name", "UniPCMultistepScheduler"}, {"prediction_type", "flow_prediction"}}};
    for (const Json &config : configs)
        EXPECT_EQ(refused(config).code, ErrorCode::UnsupportedFormat) << config << " " << refused(config).reason;
}

TEST(DiffusersPlan, ReportsWhatIsNotASchedulerConfig) {
    for (const char *text : {"", "{", "[]", "3", "{}", "{\"_class_name\": 3}",
                             "{\"_class_name\": \"DDIMScheduler\", \"beta_start\": \"x\"}",
                             "{\"_class_name\": \"DDIMScheduler\", \"num_train_timesteps\": 10.5}",
                             "{\"_class_name\": \"DDIMScheduler\", \"trained_betas\": [\"a\"]}"}) {
        const auto plan = plan_diffusers_scheduler(text, "file", 10);
        ASSERT_FALSE(plan) << text;
        EXPECT_EQ(plan.error().code, ErrorCode::CorruptFile) << text;
    }
}

TEST(DiffusersPlan, RefusesMoreStepsThanTimesteps) {
    EXPECT_EQ(refused({{"_class_name", "DDIMScheduler"}}, 1001).subject, "steps");
    EXPECT_EQ(refused({{"_class_name", "DDIMScheduler"}, {"steps_offset", 1}}, 1000).subject, "steps");
    EXPECT_EQ(refused({{"_class_name", "LCMScheduler"}}, 51).subject, "steps");
    EXPECT_EQ(refused({{"_class_name", "UniPCMultistepScheduler"}}, 1000).subject, "steps");
    EXPECT_EQ(refused({{"_class_name", "EulerDiscreteScheduler"}}, 0).subject, "steps");
}

TEST(SchedulerTraining, ReadsBetasAndPredictionOfAnyClassWithBetas) {
    const auto training = read_scheduler_training(
        R"({"_class_name": "DEISMultistepScheduler", "beta_schedule": "scaled_linear", "beta_start": 0.00085,
            "beta_end": 0.012, "prediction_type": "v_prediction", "lambda_min_clipped": -Infinity})",
        "file");
    ASSERT_TRUE(training);
    EXPECT_EQ(training->prediction, PredictionType::Velocity);
    EXPECT_EQ(training->noise.schedule, BetaSchedule::ScaledLinear);
    EXPECT_EQ(training->noise.beta_end, 0.012);
    const auto of_class = [](const char *text) { return value_or_throw(read_scheduler_training(text, "file")).noise; };
    EXPECT_EQ(of_class(R"({"_class_name": "DDIMScheduler"})").beta_end, 0.02);
    EXPECT_EQ(of_class(R"({"_class_name": "HeunDiscreteScheduler"})").beta_start, 0.00085);
    EXPECT_EQ(of_class(R"({"_class_name": "LCMScheduler"})").schedule, BetaSchedule::ScaledLinear);
    EXPECT_FALSE(read_scheduler_training(R"({"_class_name": "DDIMScheduler", "beta_start": 2})", "file"));
}

} // namespace
} // namespace sfumato::sampling
