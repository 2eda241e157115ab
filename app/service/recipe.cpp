// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/recipe.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/service/picture_metadata.h"
#include "app/service/request_infotext.h"
#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

namespace fs = std::filesystem;

/// What requestFrom() reads, and what says nothing about the picture.
constexpr std::array understood = {"Steps",         "Sampler",        "Schedule type",           "CFG scale",          "Seed",    "Size",
                                   "Clip skip",     "Variation seed", "Variation seed strength", "Denoising strength", "RNG",     "Eta",
                                   "Sigma churn",   "Sigma tmin",     "Sigma tmax",              "Sigma noise",        "Version", "Model hash",
                                   "Model",         "User",           "Template",                "Negative Template",  "Hires upscale",
                                   "Hires resize",  "Hires steps",    "Hires upscaler",          "Hires prompt",       "Hires negative prompt"};

bool isFile(const fs::path &path) {
    std::error_code unknown;
    return !path.empty() && fs::is_regular_file(path, unknown);
}

/// The file of that name in a folder; names in recipes are untrusted, so their folders are never followed.
std::optional<fs::path> named(const std::string &path, const fs::path &folder) {
    const fs::path name = fs::path(path).filename();
    std::error_code unknown;
    if (folder.empty() || name.empty() || name == "." || name == ".." || !fs::exists(folder / name, unknown))
        return std::nullopt;
    return folder / name;
}

std::optional<fs::path> findModel(const std::string &model, const std::vector<fs::path> &folders) {
    for (const fs::path &folder : folders)
        if (const auto found = named(model, folder))
            return found;
    return std::nullopt;
}

void honourModel(Recipe &recipe, const RecipeMeans &means) {
    GenerationRequest &request = recipe.request;
    if (request.model != "builtin") {
        if (const auto found = findModel(request.model, means.models)) {
            request.model = found->string();
        } else {
            recipe.notes.push_back(fmt::format("The model {} was not found; the built-in one is used.", in_quotes(modelNameOf(request.model))));
            request.model = "builtin";
        }
    }
    if (!request.config.empty()) {
        const auto found = findModel(request.config, means.models);
        request.config = found ? found->string() : std::string();
    }
    if (!request.noise_in.empty()) {
        recipe.notes.push_back("The noise came from a file, which is not taken over.");
        request.noise_in.clear();
    }
}

void honourPictures(Recipe &recipe, const RecipeMeans &means) {
    GenerationRequest &request = recipe.request;
    if (request.init) {
        if (const auto init = named(request.init->path, means.sources); init && isFile(*init)) {
            request.init->path = init->string();
        } else {
            recipe.notes.push_back("It was made from another picture, which is not there; open that one to go on from it.");
            request.init.reset();
        }
    }
    if (!request.inpaint)
        return;
    const auto mask = named(request.inpaint->mask.path, means.sources);
    const bool onlyOutpaints = request.inpaint->mask.path.empty() && request.outpaint.any();
    if (mask && isFile(*mask))
        request.inpaint->mask.path = mask->string();
    if (request.init && ((mask && isFile(*mask)) || onlyOutpaints))
        return;
    if (request.init)
        recipe.notes.push_back("Its mask is not there; paint it anew.");
    request.inpaint.reset();
    if (!request.init)
        request.outpaint = {};
}

void honourUpscalers(Recipe &recipe, const RecipeMeans &means) {
    const auto honoured = [&](std::string &file) {
        if (file.empty())
            return true;
        const auto found = findModel(file, means.models);
        if (!found)
            recipe.notes.push_back(fmt::format("The upscaler {} was not found; it is left out.", in_quotes(modelNameOf(file))));
        file = found ? found->string() : std::string();
        return found.has_value();
    };
    GenerationRequest &request = recipe.request;
    if (!honoured(request.upscaler))
        request.upscale = 0.0;
    if (request.hires)
        honoured(request.hires->upscaler);
}

