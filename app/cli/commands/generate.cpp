// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/cli/output_pattern.h"
#include "app/cli/progress.h"
#include "app/cli/request_options.h"
#include "app/service/filled_job.h"
#include "app/service/job_request.h"
#include "app/service/paths.h"
#include "app/service/png_export.h"
#include "core/api/engine.h"
#include "core/base/file_io.h"
#include "core/engine/request_json.h"

namespace sfumato::cli {
namespace {

using nlohmann::json;

class Generate : public Command {
public:
    std::string name() const override { return "generate"; }
    std::string summary() const override { return "make pictures: from words, from a picture, or inside a mask"; }
    std::string example() const override {
        return "--prompt \"a red house in a meadow by day\" --seed 1 --output \"house-{seed}.png\"\n"
               "  sfumato-cli generate --prompt \"a blue house\" --init house-1.png --mask mask.png --output blue.png";
    }

    void setup(CLI::App &app) override {
        m_options.addPrompts(app);
        addText(app, "--wildcards", "DIR", "where __name__ in a prompt finds name.txt, one choice a line", [this](const std::string &text) { m_wildcards = text; })
            ->group("Prompt");
        m_options.addModel(app);
        m_options.addSampling(app);
        m_options.addPictures(app);
        m_options.addParts(app);
        m_options.addHires(app);
        m_options.addUpscaling(app);
        m_options.addHabits(app);
        m_options.addDevice(app);
        m_options.addRequest(app);
        app.add_flag("--print-request", m_printRequest, "write what would run as JSON and stop")->group("Request");
        addText(app, "--output", "PATTERN", "file name, may hold {seed} {index} {date} {model}; default sfumato-{seed}.png",
                [this](const std::string &text) { m_output = text; })
            ->group("Output");
        app.add_flag("--force", m_force, "overwrite existing files")->group("Output");
        addText(app, "--latents-out", "FILE", "safetensors with the final latents and the decoded image",
                [this](const std::string &text) { m_latentsOut = text; })
            ->group("Output");
        addText(app, "--preview", "DIR", "write preview-IMAGE-STEP.png there while sampling",
                [this](const std::string &text) { m_previewFolder = text; })
            ->group("Output");
        addText(app, "--control-out", "DIR", "write control-N.png there, what the control networks are shown",
                [this](const std::string &text) { m_controlFolder = text; })
            ->group("Output");
        addInteger(app, "--preview-every", "steps between previews", [this](std::int64_t value) {
            if (value < 1 || value > 1000)
                throw CLI::ValidationError("--preview-every", fmt::format("{} is out of range: 1 to 1000", value));
            m_previewEvery = static_cast<int>(value);
        })->group("Output");
        addOutputOptions(app, m_print);
    }

    Result<void> run(const CancelToken &cancel) override {
        std::vector<std::string> notes;
        SFUMATO_TRY(GenerationRequest asked, m_options.request(notes));
        service::nameFolders(asked);
        SFUMATO_TRY(const OutputPattern pattern, OutputPattern::parse(outputFor(asked), asked.count, asked.model));
        if (asked.seed >= 0 || !pattern.needsSeed())
            SFUMATO_CHECK(checkOutputs(asked, pattern));
        if (!m_print.quiet)
            for (const std::string &note : notes)
                notice(note);
        SFUMATO_TRY(const std::shared_ptr<Engine> engine, open_engine());
        SFUMATO_TRY(const GenerationRequest request, engine->resolve(asked));
        if (m_printRequest) {
            fmt::print("{}\n", to_json(request));
            return tellMemory(*engine, request);
        }
        SFUMATO_CHECK(checkOutputs(request, pattern));
        if (asked.seed < 0 && !m_print.quiet)
            notice(fmt::format("seed {}", request.seed));
        if (!m_controlFolder.empty())
            SFUMATO_CHECK(writeControls(*engine, request));
        return makePictures(*engine, request, pattern, cancel);
    }

private:
    /// On stderr: what is on stdout can be given to --request again.
    Result<void> tellMemory(Engine &engine, const GenerationRequest &request) const {
        SFUMATO_TRY(const MemoryEstimate memory, engine.estimate(request));
        if (!m_print.quiet)
            notice(memoryText(memory));
        return {};
    }

    /// A variation keeps its seed from image to image, so that the seed alone does not tell their files apart.
    std::string outputFor(const GenerationRequest &request) const {
        const bool varied = request.variation_seed && request.count > 1;
        if (!varied || m_output.find("{index}") != std::string::npos)
            return m_output;
        const std::filesystem::path given = m_output;
        return (given.parent_path() / (given.stem().string() + "-{index}" + given.extension().string())).string();
    }

    Result<void> writeControls(Engine &engine, const GenerationRequest &request) const {
        SFUMATO_TRY(const std::vector<Image> pictures, engine.control_pictures(request));
        for (std::size_t i = 0; i < pictures.size(); ++i)
            SFUMATO_CHECK(service::exportPng(std::filesystem::path(m_controlFolder) / fmt::format("control-{}.png", i + 1), pictures[i], {},
                                             service::Overwrite::Yes));
        return {};
    }

