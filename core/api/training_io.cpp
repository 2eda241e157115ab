// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/training_io.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/api/training_settings.h"
#include "core/base/file_io.h"

namespace sfumato {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t max_config_bytes = 1 << 20;

Result<json> parsed(const fs::path &file) {
    SFUMATO_TRY(const std::string text, read_file(file, max_config_bytes));
    auto value = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!value.is_object())
        return fail(ErrorCode::CorruptFile, display(file), "is not a JSON object");
    return value;
}

} // namespace

Result<void> read_training_config(TrainingRequest &request, const fs::path &file) {
    SFUMATO_TRY(const json settings, parsed(file));
    return apply_training_settings(request, settings, display(file));
}

Result<TrainingRequest> read_run(const fs::path &folder) {
    const fs::path file = folder / run_file;
    std::error_code problem;
    if (!fs::exists(file, problem))
        return fail(ErrorCode::NotFound, display(folder), std::string("holds no training run: there is no ") + run_file, "give the folder that --out made");
    SFUMATO_TRY(const json settings, parsed(file));
    const auto kind = settings.find("kind");
    if (kind == settings.end() || !kind->is_string())
        return fail(ErrorCode::CorruptFile, display(file), "does not say what is trained");
    SFUMATO_TRY(const auto named, training_kind(kind->get<std::string>()));
    TrainingRequest request = training_defaults(named);
    SFUMATO_CHECK(apply_training_settings(request, settings, display(file)));
    request.out = folder.string(); // it may have been moved
    return request;
}

Result<TrainingRequest> training_request(TrainingKind kind, const std::string &resume, const std::string &config,
                                         const std::map<std::string, std::string> &options) {
    TrainingRequest request = training_defaults(kind);
    if (!resume.empty()) {
        SFUMATO_TRY(request, read_run(resume));
        if (request.kind != kind)
            return fail(ErrorCode::InvalidArgument, "--resume", fmt::format("{} holds the run of a {}, not of a {}", resume, name_of(request.kind), name_of(kind)));
    }
    if (!config.empty())
        SFUMATO_CHECK(read_training_config(request, config));
    json given = json::object();
    for (const auto &setting : training_settings())
        if (const auto option = options.find(std::string(setting.name)); option != options.end()) {
            SFUMATO_TRY(given[option->first], training_value(setting, option->second));
        }
    SFUMATO_CHECK(apply_training_settings(request, given, {}));
    return request;
}

json to_json(const TrainingProgress &p) {
    json line{{"step", p.step}, {"seconds", p.seconds}, {"loss", p.loss}, {"learning_rate", p.learning_rate},
              {"samples_per_second", p.samples_per_second}, {"seconds_left", p.seconds_left}};
    if (p.steps > 0)
        line["steps"] = p.steps;
    return line;
}

std::string progress_line(const TrainingProgress &p) {
    return fmt::format("step {}{}  loss {:.5f}  {:.1f} samples/s  {:.1f} min left", p.step, p.steps > 0 ? fmt::format("/{}", p.steps) : "", p.loss,
                       p.samples_per_second, p.seconds_left / 60);
}

json to_json(const TrainingOutcome &o) {
    json line{{"steps", o.steps}, {"seconds", o.seconds}, {"parameters", o.parameters}, {"made", o.made}};
    if (o.psnr)
        line["psnr"] = *o.psnr;
    return line;
}

std::string outcome_line(const TrainingOutcome &o) {
    if (o.steps == 0 && o.seconds == 0)
        return fmt::format("{} tokens", o.parameters);
    return fmt::format("{} steps in {:.1f} min, {:.2f} million parameters{}", o.steps, o.seconds / 60, static_cast<double>(o.parameters) / 1e6,
                       o.psnr ? fmt::format(", PSNR {:.2f} dB over unseen scenes", *o.psnr) : "");
}

} // namespace sfumato
