// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/scheduler_config.h"

#include <cmath>

#include <fmt/format.h>

#include "core/base/printable.h"

namespace sfumato::sampling {
namespace {

[[noreturn]] void wrong_kind(const std::string &subject, const char *name, const char *wanted) {
    throw Failure({ErrorCode::CorruptFile, subject, fmt::format("{} must be {}", name, wanted), {}});
}

/// What beta_start, beta_end and beta_schedule are where the file is silent.
struct BetaDefaults {
    double start, end;
    const char *schedule;
};

BetaDefaults beta_defaults(const std::string &class_name) {
    if (class_name == "LCMScheduler" || class_name == "TCDScheduler")
        return {0.00085, 0.012, "scaled_linear"};
    if (class_name == "HeunDiscreteScheduler" || class_name.starts_with("KDPM2") ||
        class_name == "DPMSolverSDEScheduler")
        return {0.00085, 0.012, "linear"};
    return {0.0001, 0.02, "linear"};
}

} // namespace

Result<nlohmann::json> parse_python_json(std::string_view text, const std::string &subject) {
    std::string strict;
    strict.reserve(text.size());
    bool quoted = false;
    for (std::size_t i = 0; i < text.size();) {
        bool replaced = false;
        if (!quoted) {
            for (std::string_view word : {"-Infinity", "Infinity", "NaN"}) {
                if (text.substr(i).starts_with(word)) {
                    strict += "null";
                    i += word.size();
                    replaced = true;
                    break;
                }
            }
        }
        if (replaced)
            continue;
        if (quoted && text[i] == '\\' && i + 1 < text.size())
            strict += text[i++];
        else if (text[i] == '"')
            quoted = !quoted;
        strict += text[i++];
    }
    nlohmann::json json = nlohmann::json::parse(strict, nullptr, false);
    if (json.is_discarded())
        return fail(ErrorCode::CorruptFile, subject, "is not JSON");
    return json;
}

Result<SchedulerConfig> SchedulerConfig::parse(std::string_view text, const std::string &subject) {
    SchedulerConfig config;
    config.subject_ = subject;
    SFUMATO_TRY(config.json_, parse_python_json(text, subject));
    if (!config.json_.is_object())
        return fail(ErrorCode::CorruptFile, subject, "is not a JSON object");
    const auto name = config.json_.find("_class_name");
    if (name == config.json_.end() || !name->is_string())
        return fail(ErrorCode::CorruptFile, subject, "has no _class_name: it is not a scheduler's config");
    config.class_name_ = name->get<std::string>();
    return config;
}

bool SchedulerConfig::has(const char *name) const {
    const auto found = json_.find(name);
    return found != json_.end() && !found->is_null() && !(found->is_array() && found->empty());
}

double SchedulerConfig::number(const char *name, double fallback) const {
    if (!has(name))
        return fallback;
    const nlohmann::json &value = json_.at(name);
    if (!value.is_number())
        wrong_kind(subject_, name, "a number");
    return value.get<double>();
}

int SchedulerConfig::integer(const char *name, int fallback) const {
    const double value = number(name, fallback);
    if (value != std::floor(value) || std::abs(value) > 1e9)
        wrong_kind(subject_, name, "a whole number");
    return static_cast<int>(value);
}

bool SchedulerConfig::flag(const char *name, bool fallback) const {
    if (!has(name))
        return fallback;
    const nlohmann::json &value = json_.at(name);
    if (!value.is_boolean())
        wrong_kind(subject_, name, "true or false");
    return value.get<bool>();
}

std::string SchedulerConfig::text(const char *name, const char *fallback) const {
    if (!has(name))
        return fallback;
    const nlohmann::json &value = json_.at(name);
    if (!value.is_string())
        wrong_kind(subject_, name, "a string");
    return value.get<std::string>();
}

void SchedulerConfig::refuse(const std::string &what, const std::string &advice) const {
    throw Failure({ErrorCode::UnsupportedFormat, subject_,
                   fmt::format("{} with {} is not supported", printable(class_name_), what), advice});
}

SchedulerTraining SchedulerConfig::training() const {
    if (class_name_.starts_with("FlowMatch") || class_name_.starts_with("EDM"))
        refuse("its noise, which is not made of betas,");
    const BetaDefaults defaults = beta_defaults(class_name_);
    SchedulerTraining training;
    training.class_name = class_name_;
    TrainingNoise &noise = training.noise;
    noise.timesteps = integer("num_train_timesteps", 1000);
    noise.beta_start = number("beta_start", defaults.start);
    noise.beta_end = number("beta_end", defaults.end);
    const std::string schedule = text("beta_schedule", defaults.schedule);
    if (schedule == "scaled_linear")
        noise.schedule = BetaSchedule::ScaledLinear;
    else if (schedule == "linear")
        noise.schedule = BetaSchedule::Linear;
    else if (schedule == "squaredcos_cap_v2")
        noise.schedule = BetaSchedule::SquaredCosine;
    else
        refuse("beta_schedule " + in_quotes(schedule), "supported: scaled_linear, linear, squaredcos_cap_v2");
    if (has("trained_betas")) {
        for (const nlohmann::json &beta : json_.at("trained_betas")) {
            if (!beta.is_number())
                wrong_kind(subject_, "trained_betas", "a list of numbers");
            noise.trained_betas.push_back(beta.get<double>());
        }
    }
    noise.zero_terminal_snr = flag("rescale_betas_zero_snr", false);
    const std::string prediction = text("prediction_type", "epsilon");
    if (prediction == "epsilon")
        training.prediction = PredictionType::Epsilon;
    else if (prediction == "v_prediction")
        training.prediction = PredictionType::Velocity;
    else if (prediction == "sample")
        training.prediction = PredictionType::Sample;
    else
        refuse("prediction_type " + in_quotes(prediction), "supported: epsilon, v_prediction, sample");
    return training;
}

} // namespace sfumato::sampling
