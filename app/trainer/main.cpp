// SPDX-License-Identifier: GPL-3.0-or-later
// sfumato-train: makes the built-in model. Needs a compiler, LibTorch and OpenCV core and imgproc; no Qt.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/api/training_io.h"
#include "core/api/training_settings.h"
#include "core/base/file_io.h"
#include "core/base/nearest_name.h"
#include "core/torch/guard.h"
#include "core/train/sheet.h"
#include "core/train/training.h"

namespace {

using namespace sfumato;
namespace fs = std::filesystem;

constexpr auto usage = R"(usage: sfumato-train vae|decoder|model|bpe|reader --out DIR [--config FILE] [--SETTING VALUE ...] [--json]
       sfumato-train vae|decoder|model|reader --resume DIR [--SETTING VALUE ...] [--json]
       sfumato-train sheet --out FILE.ppm --model DIR [--prompts FILE] [--steps N] [--guidance F] [--seed N]
       sfumato-train sheet --out FILE.ppm --vae DIR [--size N]
An interrupted run continues from its last checkpoint. --config (or --recipe) names a JSON file with settings;
--json prints progress as JSON lines. Settings, as options and, with underscores, as keys of the file:
)";

CancelToken cancel;

/// The options of the command line: flags that need no value, and the others with theirs.
class Options {
public:
    Options(int argc, char **argv) {
        for (int i = 2; i < argc; ++i) {
            const std::string name = argv[i];
            if (name == "--json")
                given_[name] = "";
            else if (name.starts_with("--") && i + 1 < argc)
                given_[name] = argv[++i];
            else
                throw Failure({ErrorCode::InvalidArgument, name, name.starts_with("--") ? "needs a value" : "was not expected", {}});
        }
    }

    bool has(const std::string &name) const { return given_.contains(name); }
    std::string text(const std::string &name, const std::string &otherwise) const { return has(name) ? given_.at(name) : otherwise; }
    std::string text(const std::string &name) const {
        if (!has(name))
            throw Failure({ErrorCode::InvalidArgument, name, "is missing", {}});
        return given_.at(name);
    }
    double number(const std::string &name, double otherwise, double low, double high) const {
        if (!has(name))
            return otherwise;
        const std::string &written = given_.at(name);
        char *end = nullptr;
        const double value = std::strtod(written.c_str(), &end);
        if (written.empty() || *end != '\0' || !(value >= low && value <= high))
            throw Failure({ErrorCode::InvalidArgument, name, fmt::format("\"{}\" is no number from {} to {}", written, low, high), {}});
        return value;
    }
    int whole(const std::string &name, int otherwise, int low, int high) const {
        return static_cast<int>(number(name, otherwise, low, high));
    }
    /// Those that are no settings' and not among `others`.
    void expect_known(const std::vector<std::string> &others) const {
        for (const auto &[name, value] : given_)
            if (std::find(others.begin(), others.end(), name) == others.end())
                throw Failure({ErrorCode::InvalidArgument, name, "is no option here", did_you_mean(name, others)});
    }

private:
    std::map<std::string, std::string> given_;
};

/// The lines of --prompts, or the ones that progress is judged by.
Result<std::vector<std::string>> prompts(const Options &given) {
    if (!given.has("--prompts"))
        return train::judged_prompts();
    SFUMATO_TRY(const std::string text, read_file(given.text("--prompts")));
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        if (!line.empty())
            lines.push_back(line);
    return lines;
}

Result<void> sheet(const Options &given) {
    given.expect_known({"--out", "--model", "--vae", "--prompts", "--steps", "--guidance", "--seed", "--size"});
    if (!given.has("--model")) {
        SFUMATO_TRY(const Image pictures, train::reconstruction_sheet(fs::path(given.text("--vae")), 8, given.whole("--size", 256, 64, 1024)));
        return train::write_pixmap(given.text("--out"), pictures);
    }
    train::SheetOptions options;
    SFUMATO_TRY(options.prompts, prompts(given));
    options.steps = given.whole("--steps", 20, 1, 1000);
    options.guidance = given.number("--guidance", 4, 0, 100);
    options.seed = static_cast<std::uint64_t>(given.whole("--seed", 1, 0, 1 << 30));
    SFUMATO_TRY(const Image pictures, train::prompt_sheet(given.text("--model"), options));
    return train::write_pixmap(given.text("--out"), pictures);
}

void say(const std::string &line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);
}

Result<void> train_as_told(TrainingKind kind, const Options &given) {
    std::vector<std::string> known{"--json", "--config", "--recipe", "--resume"};
    std::map<std::string, std::string> settings;
    for (const auto &setting : training_settings())
        if (known.push_back(setting.option()); given.has(setting.option()))
            settings[std::string(setting.name)] = given.text(setting.option());
    given.expect_known(known);
    SFUMATO_TRY(const auto request, training_request(kind, given.text("--resume", ""), given.text("--config", given.text("--recipe", "")), settings));
    const bool json = given.has("--json");
    TrainingContext context;
    context.cancel = cancel;
    context.on_progress = [json](const TrainingProgress &progress) { say(json ? to_json(progress).dump() : progress_line(progress)); };
    context.on_note = [json](const std::string &line) { json ? fmt::print(stderr, "{}\n", line) : say(line); };
    context.on_validation = [&request](std::int64_t step, const Image &pictures) {
        const fs::path folder = fs::path(request.out) / "validation";
        std::error_code problem;
        fs::create_directories(folder, problem);
        if (const auto written = train::write_pixmap(folder / fmt::format("{:06}.ppm", step), pictures); !written)
            fmt::print(stderr, "{}\n", describe(written.error()));
    };
    SFUMATO_TRY(const auto outcome, train::run_training(request, context));
    say(json ? to_json(outcome).dump() : outcome_line(outcome));
    return {};
}

Result<void> run(const std::string &command, const Options &given) {
    if (command == "sheet")
        return sheet(given);
    const auto kind = training_kind(command);
    if (!kind)
        return fail(ErrorCode::InvalidArgument, command, "is no command", "use bpe, vae, decoder, model, reader or sheet");
    return train_as_told(*kind, given);
}

void print_usage() {
    std::fputs(usage, stderr);
    for (const auto &setting : training_settings()) {
        std::vector<std::string_view> kinds;
        for (const auto kind : setting.kinds)
            kinds.push_back(name_of(kind));
        fmt::print(stderr, "  {:<22} {}{} ({})\n", setting.option(), setting.help,
                   setting.choices.empty() ? "" : fmt::format(": {}", fmt::join(setting.choices, ", ")), fmt::join(kinds, ", "));
    }
}

} // namespace

int main(int argc, char **argv) {
    if (argc < 2) {
        print_usage();
        return 2;
    }
    std::signal(SIGINT, [](int) { cancel.cancel(); });
    std::signal(SIGTERM, [](int) { cancel.cancel(); });
    const auto result = guarded([&] { return run(argv[1], Options(argc, argv)); });
    if (!result)
        fmt::print(stderr, "{}\n", describe(result.error()));
    // What was stopped is saved: to the scripts that stop it, that is success.
    return result || result.error().code == ErrorCode::Cancelled ? 0 : 1;
}
