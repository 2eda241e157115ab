// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/service/model_library.h"
#include "core/api/engine.h"

namespace sfumato::service {

/// How a picture came to be, as far as its file tells, made fit to be used again.
struct Recipe {
    /// Every file it names exists; within the ranges of check_ranges(). An empty model stands for one that is not there or not
    /// told; pictures of controls that are not there are empty.
    GenerationRequest request;
    std::vector<std::string> notes; ///< English sentences: what could not be honoured
    bool foreign = false;      ///< from another program's text
};

/// What is there to honour a recipe with.
struct RecipeMeans {
    Catalog catalog;                              ///< empty: names of samplers are not checked
    std::vector<std::filesystem::path> models;    ///< folders searched for models by name
    std::filesystem::path sources;                ///< folder of the pictures that jobs started from
    ModelLibrary::Entries library = {};           ///< searched first, by name and by hash
    std::filesystem::path controls = {};          ///< folder of the pictures that steered jobs
    bool ours = false;                            ///< it is of this machine's history: its paths may be followed
};

/// Reads the recipe in a PNG, JPEG or WebP picture: our own, else A1111's text.
/// Errors: those of reading metadata; NotFound where the picture holds no recipe.
Result<Recipe> readRecipe(const std::filesystem::path &file, const RecipeMeans &means);
/// The same from a picture in memory; `file` is named in errors.
Result<Recipe> recipeOf(std::string_view bytes, const std::string &file, const RecipeMeans &means);

/// A request of the history, as far as its files are still there or have moved to where they are found.
Recipe recipeOf(GenerationRequest request, const RecipeMeans &means);

/// The recipe in a text, e.g. from the clipboard: our JSON, else A1111's text. Errors: NotFound where it is neither.
Result<Recipe> recipeFromText(std::string_view text, const RecipeMeans &means);

} // namespace sfumato::service
