// SPDX-License-Identifier: GPL-3.0-or-later
// RequestOptions::request() of request_options.h: the files that options name, and the checks that need no model.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/request_options.h"
#include "app/service/image_file.h"
#include "core/base/file_io.h"
#include "core/base/limits.h"
#include "core/engine/request_json.h"
#include "core/modelio/json_file.h"
#include "core/text/prompt_text.h"

namespace sfumato::cli {
namespace {

/// "mask.blur" as people typed it: "--mask-blur".
std::string optionOf(std::string key) {
    for (const std::string_view prefix : {"habits.", "sampling_options."})
        if (key.starts_with(prefix))
            key.erase(0, prefix.size());
    for (const std::string_view name : {"fill", "only_masked", "padding"})
        if (key == fmt::format("mask.{}", name))
            key = name;
    if (key == "init.path" || key == "mask.path")
        key.resize(4);
    if (key == "shard_index" || key == "shard_count")
        key = "shard";
    if (key == "hires.scale" || key == "hires.strength" || key == "hires.steps")
        key = "hires";
    if (key == "upscale")
        key = "scale";
    if (key.starts_with("outpaint."))
        key = "outpaint";
    if (key.starts_with("size_conditioning.crop"))
        key = "crop";
    for (const std::string_view size : {"original", "target"})
        if (key.starts_with(fmt::format("size_conditioning.{}", size)))
            key = fmt::format("{}_size", size);
    if (key == "refiner.model")
        key = "refiner";
    if (const auto at = key.find("aesthetic_score"); at != std::string::npos)
        key.erase(0, key.starts_with("size_conditioning.negative") ? at - std::string_view("negative_").size() : at);
    for (const std::string_view list : {"lora.", "hypernetwork.", "controlnet.", "ip_adapter."})
        if (key.starts_with(list))
            key.resize(list.size() - 1);
    std::replace_if(key.begin(), key.end(), [](char c) { return c == '_' || c == '.'; }, '-');
    return "--" + key;
}

Result<std::string> readStandardInput() {
    std::string text;
    char chunk[65536];
    for (std::size_t got = 0; (got = std::fread(chunk, 1, sizeof chunk, stdin)) > 0;) {
        text.append(chunk, got);
        if (text.size() > static_cast<std::size_t>(limits::max_prompt_bytes))
            return fail(ErrorCode::LimitExceeded, "standard input",
                        fmt::format("is longer than {} bytes", limits::max_prompt_bytes));
    }
    return text;
}

} // namespace

Result<std::string> readPrompt(const std::string &file) {
    SFUMATO_TRY(std::string text, file == "-" ? readStandardInput() : read_file(file, limits::max_prompt_bytes));
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
    SFUMATO_CHECK(text::check_prompt(text, file == "-" ? "standard input" : display(file)));
    return text;
}

Result<void> RequestOptions::applyFiles(GenerationRequest &request) const {
    if (!m_promptFile.empty()) {
        SFUMATO_TRY(request.prompt, readPrompt(m_promptFile));
    }
    if (!m_schedulerFile.empty()) {
        SFUMATO_TRY(request.scheduler, read_file(m_schedulerFile, modelio::max_config_bytes));
        SFUMATO_CHECK(modelio::parse_json(request.scheduler, m_schedulerFile));
    }
    return {};
}

Result<void> RequestOptions::applyMask(GenerationRequest &request) const {
    if (!m_initFile.empty())
        request.init = SourceImage{m_initFile, nullptr};
    if (!m_maskFile.empty()) {
        if (!request.inpaint)
            request.inpaint.emplace();
        request.inpaint->mask = {m_maskFile, nullptr};
    }
    // Without a picture to mask the surroundings that --outpaint adds are what is repainted.
    if (!request.inpaint && request.outpaint.any() && !m_maskEdits.empty())
        request.inpaint.emplace();
    if (!request.inpaint && !m_maskEdits.empty())
        return fail(ErrorCode::InvalidArgument, m_maskOption, "has no meaning without --mask", "add --mask IMAGE");
    for (const MaskEdit &edit : m_maskEdits)
        edit(*request.inpaint);
    if (request.inpaint && !request.init)
        return fail(ErrorCode::InvalidArgument, "--mask", "needs a picture to repaint", "add --init IMAGE");
    if (request.outpaint.any() && !request.init)
        return fail(ErrorCode::InvalidArgument, "--outpaint", "needs a picture to extend", "add --init IMAGE");
    return {};
}

Result<void> RequestOptions::loadPictures(GenerationRequest &request, std::vector<std::string> &notes) const {
    const auto keepNotes = [&](const service::LoadedImage &loaded, const std::string &path) {
        for (const std::string &note : loaded.notes)
            notes.push_back(fmt::format("{}: {}", path, note));
    };
    if (!request.init)
        return {};
    if (request.init->path.empty())
        return fail(ErrorCode::InvalidArgument, "--request", "has an init picture without a path", "add --init IMAGE");
    SFUMATO_TRY(service::LoadedImage init, service::readImage(request.init->path));
    keepNotes(init, request.init->path);
    if (init.pixels.channels == 4) {
        init.pixels = service::onWhite(init.pixels);
        notes.push_back(request.init->path + ": its transparency was laid on white.");
    }
    const int width = init.pixels.width, height = init.pixels.height;
    request.init->pixels = std::make_shared<const Image>(std::move(init.pixels));
    if (!request.inpaint)
        return {};
    MaskOptions &options = *request.inpaint;
    if (options.mask.path.empty()) {
        if (!request.outpaint.any())
            return fail(ErrorCode::InvalidArgument, "--request", "has a mask without a path", "add --mask IMAGE");
        options.mask.pixels = std::make_shared<const Image>(width, height, 1);
        return {};
    }
    SFUMATO_TRY(service::LoadedImage mask, service::readMask(options.mask.path));
    keepNotes(mask, options.mask.path);
    if (mask.pixels.width != width || mask.pixels.height != height)
        return fail(ErrorCode::InvalidArgument, "--mask",
                    fmt::format("is {}x{} pixels, but the init image is {}x{}", mask.pixels.width, mask.pixels.height, width,
                                height),
                    "give both the same size");
    options.mask.pixels = std::make_shared<const Image>(std::move(mask.pixels));
    return {};
}

Result<void> RequestOptions::loadControls(GenerationRequest &request, std::vector<std::string> &notes) const {
    const auto load = [&](SourceImage &image) -> Result<void> {
        SFUMATO_TRY(service::LoadedImage loaded, service::readImage(image.path));
        for (const std::string &note : loaded.notes)
            notes.push_back(fmt::format("{}: {}", image.path, note));
        if (loaded.pixels.channels == 4)
            loaded.pixels = service::onWhite(loaded.pixels);
        image.pixels = std::make_shared<const Image>(std::move(loaded.pixels));
        return {};
    };
    for (ControlUse &use : request.controls)
        SFUMATO_CHECK(load(use.image));
    for (ImagePromptUse &use : request.image_prompts)
        SFUMATO_CHECK(load(use.image));
    return {};
}

Result<GenerationRequest> RequestOptions::request(std::vector<std::string> &notes) const {
    GenerationRequest request;
    if (!m_requestFile.empty()) {
        SFUMATO_TRY(const std::string text, read_file(m_requestFile, limits::max_json_file_bytes));
        SFUMATO_TRY(request, request_from_json(text, display(m_requestFile)));
    }
    for (const Edit &edit : m_edits)
        edit(request);
    SFUMATO_CHECK(applyFiles(request));
    SFUMATO_CHECK(applyMask(request));
    SFUMATO_CHECK(applyHires(request));
    SFUMATO_CHECK(applyControlChoices(request));
    if (Result<void> checked = check_ranges(request); !checked) {
        checked.error().subject = optionOf(checked.error().subject);
        return tl::unexpected<Error>(std::move(checked.error()));
    }
    SFUMATO_CHECK(loadPictures(request, notes));
    SFUMATO_CHECK(loadControls(request, notes));
    return request;
}

} // namespace sfumato::cli
