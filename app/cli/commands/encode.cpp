// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/cli/output_pattern.h"
#include "app/cli/request_options.h"
#include "core/api/engine.h"
#include "core/base/file_io.h"
#include "core/text/prompt_text.h"

namespace sfumato::cli {
namespace {

class Encode : public Command {
public:
    std::string name() const override { return "encode"; }
    std::string summary() const override { return "write the text encoder's output for a text"; }
    std::string example() const override { return "--model builtin --out context.safetensors \"a red house\""; }

    void setup(CLI::App &app) override {
        m_options.addModel(app);
        m_options.addParts(app);
        m_options.addDevice(app);
        app.add_option("TEXT", m_text, "what to encode, in the prompt grammar")->required();
        app.add_option("--out", m_out, "safetensors: context [1,77k,D], pooled where there is one")->required()->type_name("F");
        addInteger(app, "--clip-skip", "1 = the last layer of the text encoder", [this](std::int64_t value) {
            if (value < 1 || value > 24)
                throw CLI::ValidationError("--clip-skip", fmt::format("{} is out of range: 1 to 24", value));
            m_clipSkip = static_cast<int>(value);
        });
        app.add_flag("--force", m_force, "overwrite an existing file");
        app.add_flag("--quiet", m_quiet, "nothing on stderr but errors");
    }

    Result<void> run(const CancelToken &) override {
        std::vector<std::string> notes;
        SFUMATO_TRY(GenerationRequest request, m_options.request(notes));
        SFUMATO_CHECK(text::check_prompt(m_text, "TEXT"));
        SFUMATO_CHECK(checkWritable(m_out, m_force));
        request.prompt = m_text;
        if (m_clipSkip > 0)
            request.clip_skip = m_clipSkip;
        SFUMATO_TRY(const std::shared_ptr<Engine> engine, open_engine());
        SFUMATO_CHECK(engine->encode(request, m_out));
        fmt::print("{}\n", display(m_out));
        return {};
    }

private:
    RequestOptions m_options;
    std::string m_text, m_out;
    int m_clipSkip = 0;
    bool m_force = false, m_quiet = false;
};

const Registration registration{std::make_unique<Encode>()};

} // namespace
} // namespace sfumato::cli
