// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/cli/progress.h"
#include "app/service/png_export.h"
#include "core/api/engine.h"
#include "core/api/scenes.h"
#include "core/base/file_io.h"

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int captionsEach = 4;

/// A member of an object that may be missing: null in JSON.
json orNull(const std::string &word) {
    return word.empty() ? json() : json(word);
}

class Scenes : public Command {
public:
    std::string name() const override { return "scenes"; }
    std::string summary() const override { return "render captioned pictures of the built-in model's world"; }
    std::string example() const override { return "--out scenes --count 100 --size 256 --seed 1"; }

    void setup(CLI::App &app) override {
        addText(app, "--out", "DIR", "folder for NAME.png, NAME.txt (a caption a line) and metadata.jsonl",
                [this](const std::string &text) { m_folder = text; })
            ->required();
        addInteger(app, "--count", "pictures", [this](std::int64_t value) { m_count = within("--count", value, 1, 1'000'000); });
        addInteger(app, "--size", "pixels a side", [this](std::int64_t value) { m_size = within("--size", value, 16, 2048); });
        addInteger(app, "--seed", "of the first picture", [this](std::int64_t value) {
            m_seed = within("--seed", value, 0, 1LL << 62);
        });
        app.add_flag("--clean-plates", m_cleanPlates, "also NAME.plate.png: the scene without its objects");
        app.add_flag("--objects", m_cutouts, "also NAME.object0.png ...: each object alone, RGBA");
        app.add_flag("--force", m_force, "write into a folder that has scenes already");
        addOutputOptions(app, m_print);
    }

    Result<void> run(const CancelToken &cancel) override {
        const fs::path folder(m_folder), list = folder / "metadata.jsonl";
        std::error_code problem;
        if (!m_force && fs::exists(list, problem))
            return fail(ErrorCode::Conflict, display(list), "exists already", "choose another --out or add --force");
        fs::create_directories(folder, problem);
        SFUMATO_TRY(const std::shared_ptr<Engine> engine, open_engine());
        SFUMATO_TRY(AtomicFile metadata, AtomicFile::create(list));
        Progress progress(Progress::styleFor(m_print.quiet));
        bool cancelled = false;
        for (std::int64_t i = 0; i < m_count && !cancelled; ++i) {
            SFUMATO_TRY(const RenderedScene scene, engine->render_scene({static_cast<std::uint64_t>(m_seed + i), static_cast<int>(m_size),
                                                                         captionsEach, m_cleanPlates, m_cutouts}));
            const std::string stem = fmt::format("{:06}", m_seed + i);
            SFUMATO_CHECK(write(folder, stem, scene));
            const std::string line =
                describe(scene, stem).dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
            SFUMATO_CHECK(metadata.write(line.data(), line.size()));
            if (m_print.json)
                fmt::print("{}", line);
            progress.show({Phase::Saving, 0, 1, static_cast<int>(i + 1), static_cast<int>(m_count), 0.0, 0.0});
            cancelled = cancel.cancelled();
        }
        progress.clear();
        SFUMATO_CHECK(metadata.commit()); // what is finished stays, listed
        if (!m_print.json)
            fmt::print("{}\n", display(list));
        return cancelled ? fail(ErrorCode::Cancelled, {}, "cancelled") : Result<void>();
    }

private:
    static std::int64_t within(const char *option, std::int64_t value, std::int64_t low, std::int64_t high) {
        if (value < low || value > high)
            throw CLI::ValidationError(option, fmt::format("{} is out of range: {} to {}", value, low, high));
        return value;
    }

    /// "000001.mask0.png": what belongs to an object.
    static std::string objectFile(const std::string &stem, const char *what, std::size_t object) {
        return fmt::format("{}.{}{}.png", stem, what, object);
    }
    static std::string plateFile(const std::string &stem) { return stem + ".plate.png"; }

    Result<void> write(const fs::path &folder, const std::string &stem, const RenderedScene &scene) const {
        const auto save = [&](const std::string &name, const Image &picture) {
            const service::PictureRecord drawn{{}, {}, {}, service::SourceType::Unsaid}; // by a program, but by no model
            return service::exportPng(folder / name, picture, drawn, m_force ? service::Overwrite::Yes : service::Overwrite::No);
        };
        SFUMATO_CHECK(save(stem + ".png", scene.picture));
        if (m_cleanPlates)
            SFUMATO_CHECK(save(plateFile(stem), scene.clean_plate));
        for (std::size_t i = 0; i < scene.objects.size(); ++i) {
            SFUMATO_CHECK(save(objectFile(stem, "mask", i), scene.objects[i].mask));
            if (m_cutouts)
                SFUMATO_CHECK(save(objectFile(stem, "object", i), scene.objects[i].cutout));
        }
        return write_file(folder / (stem + ".txt"), fmt::format("{}\n", fmt::join(scene.captions, "\n")));
    }

    json describe(const RenderedScene &scene, const std::string &stem) const {
        json objects = json::array();
        for (std::size_t i = 0; i < scene.objects.size(); ++i) {
            const SceneObject &object = scene.objects[i];
            objects.push_back({{"kind", object.kind}, {"colour", orNull(object.colour)}, {"size", object.size},
                               {"place", orNull(object.place)},
                               {"box", {object.box.x0, object.box.y0, object.box.x1, object.box.y1}},
                               {"mask", objectFile(stem, "mask", i)}});
            if (m_cutouts)
                objects.back()["cutout"] = objectFile(stem, "object", i);
        }
        json all{{"file", stem + ".png"}, {"seed", scene.seed}, {"captions", scene.captions}, {"setting", scene.setting},
                 {"time", scene.time}, {"style", scene.style}, {"objects", objects}};
        if (m_cleanPlates)
            all["clean_plate"] = plateFile(stem);
        return all;
    }

    std::string m_folder;
    std::int64_t m_count = 16, m_size = 256, m_seed = 1;
    bool m_force = false, m_cleanPlates = false, m_cutouts = false;
    OutputOptions m_print;
};

const Registration registration{std::make_unique<Scenes>()};

} // namespace
} // namespace sfumato::cli
