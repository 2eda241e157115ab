// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/cli/progress.h"
#include "app/cli/request_options.h"
#include "app/cli/score_table.h"
#include "core/api/engine.h"
#include "core/base/limits.h"

namespace sfumato::cli {
namespace {

constexpr std::array allTasks = {ScoreTask::Prompts, ScoreTask::Inpaint, ScoreTask::Restyle, ScoreTask::Vae};
constexpr std::array<std::string_view, 5> scoreWords = {"prompts", "inpaint", "restyle", "vae", "all"};

class Bench : public Command {
public:
    std::string name() const override { return "bench"; }
    std::string summary() const override { return "time the engine; or, with \"model\", score what its pictures show"; }
    std::string example() const override { return "model --count 40"; }

    void setup(CLI::App &app) override {
        app.add_option("SUBJECT", m_subject, "speed (loading, encoding, a step, decoding, previews, memory) or model (what pictures show); default: speed")
            ->check(CLI::IsMember({"speed", "model"}));
        m_options.addModel(app);
        m_options.addDevice(app);
        addInteger(app, "--size", "pixels a side, a multiple of 8; default: the model's", [this](std::int64_t value) {
            if (value < limits::min_side || value > limits::max_side || value % 8 != 0)
                throw CLI::ValidationError("--size", fmt::format("{} is out of range: a multiple of 8 from {} to {}", value,
                                                                 limits::min_side, limits::max_side));
            m_size = static_cast<int>(value);
        });
        addChoice(app, "--what", scoreWords, "model: what to score; default: prompts", [this](std::size_t i) {
            m_score.tasks = i < allTasks.size() ? std::vector{allTasks[i]} : std::vector(allTasks.begin(), allTasks.end());
        });
        addInteger(app, "--count", "model: unseen scenes for each of them; default: 200", [this](std::int64_t value) {
            if (value < 1 || value > 100'000)
                throw CLI::ValidationError("--count", fmt::format("{} is out of range: 1 to 100000", value));
            m_score.count = static_cast<int>(value);
        });
        addInteger(app, "--seed", "model: which scenes", [this](std::int64_t value) {
            if (value < 0 || value > 65'535)
                throw CLI::ValidationError("--seed", fmt::format("{} is out of range: 0 to 65535", value));
            m_score.seed = static_cast<std::uint64_t>(value);
        });
        addInteger(app, "--steps", "model: of the sampler; default: 20", [this](std::int64_t value) { m_steps = static_cast<int>(value); });
        addNumber(app, "--cfg", "model: guidance scale; default: the model's", [this](double value) { m_guidance = value; });
        addOutputOptions(app, m_print);
    }

    Result<void> run(const CancelToken &cancel) override {
        std::vector<std::string> notes;
        SFUMATO_TRY(GenerationRequest request, m_options.request(notes));
        SFUMATO_TRY(const std::shared_ptr<Engine> engine, open_engine());
        Progress progress(Progress::styleFor(m_print.quiet));
        JobContext context;
        context.cancel = cancel;
        context.on_step = [&progress](const StepEvent &event) { progress.show(event); };
        if (m_subject == "model")
            return score(*engine, request, context, progress);
        request.width = request.height = m_size;
        request.seed = 1;
        const Result<BenchReport> report = engine->bench(request, context);
        progress.clear();
        if (!report)
            return tl::unexpected<Error>(report.error());
        m_print.json ? printJson(*report) : print(*report);
        return {};
    }

private:
    Result<void> score(Engine &engine, const GenerationRequest &request, const JobContext &context, Progress &progress) {
        m_score.making = request;
        m_score.making.steps = m_steps;
        m_score.making.guidance = m_guidance;
        const Result<ScoreReport> report = engine.score(m_score, context);
        progress.clear();
        if (!report)
            return tl::unexpected<Error>(report.error());
        fmt::print("{}", m_print.json ? scoreJson(*report) : scoreTable(*report));
        return {};
    }

    static void print(const BenchReport &r) {
        fmt::print("{}x{} on {} ({}, {} threads), kernels: {}\n", r.width, r.height, r.device, r.dtype, r.threads, r.kernels);
        const std::pair<const char *, double> rows[] = {{"load", r.load_ms}, {"encode", r.encode_ms}, {"step", r.step_ms},
                                                        {"preview", r.preview_ms}, {"decode", r.decode_ms}};
        for (const auto &[phase, milliseconds] : rows)
            fmt::print("{:<8} {:>10.2f} ms\n", phase, milliseconds);
        fmt::print("memory   {:>10.1f} MB at most\n", static_cast<double>(r.peak_bytes) / 1e6);
    }

    static void printJson(const BenchReport &r) {
        const nlohmann::json out = {{"milliseconds", {{"load", r.load_ms}, {"encode", r.encode_ms}, {"step", r.step_ms},
                                                      {"preview", r.preview_ms}, {"decode", r.decode_ms}}},
                                    {"peak_bytes", r.peak_bytes}, {"device", r.device}, {"dtype", r.dtype},
                                    {"kernels", r.kernels}, {"width", r.width}, {"height", r.height}, {"threads", r.threads}};
        fmt::print("{}\n", out.dump(2));
    }

    RequestOptions m_options;
    OutputOptions m_print;
    std::string m_subject = "speed";
    int m_size = 0;
    ScoreRequest m_score;
    int m_steps = 20;
    std::optional<double> m_guidance;
};

const Registration registration{std::make_unique<Bench>()};

} // namespace
} // namespace sfumato::cli
