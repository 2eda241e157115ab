// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>

#include "app/service/infotext.h"
#include "app/service/recipe.h"

namespace sfumato::service {

/// What other programs say of the files that a picture was made with: SHA-256, or its first ten digits, by name.
struct RecipeHashes {
    std::string model, vae;
    std::map<std::string, std::string> adapters, embeddings;

    /// Of A1111's "Model hash", "VAE hash", "Lora hashes", "TI hashes" and Civitai's "Hashes".
    static RecipeHashes of(const Infotext &info);
};

/// Looks for the files that a recipe names: by hash and by name in the library, by name in the folders of models. The
/// folders that a recipe names are never followed, unless it is one of this machine's own history.
class RecipeFiles {
public:
    using Kinds = std::initializer_list<modelio::ModelKind>;

    explicit RecipeFiles(const RecipeMeans &means) : m_means(means) {}

    /// name: with or without a folder and an ending. hash: may be empty.
    std::optional<std::string> find(Kinds kinds, const std::string &name, const std::string &hash = {}) const;
    /// The library's file of that hash, called as prompts call it; empty where there is none.
    std::string calledInLibrary(Kinds kinds, const std::string &hash) const;
    /// Whether prompts reach a file by that name.
    bool isInLibrary(Kinds kinds, const std::string &name) const;
    /// A picture that a job started from or that steered one.
    std::optional<std::string> findPicture(const std::string &path) const;

private:
    const RecipeMeans &m_means;
};

/// Gives every file that the recipe names its place on this machine. What is not there is left out, with a note.
void honourFiles(Recipe &recipe, const RecipeMeans &means, const RecipeHashes &hashes);

} // namespace sfumato::service
