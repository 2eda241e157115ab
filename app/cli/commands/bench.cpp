// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/cli/progress.h"
#include "app/cli/request_options.h"
#include "core/api/engine.h"
#include "core/base/limits.h"

namespace sfumato::cli {
namespace {

class Bench : public Command {
public:
    std::string name() const override { return "bench"; }
    std::string summary() const override { return "time loading, encoding, a step, decoding and previews; peak memory"; }
    std::string example() const override { return "--size 512 --json"; }

    void setup(CLI::App &app) override {
        m_options.addModel(app);
        m_options.addDevice(app);
        addInteger(app, "--size", "pixels a side, a multiple of 8; default: the model's", [this](std::int64_t value) {
            if (value < limits::min_side || value > limits::max_side || value % 8 != 0)
                throw CLI::ValidationError("--size", fmt::format("{} is out of range: a multiple of 8 from {} to {}", value,
                                                                 limits::min_side, limits::max_side));
            m_size = static_cast<int>(value);
        });
        addOutputOptions(app, m_print);
    }

    Result<void> run(const CancelToken &cancel) override {
        std::vector<std::string> notes;
        SFUMATO_TRY(GenerationRequest request, m_options.request(notes));
        request.width = request.height = m_size;
        request.seed = 1;
        SFUMATO_TRY(const std::shared_ptr<Engine> engine, open_engine());
        Progress progress(Progress::styleFor(m_print.quiet));
        JobContext context;
        context.cancel = cancel;
        context.on_step = [&progress](const StepEvent &event) { progress.show(event); };
        const Result<BenchReport> report = engine->bench(request, context);
        progress.clear();
        if (!report)
            return tl::unexpected<Error>(report.error());
        m_print.json ? printJson(*report) : print(*report);
        return {};
    }

private:
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
    int m_size = 0;
};

const Registration registration{std::make_unique<Bench>()};

} // namespace
} // namespace sfumato::cli
