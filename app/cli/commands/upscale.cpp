// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/cli/output_pattern.h"
#include "app/cli/progress.h"
#include "app/cli/request_options.h"
#include "app/service/image_file.h"
#include "app/service/job_request.h"
#include "app/service/png_export.h"
#include "app/service/request_infotext.h"
#include "app/service/upscaled_record.h"
#include "app/service/working_over.h"
#include "core/api/engine.h"
#include "core/base/file_io.h"
#include "core/base/limits.h"

namespace sfumato::cli {
namespace {

using nlohmann::json;

/// Enlarges one picture: by a network or by resampling, and on demand a model then draws what is missing, window by window.
class Upscale : public Command {
public:
    std::string name() const override { return "upscale"; }
    std::string summary() const override { return "enlarge a picture, by a network and on demand by a model that works it over"; }
    std::string example() const override {
        return "--upscaler 4x.safetensors --input photo.jpg --output large.png\n"
               "  sfumato-cli upscale --input small.png --output large.png --scale 4 --prompt \"a red house\" --strength 0.35";
    }

    void setup(CLI::App &app) override {
        addText(app, "--input", "IMAGE", "the picture (PNG, JPEG, WebP)", [this](const std::string &file) { m_input = file; })->required();
        addText(app, "--output", "FILE", "the enlarged picture, a PNG", [this](const std::string &file) { m_output = file; })->required();
        app.add_flag("--force", m_force, "overwrite an existing file");
        m_options.addUpscaling(app);
        m_options.addPrompts(app);
        m_options.addModel(app);
        addNumber(app, "--strength", "0..1, how much the model may change; without it and a prompt no model works the picture over",
                  [this](double value) { m_strength = value; })
            ->group("Model");
        m_options.addSteps(app);
        m_options.addParts(app);
        m_options.addHabits(app);
        m_options.addDevice(app);
        addOutputOptions(app, m_print);
    }

    Result<void> run(const CancelToken &cancel) override {
        SFUMATO_CHECK(checkWritable(m_output, m_force));
        if (std::filesystem::path(m_output).extension() != ".png")
            return fail(ErrorCode::InvalidArgument, "--output", "does not end in .png, the only format written");
        std::vector<std::string> notes;
        SFUMATO_TRY(GenerationRequest request, m_options.request(notes));
        SFUMATO_TRY(const std::string bytes, read_file(m_input, limits::max_image_file_bytes));
        SFUMATO_TRY(service::LoadedImage loaded, service::decodeImage(bytes, display(m_input)));
        notes.insert(notes.end(), loaded.notes.begin(), loaded.notes.end());
        if (!m_print.quiet)
            for (const std::string &note : notes)
                notice(note);
        const double side = loaded.pixels.width;
        Progress progress(Progress::styleFor(m_print.quiet));
        JobContext context;
        context.cancel = cancel;
        context.on_step = [&progress](const StepEvent &event) { progress.show(event); };
        SFUMATO_TRY(const std::shared_ptr<Engine> engine, open_engine());
        SFUMATO_TRY(UpscaledPicture made, enlarged(*engine, std::move(loaded.pixels), request, context));
        service::Enlargement how{request.upscaler, made.picture.width / side, {}};
        if (m_strength || !request.prompt.empty()) {
            SFUMATO_TRY(made.picture, workedOver(*engine, made.picture, request, context));
            how.model = service::modelNameOf(request.model);
        }
        progress.clear();
        service::PictureMetadata original; // files whose texts cannot be read have been read as pictures all the same
        if (auto read = service::pictureMetadataOf(bytes, display(m_input)))
            original = std::move(*read);
        SFUMATO_CHECK(service::exportPng(m_output, made.picture, service::recordOfEnlarged(original, how),
                                         m_force ? service::Overwrite::Yes : service::Overwrite::No));
        report(made);
        return {};
    }

private:
    static Result<UpscaledPicture> enlarged(Engine &engine, Image picture, const GenerationRequest &request, const JobContext &context) {
        UpscaleRequest wanted;
        wanted.picture = std::move(picture);
        wanted.file = request.upscaler;
        wanted.scale = request.upscale;
        wanted.threads = request.threads;
        wanted.memory_gb = request.memory_gb;
        wanted.device = request.device;
        return engine.upscale(wanted, context);
    }

    Result<Image> workedOver(Engine &engine, const Image &picture, GenerationRequest request, const JobContext &context) {
        service::nameFolders(request);
        request.strength = m_strength.value_or(service::usualWorkingOver);
        std::vector<std::string> warnings;
        SFUMATO_TRY(request, service::workingOver(engine, std::move(request), picture.width, picture.height));
        SFUMATO_TRY(Image result, service::workedOver(engine, picture, std::move(request), context, warnings));
        for (const std::string &warning : warnings)
            if (!m_print.quiet)
                notice(warning);
        return result;
    }

    void report(const UpscaledPicture &made) const {
        if (m_print.json)
            fmt::print("{}\n", json{{"path", display(m_output)},
                                    {"width", made.picture.width},
                                    {"height", made.picture.height},
                                    {"network", made.network.empty() ? json() : json(made.network)},
                                    {"milliseconds", made.milliseconds}}
                                   .dump(-1, ' ', false, json::error_handler_t::replace));
        else
            fmt::print("{}\n", display(m_output));
    }

    RequestOptions m_options;
    OutputOptions m_print;
    std::string m_input, m_output;
    std::optional<double> m_strength;
    bool m_force = false;
};

const Registration registration{std::make_unique<Upscale>()};

} // namespace
} // namespace sfumato::cli
