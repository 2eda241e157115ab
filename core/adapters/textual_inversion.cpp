// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/textual_inversion.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/tensor_source.h"
#include "core/torch/tensor_file.h"

namespace sfumato::adapters {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view bundle = "bundle_emb.";
constexpr int64_t most_vectors = 75; ///< a chunk's tokens
constexpr size_t most_files = 20'000;

/// The keys that hold vectors, with the text encoder they are for where the key says so (else -1).
std::map<std::string, int> vector_keys(const modelio::TensorSource &source, std::string_view prefix) {
    std::map<std::string, int> keys, others;
    for (const std::string &key : source.names()) {
        if (!key.starts_with(prefix))
            continue;
        const std::string_view name = std::string_view(key).substr(prefix.size());
        if (name == "clip_l" || name == "clip_g")
            keys[key] = name == "clip_l" ? 0 : 1;
        else if (name == "emb_params" || name.starts_with("string_to_param."))
            keys[key] = -1;
        else
            others[key] = -1;
    }
    return keys.empty() ? others : keys;
}

Result<at::Tensor> vectors_in(const modelio::TensorSource &source, const std::string &key, const std::vector<int> &widths) {
    const std::string file = display(source.path());
    const auto &entry = *source.find(key);
    const bool fits = (entry.shape.size() == 1 || entry.shape.size() == 2) &&
                      std::find(widths.begin(), widths.end(), static_cast<int>(entry.shape.back())) != widths.end();
    if (!fits)
        return fail(ErrorCode::ShapeMismatch, file,
                    fmt::format("{} has shape {}; the model's text encoder takes vectors of width {}", in_quotes(key), entry.shape,
                                fmt::join(widths, " or ")),
                    "was it made for another kind of model?");
    const int64_t count = entry.shape.size() == 1 ? 1 : entry.shape.front();
    if (count < 1 || count > most_vectors)
        return fail(ErrorCode::LimitExceeded, file, fmt::format("{} has {} vectors, not 1 to {}", in_quotes(key), count, most_vectors));
    SFUMATO_TRY(const auto stored, read_tensor(source, key));
    if (!stored.is_floating_point())
        return fail(ErrorCode::UnsupportedFormat, file, in_quotes(key) + " is stored as whole numbers, not as floats");
    auto vectors = stored.to(at::kFloat).reshape({count, -1});
    if (!vectors.isfinite().all().item<bool>())
        return fail(ErrorCode::CorruptFile, file, in_quotes(key) + " holds values that are no numbers");
    return vectors;
}

Result<Embedding> embedding_in(const modelio::TensorSource &source, std::string_view prefix, std::string name, const std::vector<int> &widths) {
    Embedding made{std::move(name), std::vector<at::Tensor>(widths.size())};
    const auto keys = vector_keys(source, prefix);
    const std::string file = display(source.path());
    for (const auto &[key, encoder] : keys) {
        SFUMATO_TRY(const auto vectors, vectors_in(source, key, widths));
        size_t place = 0;
        if (encoder >= 0 && static_cast<size_t>(encoder) < widths.size())
            place = static_cast<size_t>(encoder);
        else
            while (widths[place] != vectors.size(1))
                ++place;
        if (widths[place] != vectors.size(1))
            return fail(ErrorCode::ShapeMismatch, file, fmt::format("{} has width {}, not {}", in_quotes(key), vectors.size(1), widths[place]));
        if (made.vectors[place].defined())
            return fail(ErrorCode::UnsupportedFormat, file, "holds several embeddings, so that its name cannot stand for one",
                        "split it into one file each");
        made.vectors[place] = vectors;
    }
    if (made.count() == 0)
        return fail(ErrorCode::UnsupportedFormat, file, "holds no textual inversion");
    for (const auto &vectors : made.vectors)
        if (vectors.defined() && vectors.size(0) != made.count())
            return fail(ErrorCode::ShapeMismatch, file, "has different numbers of vectors for the two text encoders");
    return made;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Embedding files of a folder whose names stand somewhere in the prompts.
Result<std::vector<fs::path>> named_files(const GenerationRequest &request) {
    std::vector<fs::path> files;
    const std::string said = lower(request.prompt + "\n" + request.negative);
    std::error_code problem;
    size_t seen = 0;
    for (fs::recursive_directory_iterator entry(request.embedding_folder, problem), end; !problem && entry != end; entry.increment(problem)) {
        if (++seen > most_files)
            return fail(ErrorCode::LimitExceeded, request.embedding_folder, fmt::format("has more than {} files", most_files));
        const auto ending = entry->path().extension();
        const bool readable = ending == ".safetensors" || ending == ".sft" || ending == ".pt" || ending == ".bin";
        if (readable && said.find(lower(entry->path().stem().string())) != std::string::npos)
            files.push_back(entry->path());
    }
    if (problem)
        return fail(ErrorCode::Unreadable, request.embedding_folder, "cannot be looked through for embeddings: " + problem.message());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

int64_t Embedding::count() const {
    for (const auto &one : vectors)
        if (one.defined())
            return one.size(0);
    return 0;
}

bool is_bundled_embedding(std::string_view key) { return key.starts_with(bundle); }

Result<Embedding> read_embedding(const fs::path &file, const std::vector<int> &widths) {
    SFUMATO_TRY(const auto source, modelio::TensorSource::open(file));
    return embedding_in(source, "", file.stem().string(), widths);
}

Result<std::vector<Embedding>> embeddings_of(const GenerationRequest &request, const std::vector<fs::path> &adapters,
                                             const std::vector<int> &widths, std::vector<std::string> &warnings) {
    std::vector<Embedding> words;
    const auto add = [&](Result<Embedding> word) {
        if (word)
            words.push_back(std::move(*word));
        else
            warnings.push_back(describe(word.error()));
    };
    for (const std::string &file : request.embeddings) {
        SFUMATO_TRY(auto word, read_embedding(file, widths));
        words.push_back(std::move(word));
    }
    if (!request.embedding_folder.empty()) {
        SFUMATO_TRY(const auto files, named_files(request));
        for (const fs::path &file : files)
            add(read_embedding(file, widths));
    }
    for (const fs::path &file : adapters) {
        SFUMATO_TRY(const auto source, modelio::TensorSource::open(file));
        std::string last;
        for (const std::string &key : source.names()) { // sorted, so that a bundle's keys stand together
            if (!is_bundled_embedding(key))
                continue;
            const std::string name = key.substr(bundle.size(), key.find('.', bundle.size()) - bundle.size());
            if (name != last)
                add(embedding_in(source, fmt::format("{}{}.", bundle, name), name, widths));
            last = name;
        }
    }
    return words;
}

} // namespace sfumato::adapters
