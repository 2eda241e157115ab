// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run.h"

#include <cmath>
#include <fstream>

#include <ATen/autocast_mode.h>
#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/torch/tensor_file.h"
#include "core/train/lr_schedule.h"

namespace sfumato::train {
namespace {

using Clock = std::chrono::steady_clock;

double between(Clock::time_point from, Clock::time_point to) { return std::chrono::duration<double>(to - from).count(); }

} // namespace

bool processor_has_bf16() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

MixedPrecision::MixedPrecision(bool enabled) : enabled_(enabled) {
    if (!enabled_)
        return;
    at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
    at::autocast::set_autocast_enabled(at::kCPU, true);
}

MixedPrecision::~MixedPrecision() {
    if (!enabled_)
        return;
    at::autocast::set_autocast_enabled(at::kCPU, false);
    at::autocast::clear_cache();
}

Result<Run> Run::begin(const RunOptions &options, const Parameters &parameters, Optimiser &optimiser) {
    std::filesystem::create_directories(options.folder);
    Run run(options, parameters, optimiser);
    const auto checkpoint = options.folder / "checkpoint.safetensors";
    if (!std::filesystem::exists(checkpoint))
        return run;
    SFUMATO_TRY(auto tensors, read_tensors(checkpoint));
    const at::NoGradGuard no_grad;
    for (const auto &[name, parameter] : parameters) {
        const auto found = tensors.find("parameter." + name);
        if (found == tensors.end() || found->second.sizes() != parameter.sizes())
            return fail(ErrorCode::ShapeMismatch, display(checkpoint), "does not hold " + name + " as this network has it",
                        "train into another folder, or with the settings it began with");
        at::Tensor(parameter).copy_(found->second);
    }
    optimiser.restore(tensors);
    run.seconds_before_ = tensors.at("seconds").item<double>();
    std::erase_if(tensors, [](const auto &entry) {
        return entry.first.starts_with("parameter.") || entry.first.starts_with("first.") || entry.first.starts_with("second.") ||
               entry.first.starts_with("average.");
    });
    run.restored_ = std::move(tensors);
    return run;
}

at::Tensor Run::restored(const std::string &name) const {
    const auto found = restored_.find(name);
    return found == restored_.end() ? at::Tensor() : found->second;
}

double Run::seconds() const { return seconds_before_ + between(start_, Clock::now()); }

bool Run::finished() const { return options_.cancel.cancelled() || seconds() >= options_.minutes * 60; }

double Run::progress() const { return seconds() / (options_.minutes * 60); }

double Run::learning_rate() const {
    return options_.learning_rate * cosine_with_warmup(optimiser_->steps(), options_.warmup_steps, progress());
}

Result<void> Run::advance(double loss, std::int64_t samples) {
    if (!std::isfinite(loss))
        return fail(ErrorCode::Internal, "training", fmt::format("the loss of step {} is not a number", step()),
                    "the last checkpoint is kept; resume it with a lower learning rate");
    optimiser_->step(learning_rate());
    loss_sum_ += loss;
    ++loss_count_;
    samples_ += samples;
    if (between(reported_, Clock::now()) > 20)
        report();
    if (between(saved_, Clock::now()) > options_.save_minutes * 60)
        return save();
    return {};
}

void Run::report() {
    const double elapsed = between(reported_, Clock::now()), loss = loss_sum_ / static_cast<double>(loss_count_);
    const double left = options_.minutes * 60 - seconds();
    fmt::print("step {}  loss {:.5f}  {:.1f} samples/s  {:.1f} min left\n", step(), loss, static_cast<double>(samples_) / elapsed, left / 60);
    std::fflush(stdout);
    std::ofstream(options_.folder / "log.csv", std::ios::app) << fmt::format("{},{:.1f},{:.6f},{:.2e}\n", step(), seconds(), loss, learning_rate());
    reported_ = Clock::now();
    loss_sum_ = 0;
    loss_count_ = samples_ = 0;
}

Result<void> Run::save() {
    auto tensors = others_ ? others_() : Parameters{};
    tensors.merge(optimiser_->state());
    for (const auto &[name, parameter] : parameters_)
        tensors["parameter." + name] = parameter;
    tensors["seconds"] = at::full({}, seconds(), at::kDouble);
    saved_ = Clock::now();
    ++saves_;
    return write_tensors(options_.folder / "checkpoint.safetensors", tensors);
}

} // namespace sfumato::train
