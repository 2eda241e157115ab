// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/torch/tensor_file.h"
#include "core/train/run_folder.h"

namespace sfumato::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double default_minutes = 10;
constexpr double seconds_between_reports = 20;

double between(Clock::time_point from, Clock::time_point to) { return std::chrono::duration<double>(to - from).count(); }

double minutes_of(const TrainingRequest &request) { return request.minutes.value_or(default_minutes); }

LrSchedule schedule_of(const TrainingRequest &request) {
    constexpr std::array<std::pair<const char *, LrDecay>, 5> decays{{{"constant", LrDecay::Constant},
                                                                      {"linear", LrDecay::Linear},
                                                                      {"cosine", LrDecay::Cosine},
                                                                      {"cosine-restarts", LrDecay::CosineWithRestarts},
                                                                      {"polynomial", LrDecay::Polynomial}}};
    LrSchedule schedule;
    for (const auto &[name, decay] : decays)
        if (request.schedule == name)
            schedule.decay = decay;
    schedule.warmup_steps = request.warmup_steps;
    schedule.total_steps = request.steps.value_or(1);
    schedule.cycles = request.cycles;
    schedule.power = request.power;
    return schedule;
}

} // namespace

Run::Run(const TrainingRequest &request, const TrainingContext &context, Parameters parameters, Optimiser &optimiser, TrainingLog log)
    : request_(request), context_(context), schedule_(schedule_of(request)), parameters_(std::move(parameters)), optimiser_(&optimiser),
      log_(std::move(log)) {}

Result<Run> Run::begin(const TrainingRequest &request, const TrainingContext &context, const Parameters &parameters, Optimiser &optimiser) {
    SFUMATO_CHECK(claim_run_folder(request));
    const auto checkpoint = checkpoint_file(request.out);
    Parameters tensors;
    if (std::filesystem::exists(checkpoint)) {
        SFUMATO_TRY(tensors, read_tensors(checkpoint));
    }
    const auto steps = tensors.find("steps");
    SFUMATO_TRY(auto log, TrainingLog::open(request.out, steps == tensors.end() ? 0 : steps->second.item<std::int64_t>()));
    Run run(request, context, parameters, optimiser, std::move(log));
    if (!tensors.empty())
        SFUMATO_CHECK(run.restore(std::move(tensors), display(checkpoint)));
    return run;
}

Result<void> Run::restore(Parameters tensors, const std::string &file) {
    const at::NoGradGuard no_grad;
    for (const auto &[name, parameter] : parameters_) {
        const auto found = tensors.find("parameter." + name);
        if (found == tensors.end() || found->second.sizes() != parameter.sizes())
            return fail(ErrorCode::ShapeMismatch, file, "does not hold " + name + " as this network has it",
                        "train into another folder, or with the settings it began with");
        at::Tensor(parameter).copy_(found->second);
    }
    const auto seconds = tensors.find("seconds");
    if (seconds == tensors.end())
        return fail(ErrorCode::MissingTensor, file, "does not say how long was trained", "it is no checkpoint of this trainer");
    optimiser_->restore(tensors);
    seconds_before_ = seconds->second.item<double>();
    steps_before_ = step();
    std::erase_if(tensors, [](const auto &entry) {
        return entry.first.starts_with("parameter.") || entry.first.starts_with("first.") || entry.first.starts_with("second.") ||
               entry.first.starts_with("average.");
    });
    restored_ = std::move(tensors);
    return {};
}

at::Tensor Run::restored(const std::string &name) const {
    const auto found = restored_.find(name);
    return found == restored_.end() ? at::Tensor() : found->second;
}

double Run::seconds() const { return seconds_before_ + between(start_, Clock::now()); }

bool Run::finished() const {
    if (context_.cancel.cancelled())
        return true;
    return request_.steps ? step() >= *request_.steps : seconds() >= minutes_of(request_) * 60;
}

double Run::progress() const {
    return request_.steps ? static_cast<double>(step()) / static_cast<double>(*request_.steps) : seconds() / (minutes_of(request_) * 60);
}

double Run::learning_rate() const {
    return request_.lr * (request_.steps ? lr_factor(schedule_, step()) : timed_lr_factor(schedule_, step(), progress()));
}

Error Run::not_a_number(const char *what) const {
    return {ErrorCode::Internal, "training", fmt::format("{} of step {} is not a number", what, step()),
            saves_ > 0 || steps_before_ > 0 ? "the last checkpoint is kept; resume it with a lower learning rate" : "begin again with a lower learning rate"};
}

Result<void> Run::advance(double loss, std::int64_t samples) {
    if (!std::isfinite(loss))
        return tl::unexpected(not_a_number("the loss"));
    if (!std::isfinite(optimiser_->step(learning_rate())))
        return tl::unexpected(not_a_number("a gradient"));
    loss_sum_ += loss;
    ++loss_count_;
    samples_ += samples;
    if (log_due())
        SFUMATO_CHECK(report());
    return save_due() ? save() : Result<void>();
}

bool Run::log_due() const {
    return request_.log_steps > 0 ? step() % request_.log_steps == 0 : between(reported_, Clock::now()) > seconds_between_reports;
}

bool Run::save_due() const {
    return (request_.save_steps > 0 && step() % request_.save_steps == 0) || between(saved_, Clock::now()) > request_.save_minutes * 60;
}

bool Run::validation_due() const { return context_.on_validation && request_.validate_steps > 0 && step() % request_.validate_steps == 0; }

Result<void> Run::report() {
    TrainingProgress progress;
    progress.step = step();
    progress.steps = request_.steps.value_or(0);
    progress.loss = loss_sum_ / static_cast<double>(loss_count_);
    progress.learning_rate = learning_rate();
    progress.samples_per_second = static_cast<double>(samples_) / std::max(1e-9, between(reported_, Clock::now()));
    progress.seconds = seconds();
    const double a_step = between(start_, Clock::now()) / static_cast<double>(std::max<std::int64_t>(1, step() - steps_before_));
    progress.seconds_left = std::max(0.0, request_.steps ? a_step * static_cast<double>(*request_.steps - step()) : minutes_of(request_) * 60 - progress.seconds);
    reported_ = Clock::now();
    loss_sum_ = 0;
    loss_count_ = samples_ = 0;
    if (context_.on_progress)
        context_.on_progress(progress);
    return log_.write(progress);
}

Result<void> Run::save() {
    for (const auto &[name, parameter] : parameters_)
        if (!at::isfinite(parameter).all().item<bool>())
            return tl::unexpected(not_a_number("a weight"));
    Parameters tensors;
    if (others_) {
        SFUMATO_TRY(tensors, others_());
    }
    tensors.merge(optimiser_->state());
    for (const auto &[name, parameter] : parameters_)
        tensors["parameter." + name] = parameter;
    tensors["seconds"] = at::full({}, seconds(), at::kDouble);
    saved_ = Clock::now();
    ++saves_;
    return write_tensors(checkpoint_file(request_.out), tensors);
}

} // namespace sfumato::train