    /// Before anything is computed: nothing that exists is to be overwritten, and folders can be written to.
    Result<void> checkOutputs(const GenerationRequest &request, const OutputPattern &pattern) const {
        if (m_printRequest)
            return {};
        for (int i = request.shard_index; i < request.count; i += request.shard_count)
            SFUMATO_CHECK(checkWritable(pattern.fileFor(i, request.seed + i), m_force));
        if (!m_latentsOut.empty())
            SFUMATO_CHECK(checkWritable(m_latentsOut, m_force));
        if (!m_previewFolder.empty())
            SFUMATO_CHECK(checkWritable(std::filesystem::path(m_previewFolder) / "preview.png", true));
        if (!m_controlFolder.empty())
            SFUMATO_CHECK(checkWritable(std::filesystem::path(m_controlFolder) / "control-1.png", true));
        return {};
    }

    Result<void> makePictures(Engine &engine, const GenerationRequest &request, const OutputPattern &pattern,
                              const CancelToken &cancel) {
        Progress progress(Progress::styleFor(m_print.quiet));
        const Catalog catalog = engine.catalog();
        Result<void> previewWritten;
        JobContext context;
        context.cancel = cancel;
        context.preview_every = m_previewEvery;
        context.on_step = [&progress](const StepEvent &event) { progress.show(event); };
        if (!m_previewFolder.empty())
            context.on_preview = [&](const Preview &preview) {
                if (previewWritten)
                    previewWritten = writePreview(preview, request);
            };
        const service::FilledSink sink = [&](const GeneratedImage &image, const GenerationRequest &used, const service::PromptTemplate &written) -> Result<void> {
            const std::filesystem::path file = pattern.fileFor(image.index, image.seed);
            SFUMATO_CHECK(service::exportPng(file, image.picture, service::recordOf(image, used, catalog, written),
                                             m_force ? service::Overwrite::Yes : service::Overwrite::No));
            progress.clear();
            report(file, image, used);
            return {};
        };
        const std::filesystem::path wildcards = m_wildcards.empty() ? service::wildcardFolder() : std::filesystem::path(m_wildcards);
        const Result<GenerationResult> result = service::runFilled(engine, request, wildcards, context, sink, m_latentsOut);
        progress.clear();
        if (!result)
            return tl::unexpected<Error>(result.error());
        if (!m_print.quiet) {
            for (const AdapterReport &adapter : result->adapters)
                notice(fmt::format("{}: {}, {} modules, {:.1f} MB of changed weights", adapter.file, adapter.kinds, adapter.modules,
                                   static_cast<double>(adapter.bytes) / 1e6));
            for (const std::string &warning : result->warnings)
                notice(warning);
        }
        return previewWritten;
    }

    /// Enlarged to the size of the picture it previews: latents have an eighth of it.
    Result<void> writePreview(const Preview &preview, const GenerationRequest &request) const {
        const int factor = std::max(1, preview.picture.width > 0 ? request.width / preview.picture.width : 1);
        Image large(preview.picture.width * factor, preview.picture.height * factor, preview.picture.channels);
        const auto channels = static_cast<std::size_t>(large.channels);
        for (int y = 0; y < large.height; ++y)
            for (int x = 0; x < large.width; ++x)
                std::copy_n(preview.picture.row(y / factor) + static_cast<std::size_t>(x / factor) * channels, channels,
                            large.row(y) + static_cast<std::size_t>(x) * channels);
        const std::string name = fmt::format("preview-{}-{:03}.png", preview.image, preview.step);
        return service::exportPng(std::filesystem::path(m_previewFolder) / name, large, {}, service::Overwrite::Yes);
    }

    void report(const std::filesystem::path &file, const GeneratedImage &image, const GenerationRequest &request) const {
        if (m_print.json) {
            const Timings &t = image.timings;
            const json line = {{"path", display(file)}, {"seed", image.seed}, {"index", image.index},
                               {"milliseconds", {{"load", t.load}, {"encode", t.encode}, {"sample", t.sample}, {"decode", t.decode}}},
                               {"request", json::parse(to_json(request))}};
            fmt::print("{}\n", line.dump(-1, ' ', false, json::error_handler_t::replace));
        } else {
            fmt::print("{}\n", display(file));
        }
        std::fflush(stdout); // whoever reads along shall see each picture as soon as it is there
    }

    RequestOptions m_options;
    OutputOptions m_print;
    std::string m_wildcards, m_output = "sfumato-{seed}.png", m_latentsOut, m_previewFolder, m_controlFolder;
    int m_previewEvery = 1;
    bool m_force = false, m_printRequest = false;
};

const Registration registration{std::make_unique<Generate>()};

} // namespace
} // namespace sfumato::cli