void honourNames(Recipe &recipe, const Catalog &catalog) {
    const auto check = [&](std::string &name, const std::vector<CatalogEntry> &entries, const char *what) {
        const auto same = [&](const std::string &other) {
            return std::ranges::equal(name, other, [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b)); });
        };
        const bool known = name.empty() || entries.empty() || std::ranges::any_of(entries, [&](const CatalogEntry &entry) {
            return same(entry.id) || same(entry.name) || std::ranges::any_of(entry.aliases, same);
        });
        if (known)
            return;
        recipe.notes.push_back(fmt::format("The {} {} is not known; the usual one is used.", what, in_quotes(name)));
        name.clear();
    };
    check(recipe.request.sampler, catalog.samplers, "sampler");
    check(recipe.request.schedule, catalog.schedules, "schedule");
}

/// Where and how fast something is computed is the business of this machine, not of the recipe.
void forgetMachine(GenerationRequest &request) {
    const GenerationRequest usual;
    request.device = usual.device;
    request.dtype = usual.dtype;
    request.threads = usual.threads;
    request.memory_gb = usual.memory_gb;
    request.shard_index = usual.shard_index;
    request.shard_count = usual.shard_count;
}

Recipe honour(Recipe recipe, const RecipeMeans &means) {
    honourModel(recipe, means);
    honourPictures(recipe, means);
    honourUpscalers(recipe, means);
    honourNames(recipe, means.catalog);
    forgetMachine(recipe.request);
    return recipe;
}

Recipe fromInfotext(const Infotext &info, const RecipeMeans &means) {
    RecoveredRequest recovered = requestFrom(info);
    Recipe recipe{std::move(recovered.request), std::move(recovered.notes), true};
    if (const auto model = info.find("Model"); model && *model != "builtin")
        recipe.request.model = *model + ".safetensors"; // the text leaves out the ending
    if (info.find("Denoising strength") && !info.find("Hires upscale"))
        recipe.notes.push_back("It was made from another picture, which is not there; open that one to go on from it.");
    std::vector<std::string> unused;
    for (const auto &[key, value] : info.parameters)
        if (std::ranges::none_of(understood, [&, &name = key](const char *known) { return name == known; }) && unused.size() < 20)
            unused.push_back(printable(key, 40));
    if (!unused.empty())
        recipe.notes.push_back(fmt::format("Not used: {}.", fmt::join(unused, ", ")));
    return honour(std::move(recipe), means);
}

Result<Recipe> fromMetadata(const PictureMetadata &metadata, const std::string &file, const RecipeMeans &means) {
    if (metadata.request)
        return honour({*metadata.request, metadata.notes, false}, means);
    if (metadata.infotext)
        return fromInfotext(*metadata.infotext, means);
    const std::string reason = metadata.text("sfumato")   ? "holds a recipe that cannot be read: " + fmt::format("{}", fmt::join(metadata.notes, " "))
                               : metadata.program.empty() ? "holds no recipe"
                                                          : fmt::format("was made by {}, whose recipes are not understood", printable(metadata.program, 60));
    return fail(ErrorCode::NotFound, file, reason, "it can still be opened as a picture");
}

} // namespace

Result<Recipe> readRecipe(const fs::path &file, const RecipeMeans &means) {
    SFUMATO_TRY(const PictureMetadata metadata, readPictureMetadata(file));
    return fromMetadata(metadata, display(file), means);
}

Result<Recipe> recipeOf(std::string_view bytes, const std::string &file, const RecipeMeans &means) {
    SFUMATO_TRY(const PictureMetadata metadata, pictureMetadataOf(bytes, file));
    return fromMetadata(metadata, file, means);
}

Result<Recipe> recipeFromText(std::string_view text, const RecipeMeans &means) {
    if (const std::size_t start = text.find_first_not_of(" \t\r\n"); start != std::string_view::npos && text[start] == '{')
        if (auto request = request_from_json(text, "text")) {
            SFUMATO_CHECK(check_ranges(*request));
            return honour({std::move(*request), {}, false}, means);
        }
    const Infotext info = readInfotext(text);
    if (info.parameters.empty())
        return fail(ErrorCode::NotFound, "text", "holds no recipe");
    return fromInfotext(info, means);
}

} // namespace sfumato::service
