// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/service/png_export.h"
#include "core/api/engine.h"
#include "core/api/training_io.h"
#include "core/api/training_settings.h"

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

/// "N", "F", or what can be chosen from.
std::string placeholderOf(const TrainingSetting &setting) {
    return setting.choices.empty() ? std::string(setting.placeholder()) : fmt::format("{}", fmt::join(setting.choices, "|"));
}

std::string helpOf(const TrainingSetting &setting) {
    std::vector<std::string_view> kinds;
    for (const TrainingKind kind : setting.kinds)
        kinds.push_back(name_of(kind));
    return fmt::format("{} ({})", setting.help, fmt::join(kinds, ", "));
}

class Train : public Command {
public:
    std::string name() const override { return "train"; }
    std::string summary() const override { return "train the built-in model's parts; every key of --config is an option too"; }
    std::string example() const override { return "model --config recipe.json --out run --vae vae --tokenizer bpe --steps 20000"; }

    void setup(CLI::App &app) override {
        app.add_option("WHAT", m_kind, "vae, decoder, model, bpe or reader")->required();
        addText(app, "--config", "FILE", "JSON with settings; options go before it", [this](const std::string &text) { m_config = text; });
        addText(app, "--resume", "DIR", "go on with the run in this folder", [this](const std::string &text) { m_resume = text; });
        for (const TrainingSetting &setting : training_settings())
            addText(app, setting.option(), placeholderOf(setting), helpOf(setting),
                    [this, key = std::string(setting.name)](const std::string &text) { m_settings[key] = text; });
        addOutputOptions(app, m_print);
    }

    Result<void> run(const CancelToken &cancel) override {
        SFUMATO_TRY(const TrainingKind kind, training_kind(m_kind));
        SFUMATO_TRY(const TrainingRequest request, training_request(kind, m_resume, m_config, m_settings));
        SFUMATO_CHECK(validate(request));
        SFUMATO_TRY(const std::shared_ptr<Engine> engine, open_engine());
        TrainingContext context;
        context.cancel = cancel;
        context.on_progress = [this](const TrainingProgress &progress) { show(progress); };
        context.on_note = [this](const std::string &line) { m_print.quiet ? void() : notice(line); };
        context.on_validation = [this, &request](std::int64_t step, const Image &pictures) { save(request, step, pictures); };
        SFUMATO_TRY(const TrainingOutcome outcome, engine->train(request, context));
        if (!m_print.json && !m_print.quiet)
            notice(outcome_line(outcome));
        print(m_print.json ? to_json(outcome).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) : outcome.made);
        return {};
    }

private:
    static void print(const std::string &line) {
        fmt::print("{}\n", line);
        std::fflush(stdout); // somebody may be reading along
    }
    void show(const TrainingProgress &progress) const {
        if (m_print.json)
            print(to_json(progress).dump());
        else if (!m_print.quiet)
            notice(progress_line(progress));
    }
    static void save(const TrainingRequest &request, std::int64_t step, const Image &pictures) {
        const fs::path file = fs::path(request.out) / "validation" / fmt::format("{:06}.png", step);
        const service::PictureRecord record{{}, {}, "in training", service::SourceType::Synthetic};
        if (const auto saved = service::exportPng(file, pictures, record, service::Overwrite::Yes); !saved)
            notice(describe(saved.error()));
    }

    std::string m_kind, m_config, m_resume;
    std::map<std::string, std::string> m_settings;
    OutputOptions m_print;
};

const Registration registration{std::make_unique<Train>()};

} // namespace
} // namespace sfumato::cli
