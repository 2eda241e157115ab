// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/training_log.h"

#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/api/training_io.h"
#include "core/base/file_io.h"

namespace sfumato::train {
namespace {

namespace fs = std::filesystem;

constexpr const char *csv_header = "step,seconds,loss,learning_rate\n";

/// Keeps the whole lines for which `step_of` gives nothing beyond `last_step`; -1 keeps a line that has no step.
Result<void> cut(const fs::path &file, std::int64_t last_step, const std::function<std::int64_t(const std::string &)> &step_of) {
    std::error_code problem;
    if (!fs::exists(file, problem))
        return {};
    SFUMATO_TRY(const std::string text, read_file(file));
    std::string kept;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line) && !lines.eof();) // a line without its end was being written
        if (step_of(line) <= last_step)
            kept += line + "\n";
    return kept == text ? Result<void>() : write_file(file, kept);
}

std::int64_t csv_step(const std::string &line) {
    std::int64_t step = -1;
    std::from_chars(line.data(), line.data() + line.size(), step);
    return step;
}

std::int64_t json_step(const std::string &line) {
    const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    return json.is_object() && json.contains("step") && json["step"].is_number_integer() ? json["step"].get<std::int64_t>() : -1;
}

Result<void> append(const fs::path &file, const std::string &line) {
    std::ofstream stream(file, std::ios::app);
    stream << line;
    stream.close();
    return stream ? Result<void>() : fail(ErrorCode::Unreadable, display(file), "cannot be written", "free some space");
}

} // namespace

Result<TrainingLog> TrainingLog::open(const fs::path &folder, std::int64_t last_step) {
    SFUMATO_CHECK(cut(folder / "log.csv", last_step, csv_step));
    SFUMATO_CHECK(cut(folder / "log.jsonl", last_step, json_step));
    return TrainingLog(folder);
}

Result<void> TrainingLog::write(const TrainingProgress &p) {
    std::error_code problem;
    const fs::path csv = folder_ / "log.csv";
    const bool begun = fs::exists(csv, problem);
    SFUMATO_CHECK(append(csv, fmt::format("{}{},{:.1f},{:.9g},{:.4e}\n", begun ? "" : csv_header, p.step, p.seconds, p.loss, p.learning_rate)));
    return append(folder_ / "log.jsonl", to_json(p).dump() + "\n");
}

} // namespace sfumato::train
