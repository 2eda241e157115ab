// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/model_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/printable.h"

namespace sfumato::service {
namespace {

std::string bytes(std::uint64_t count) {
    constexpr double mega = 1e6;
    return fmt::format("{:.1f} MB", static_cast<double>(count) / mega);
}

void addPart(std::string &text, const modelio::PartInfo &part) {
    std::string line = fmt::format("  {:<14} {}", part.name, part.present ? "present" : "missing");
    if (part.count.tensors > 0) {
        line += fmt::format(", {} tensors, {} parameters, {}", part.count.tensors, part.count.parameters, bytes(part.count.bytes));
        for (const auto &[type, count] : part.count.parameters_by_type)
            line += fmt::format(", {}", printable(type));
    }
    if (!part.file.empty())
        line += fmt::format("  ({})", printable(part.file));
    text += line + "\n";
    if (part.problem)
        text += fmt::format("    {}\n", printable(describe(*part.problem), 1000));
}

void addKeys(std::string &text, const modelio::KeyReport &keys) {
    text += fmt::format("keys: {} weights, {} left over from training, {} unknown\n", keys.weights, keys.leftovers, keys.unknown.size());
    constexpr std::size_t shown = 10;
    for (std::size_t i = 0; i < std::min(shown, keys.unknown.size()); ++i)
        text += fmt::format("  unknown {}\n", in_quotes(keys.unknown[i]));
}

} // namespace

std::string reportOf(const modelio::ModelInfo &info) {
    std::string text;
    text += fmt::format("{}\n", printable(info.path, 4096));
    if (!info.container.empty())
        text += fmt::format("container: {}\n", info.container);
    text += fmt::format("kind: {}\n", modelio::to_string(info.kind));
    text += fmt::format("layout: {}\n", modelio::to_string(info.layout));
    if (info.kind == modelio::ModelKind::Model) {
        text += fmt::format("family: {} ({})\n", info.family, modelio::family_name(info.family));
        text += fmt::format("prediction: {}\n", info.prediction_type);
    }
    if (info.native_size > 0)
        text += fmt::format("native size: {} pixels\n", info.native_size);
    text += fmt::format("tensors: {}, {} parameters, {}\n", info.count.tensors, info.count.parameters, bytes(info.count.bytes));
    if (!info.parts.empty())
        text += fmt::format("parts:\n");
    for (const modelio::PartInfo &part : info.parts)
        addPart(text, part);
    if (info.keys)
        addKeys(text, *info.keys);
    if (!info.note.empty())
        text += fmt::format("note: {}\n", printable(info.note, 1000));
    for (const auto &[key, value] : info.metadata)
        text += fmt::format("metadata {}: {}\n", printable(key), printable(value, 400));
    if (!info.sha256.empty())
        text += fmt::format("sha256: {}\n", info.sha256);
    if (info.obstacle && info.kind != modelio::ModelKind::Model)
        text += fmt::format("{}\n", printable(info.obstacle->reason, 1000));
    return text;
}

} // namespace sfumato::service
