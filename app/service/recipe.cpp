// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/recipe.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/service/picture_metadata.h"
#include "app/service/recipe_files.h"
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
                                   "Hires resize",  "Hires steps",    "Hires upscaler",          "Hires prompt",       "Hires negative prompt",
                                   "VAE",           "VAE hash",       "Refiner",                 "Refiner switch at",  "Lora hashes",
                                   "TI hashes",     "Hashes"};

void honourPictures(Recipe &recipe, const RecipeFiles &files) {
    GenerationRequest &request = recipe.request;
    if (!request.noise_in.empty()) {
        recipe.notes.push_back("The noise came from a file, which is not taken over.");
        request.noise_in.clear();
    }
    if (request.init) {
        if (const auto init = files.findPicture(request.init->path)) {
            request.init->path = *init;
        } else {
            recipe.notes.push_back("It was made from another picture, which is not there; open that one to go on from it.");
            request.init.reset();
        }
    }
    if (!request.inpaint)
        return;
    const auto mask = files.findPicture(request.inpaint->mask.path);
    const bool onlyOutpaints = request.inpaint->mask.path.empty() && request.outpaint.any();
    if (mask)
        request.inpaint->mask.path = *mask;
    if (request.init && (mask || onlyOutpaints))
        return;
    if (request.init)
        recipe.notes.push_back("Its mask is not there; paint it anew.");
    request.inpaint.reset();
    if (!request.init)
        request.outpaint = {};
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

Recipe honour(Recipe recipe, const RecipeMeans &means, const RecipeHashes &hashes = {}) {
    honourPictures(recipe, RecipeFiles(means));
    honourFiles(recipe, means, hashes);
    honourNames(recipe, means.catalog);
    forgetMachine(recipe.request);
    return recipe;
}

/// Files that the text names, all without their endings.
void namedFiles(const Infotext &info, GenerationRequest &request) {
    request.model = info.find("Model").value_or("");
    if (const auto vae = info.find("VAE"); vae && *vae != "Automatic" && *vae != "None")
        request.vae = *vae;
    if (const auto refiner = info.find("Refiner")) {
        request.refiner.model = refiner->substr(0, refiner->find(" [")); // its hash follows in brackets
        const double from = QString::fromStdString(info.find("Refiner switch at").value_or("")).toDouble();
        request.refiner.switch_at = from > 0 && from <= 1 ? from : request.refiner.switch_at;
    }
}

Recipe fromInfotext(const Infotext &info, const RecipeMeans &means) {
    RecoveredRequest recovered = requestFrom(info);
    Recipe recipe{std::move(recovered.request), std::move(recovered.notes), true};
    namedFiles(info, recipe.request);
    if (Hires *hires = recipe.request.hires ? &*recipe.request.hires : nullptr; hires && hires->mode == HiresMode::Pixel)
        if (const auto network = RecipeFiles(means).find({modelio::ModelKind::Upscaler}, info.find("Hires upscaler").value_or(""))) {
            hires->upscaler = *network;
            std::erase_if(recipe.notes, [](const std::string &note) { return note.starts_with("Hires upscaler:"); });
        }
    if (info.find("Denoising strength") && !info.find("Hires upscale"))
        recipe.notes.push_back("It was made from another picture, which is not there; open that one to go on from it.");
    std::vector<std::string> unused;
    for (const auto &[key, value] : info.parameters)
        if (std::ranges::none_of(understood, [&, &name = key](const char *known) { return name == known; }) && unused.size() < 20)
            unused.push_back(printable(key, 40));
    if (!unused.empty())
        recipe.notes.push_back(fmt::format("Not used: {}.", fmt::join(unused, ", ")));
    return honour(std::move(recipe), means, RecipeHashes::of(info));
}

Result<Recipe> fromMetadata(const PictureMetadata &metadata, const std::string &file, const RecipeMeans &means) {
    if (metadata.request)
        return honour({*metadata.request, metadata.notes, false}, means, metadata.infotext ? RecipeHashes::of(*metadata.infotext) : RecipeHashes{});
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

Recipe recipeOf(GenerationRequest request, const RecipeMeans &means) {
    RecipeMeans followed = means;
    followed.ours = true;
    return honour({std::move(request), {}, false}, followed);
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
