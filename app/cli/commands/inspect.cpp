// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/service/paths.h"
#include "core/base/printable.h"
#include "core/modelio/model_probe.h"

namespace sfumato::cli {
namespace {

std::string bytes(std::uint64_t count) {
    constexpr double mega = 1e6;
    return fmt::format("{:.1f} MB", static_cast<double>(count) / mega);
}

void printPart(const modelio::PartInfo &part) {
    std::string line = fmt::format("  {:<14} {}", part.name, part.present ? "present" : "missing");
    if (part.count.tensors > 0) {
        line += fmt::format(", {} tensors, {} parameters, {}", part.count.tensors, part.count.parameters, bytes(part.count.bytes));
        for (const auto &[type, count] : part.count.parameters_by_type)
            line += fmt::format(", {}", printable(type));
    }
    if (!part.file.empty())
        line += fmt::format("  ({})", printable(part.file));
    fmt::print("{}\n", line);
    if (part.problem)
        fmt::print("    {}\n", printable(describe(*part.problem), 1000));
}

void printKeys(const modelio::KeyReport &keys) {
    fmt::print("keys: {} weights, {} left over from training, {} unknown\n", keys.weights, keys.leftovers, keys.unknown.size());
    constexpr std::size_t shown = 10;
    for (std::size_t i = 0; i < std::min(shown, keys.unknown.size()); ++i)
        fmt::print("  unknown {}\n", in_quotes(keys.unknown[i]));
}

void print(const modelio::ModelInfo &info) {
    fmt::print("{}\n", printable(info.path, 4096));
    if (!info.container.empty())
        fmt::print("container: {}\n", info.container);
    fmt::print("kind: {}\n", modelio::to_string(info.kind));
    fmt::print("layout: {}\n", modelio::to_string(info.layout));
    if (info.kind == modelio::ModelKind::Model) {
        fmt::print("family: {} ({})\n", info.family, modelio::family_name(info.family));
        fmt::print("prediction: {}\n", info.prediction_type);
    }
    if (info.native_size > 0)
        fmt::print("native size: {} pixels\n", info.native_size);
    fmt::print("tensors: {}, {} parameters, {}\n", info.count.tensors, info.count.parameters, bytes(info.count.bytes));
    if (!info.parts.empty())
        fmt::print("parts:\n");
    for (const modelio::PartInfo &part : info.parts)
        printPart(part);
    if (info.keys)
        printKeys(*info.keys);
    if (!info.note.empty())
        fmt::print("note: {}\n", printable(info.note, 1000));
    for (const auto &[key, value] : info.metadata)
        fmt::print("metadata {}: {}\n", printable(key), printable(value, 400));
    if (!info.sha256.empty())
        fmt::print("sha256: {}\n", info.sha256);
    if (info.obstacle && info.kind != modelio::ModelKind::Model)
        fmt::print("{}\n", printable(info.obstacle->reason, 1000));
}

class Inspect : public Command {
public:
    std::string name() const override { return "inspect"; }
    std::string summary() const override { return "what a model file or folder holds, from its headers alone"; }
    std::string example() const override { return "model.safetensors --json"; }

    void setup(CLI::App &app) override {
        app.add_option("MODEL", m_model, "a model file, a diffusers folder, or builtin")->required();
        app.add_flag("--hash", m_hash, "also compute the SHA-256 of the weights (reads the whole file)");
        addOutputOptions(app, m_output);
    }

    Result<void> run(const CancelToken &cancel) override {
        SFUMATO_TRY(const std::filesystem::path path, service::modelPath(m_model));
        SFUMATO_TRY(const modelio::ModelInfo info,
                    modelio::probe_model(path, m_hash ? modelio::Hashing::Whole : modelio::Hashing::None, cancel));
        if (m_output.json)
            fmt::print("{}\n", modelio::to_json(info).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        else
            print(info);
        // What claims to be a model and cannot be used as one is a failure; a LoRA, a VAE or any other file is not.
        if (info.obstacle && info.kind == modelio::ModelKind::Model)
            return tl::unexpected<Error>(*info.obstacle);
        return {};
    }

private:
    std::string m_model;
    bool m_hash = false;
    OutputOptions m_output;
};

const Registration registration{std::make_unique<Inspect>()};

} // namespace
} // namespace sfumato::cli
