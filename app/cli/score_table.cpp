// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/score_table.h"

#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sfumato::cli {
namespace {

std::string_view wordFor(ScoreTask task) {
    switch (task) {
    case ScoreTask::Prompts: return "prompts";
    case ScoreTask::Inpaint: return "inpaint";
    case ScoreTask::Restyle: return "restyle";
    case ScoreTask::Vae: return "vae";
    }
    return {};
}

std::string_view wordFor(ScoreUnit unit) {
    switch (unit) {
    case ScoreUnit::Percent: return "%";
    case ScoreUnit::Decibel: return "dB";
    case ScoreUnit::Levels: return "/255";
    case ScoreUnit::Times: return "x";
    }
    return {};
}

} // namespace

std::string scoreTable(const ScoreReport &report) {
    std::string table = fmt::format("{} steps, guidance {}\n{:<40} {:>13} {:>10} {:>7}\n", report.steps, report.guidance, "", "model", "renders", "scenes");
    for (const ScoreRow &row : report.rows)
        table += fmt::format("{:<8} {:<31} {:>8.1f} {:<4} {:>10} {:>7}\n", wordFor(row.task), row.what, row.value, wordFor(row.unit),
                             row.ceiling ? fmt::format("{:.1f}", *row.ceiling) : "", row.count);
    return table;
}

std::string scoreJson(const ScoreReport &report) {
    nlohmann::json rows = nlohmann::json::array();
    for (const ScoreRow &row : report.rows)
        rows.push_back({{"task", wordFor(row.task)}, {"what", row.what}, {"value", row.value}, {"unit", wordFor(row.unit)},
                        {"renders", row.ceiling ? nlohmann::json(*row.ceiling) : nlohmann::json()}, {"scenes", row.count}});
    const nlohmann::json out = {{"steps", report.steps}, {"guidance", report.guidance}, {"scores", rows}};
    return out.dump(2) + "\n";
}

} // namespace sfumato::cli
