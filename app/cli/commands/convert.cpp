// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/cli/progress.h"
#include "app/service/paths.h"
#include "core/base/clock.h"
#include "core/base/file_io.h"
#include "core/modelio/convert.h"

namespace sfumato::cli {
namespace {

constexpr std::array<std::string_view, 3> typeNames = {"f16", "bf16", "f32"};
constexpr std::array modelTypes = {modelio::ElementType::F16, modelio::ElementType::BF16, modelio::ElementType::F32};
constexpr std::array<std::string_view, 2> layoutNames = {"ldm", "diffusers"};
constexpr std::array modelLayouts = {modelio::Layout::Ldm, modelio::Layout::DiffusersFolder};

class Convert : public Command {
public:
    std::string name() const override { return "convert"; }
    std::string summary() const override { return "write a model as safetensors, in another type or layout"; }
    std::string example() const override { return "model.ckpt model.safetensors --dtype f16"; }

    void setup(CLI::App &app) override {
        app.add_option("IN", m_in, "a model file of any container, a diffusers folder, or builtin")->required();
        app.add_option("OUT", m_out, "a new .safetensors file, or a new folder")->required();
        addChoice(app, "--dtype", typeNames, "type of all floats; as stored when omitted",
                  [this](std::size_t i) { m_options.type = modelTypes[i]; });
        addChoice(app, "--layout", layoutNames, "ldm = one file, diffusers = a folder; that of IN when omitted",
                  [this](std::size_t i) { m_options.layout = modelLayouts[i]; });
        addText(app, "--config", "DIR", "diffusers folder that describes a single-file IN",
                [this](const std::string &text) { m_options.help.config = text; });
        addOutputOptions(app, m_output);
    }

    Result<void> run(const CancelToken &cancel) override {
        SFUMATO_TRY(const std::filesystem::path in, service::modelPath(m_in));
        m_options.help.vocabulary = service::clipVocabularyFolder();
        Progress progress(Progress::styleFor(m_output.quiet));
        const auto begun = Clock::now();
        double before = 0;
        int shown = -1;
        SFUMATO_CHECK(modelio::convert_model(
            in, m_out, m_options,
            [&](std::uint64_t done, std::uint64_t total) {
                constexpr int parts = 100;
                const int part = total == 0 ? parts : static_cast<int>(done * parts / total);
                if (part == shown)
                    return;
                const double now = milliseconds_since(begun);
                StepEvent event;
                event.phase = Phase::Saving;
                event.step = part;
                event.total = parts;
                event.milliseconds = (now - before) / std::max(part - std::max(shown, 0), 1);
                before = now;
                shown = part;
                progress.show(event);
            },
            cancel));
        progress.clear();
        const std::string path = display(m_out);
        m_output.json ? fmt::print("{}\n", nlohmann::json{{"path", path}}.dump()) : fmt::print("{}\n", path);
        return {};
    }

private:
    std::string m_in;
    std::filesystem::path m_out;
    modelio::ConvertOptions m_options;
    OutputOptions m_output;
};

const Registration registration{std::make_unique<Convert>()};

} // namespace
} // namespace sfumato::cli
