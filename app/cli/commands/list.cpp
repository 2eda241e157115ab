// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/service/paths.h"
#include "core/api/engine.h"
#include "core/base/file_io.h"
#include "core/base/printable.h"

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::array<std::string_view, 10> kinds = {"samplers", "schedules", "models", "loras", "families",
                                                    "styles", "scenes", "adapters", "preprocessors", "control-types"};

json toJson(const std::vector<CatalogEntry> &entries) {
    json out = json::array();
    for (const CatalogEntry &entry : entries)
        out.push_back({{"id", entry.id}, {"name", entry.name}, {"aliases", entry.aliases}, {"parameters", entry.options},
                       {"usual_schedule", entry.usual_schedule}, {"source", entry.source}});
    return out;
}

void print(const std::vector<CatalogEntry> &entries) {
    for (const CatalogEntry &entry : entries) {
        fmt::print("{:<24} {:<26}", entry.id, entry.name);
        if (!entry.usual_schedule.empty())
            fmt::print(" schedule {}", entry.usual_schedule);
        if (!entry.options.empty())
            fmt::print(" ({})", fmt::join(entry.options, ", "));
        fmt::print("\n");
    }
}

/// Checkpoint files, and folders with a model_index.json, directly in the model folders.
std::vector<fs::path> filesIn(std::string_view subfolder) {
    std::vector<fs::path> found;
    std::error_code problem;
    for (const fs::path &root : service::modelFolders())
        for (fs::directory_iterator entry(root / subfolder, problem), end; !problem && entry != end; entry.increment(problem)) {
            const std::string ending = entry->path().extension().string();
            const bool file = ending == ".safetensors" || ending == ".ckpt" || ending == ".pt" || ending == ".gguf";
            if (file || fs::exists(entry->path() / "model_index.json", problem))
                found.push_back(entry->path());
        }
    std::sort(found.begin(), found.end());
    return found;
}

class List : public Command {
public:
    std::string name() const override { return "list"; }
    std::string summary() const override { return "names that other commands understand, with aliases and parameters"; }
    std::string example() const override { return "samplers --json"; }

    void setup(CLI::App &app) override {
        app.add_option("WHAT", m_kind, fmt::format("{}", fmt::join(kinds, ", ")))
            ->required()
            ->check([](const std::string &text) {
                const bool known = std::find(kinds.begin(), kinds.end(), text) != kinds.end();
                return known ? std::string() : fmt::format("{} is not one of {}", in_quotes(text), fmt::join(kinds, ", "));
            });
        addOutputOptions(app, m_print);
    }

    Result<void> run(const CancelToken &) override {
        if (m_kind == "models" || m_kind == "loras")
            return listFiles();
        SFUMATO_TRY(const std::shared_ptr<Engine> engine, open_engine());
        const Catalog catalog = engine->catalog();
        if (m_kind == "scenes")
            return listWords(catalog.scenes);
        const std::vector<CatalogEntry> &entries = m_kind == "samplers"        ? catalog.samplers
                                                   : m_kind == "schedules"     ? catalog.schedules
                                                   : m_kind == "styles"        ? catalog.styles
                                                   : m_kind == "adapters"      ? catalog.adapters
                                                   : m_kind == "preprocessors" ? catalog.preprocessors
                                                   : m_kind == "control-types" ? catalog.control_kinds
                                                                               : catalog.families;
        m_print.json ? fmt::print("{}\n", toJson(entries).dump(2)) : print(entries);
        return {};
    }

private:
    /// What can be in a scene, by the keys of metadata.jsonl.
    Result<void> listWords(const SceneVocabulary &words) const {
        const std::pair<const char *, const std::vector<std::string> &> lists[] = {
            {"kind", words.kinds}, {"colour", words.colours}, {"setting", words.settings}, {"time", words.times},
            {"style", words.styles}, {"place", words.places}, {"size", words.sizes}};
        json all;
        for (const auto &[key, list] : lists)
            if (all[key] = list; !m_print.json)
                fmt::print("{:<8} {}\n", key, fmt::join(list, ", "));
        if (m_print.json)
            fmt::print("{}\n", all.dump(2));
        return {};
    }

    Result<void> listFiles() const {
        std::vector<std::string> names;
        if (m_kind == "models" && service::modelPath("builtin"))
            names.push_back("builtin");
        for (const fs::path &file : filesIn(m_kind == "models" ? "" : "loras"))
            names.push_back(display(file));
        return listStrings(names);
    }

    Result<void> listStrings(const std::vector<std::string> &names) const {
        if (m_print.json)
            fmt::print("{}\n", json(names).dump(2, ' ', false, json::error_handler_t::replace));
        else
            for (const std::string &name : names)
                fmt::print("{}\n", name);
        return {};
    }

    std::string m_kind;
    OutputOptions m_print;
};

const Registration registration{std::make_unique<List>()};

} // namespace
} // namespace sfumato::cli
