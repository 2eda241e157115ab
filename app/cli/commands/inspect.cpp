// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/service/model_report.h"
#include "app/service/paths.h"
#include "core/modelio/model_probe.h"

namespace sfumato::cli {
namespace {

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
            fmt::print("{}", service::reportOf(info));
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
