// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/service/metadata_strip.h"
#include "app/service/picture_metadata.h"
#include "core/base/file_io.h"
#include "core/base/limits.h"
#include "core/base/printable.h"
#include "core/engine/request_json.h"

namespace sfumato::cli {
namespace {

using nlohmann::json;

json toJson(const service::PictureMetadata &metadata, const std::string &file) {
    json out = {{"file", file}, {"format", service::name(metadata.format)}, {"width", metadata.width},
                {"height", metadata.height}, {"notes", metadata.notes}};
    const auto orNull = [](const std::string &text) { return text.empty() ? json() : json(text); };
    out["program"] = orNull(metadata.program);
    out["digital_source_type"] = orNull(metadata.provenance.sourceUri);
    out["creator_tool"] = orNull(metadata.provenance.creatorTool);
    out["ai_system"] = orNull(metadata.provenance.model);
    out["content_credentials"] = metadata.contentCredentials;
    out["texts"] = json::object();
    for (const auto &[keyword, text] : metadata.texts)
        out["texts"][keyword] = text;
    const std::string *parameters = metadata.text("parameters");
    out["parameters"] = parameters ? json(*parameters) : json();
    if (metadata.infotext) {
        out["prompt"] = metadata.infotext->prompt;
        out["negative"] = metadata.infotext->negative;
        out["settings"] = service::settingsOf(*metadata.infotext);
    }
    out["request"] = metadata.request ? json::parse(to_json(*metadata.request)) : json();
    return out;
}

/// Text from a file, fit for a terminal: no control characters, its lines indented.
void printText(const std::string &text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        fmt::print("  {}\n", printable(std::string_view(text).substr(at, end - at), text.size() * 4));
        at = end + 1;
    }
}

void print(const service::PictureMetadata &metadata, const std::string &file) {
    fmt::print("{}: {}", file, service::name(metadata.format));
    if (metadata.width > 0)
        fmt::print(", {}x{}", metadata.width, metadata.height);
    fmt::print("\n");
    if (!metadata.program.empty())
        fmt::print("written by: {}\n", printable(metadata.program));
    const service::XmpStatement &said = metadata.provenance;
    if (!said.sourceUri.empty())
        fmt::print("source type: {}{}\n", printable(said.sourceUri),
                   said.source == service::SourceType::Synthetic   ? " (made by a model)"
                   : said.source == service::SourceType::Composite ? " (partly made by a model)"
                                                                   : "");
    if (!said.creatorTool.empty())
        fmt::print("creator tool: {}\n", printable(said.creatorTool));
    if (!said.model.empty())
        fmt::print("model: {}\n", printable(said.model));
    if (metadata.contentCredentials)
        fmt::print("content credentials: present, not verified\n");
    for (const auto &[keyword, text] : metadata.texts) {
        fmt::print("{}:\n", printable(keyword));
        printText(text);
    }
    if (metadata.texts.empty())
        fmt::print("no texts\n");
    for (const std::string &note : metadata.notes)
        fmt::print("note: {}\n", printable(note, 1000));
}

class Metadata : public Command {
public:
    std::string name() const override { return "metadata"; }
    std::string summary() const override { return "what produced a picture: prompt, settings, provenance"; }
    std::string example() const override { return "sfumato-1.png --json"; }

    void setup(CLI::App &app) override {
        app.add_option("IMAGE", m_file, "the picture (PNG, JPEG, WebP)")->required();
        app.add_option("--strip", m_strip, "write a copy without texts, prompts and Exif; the mark that a model made it stays")
            ->type_name("OUT");
        app.add_flag("--force", m_force, "let --strip overwrite");
        addOutputOptions(app, m_output);
    }

    Result<void> run(const CancelToken &) override {
        SFUMATO_TRY(const std::string bytes, read_file(m_file, limits::max_image_file_bytes));
        const std::string shown = display(m_file);
        if (!m_strip.empty())
            return strip(bytes, shown);
        SFUMATO_TRY(const service::PictureMetadata metadata, service::pictureMetadataOf(bytes, shown));
        if (m_output.json)
            fmt::print("{}\n", toJson(metadata, shown).dump(2, ' ', false, json::error_handler_t::replace));
        else
            print(metadata, shown);
        return {};
    }

private:
    Result<void> strip(const std::string &bytes, const std::string &shown) {
        if (!m_force && std::filesystem::exists(m_strip))
            return fail(ErrorCode::Conflict, display(m_strip), "exists already", "choose another name or add --force");
        SFUMATO_TRY(const std::string bare, service::withoutMetadata(bytes, shown));
        SFUMATO_CHECK(write_file(m_strip, bare));
        fmt::print("{}\n", display(m_strip));
        return {};
    }

    std::string m_file, m_strip;
    bool m_force = false;
    OutputOptions m_output;
};

const Registration registration{std::make_unique<Metadata>()};

} // namespace
} // namespace sfumato::cli
