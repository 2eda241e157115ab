// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/adapter_file.h"

#include "core/adapters/textual_inversion.h"
#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/torch/tensor_file.h"

namespace sfumato::adapters {
namespace {

/// The longest ending that any algorithm spells, or null.
const Spelling *spelling_of(const std::string &key) {
    static const Spelling alpha{".alpha", "alpha"};
    const Spelling *longest = key.ends_with(alpha.ending) ? &alpha : nullptr;
    for (const auto &algorithm : all())
        for (const auto &spelling : algorithm.spellings)
            if (key.size() > spelling.ending.size() && key.ends_with(spelling.ending) &&
                (!longest || spelling.ending.size() > longest->ending.size()))
                longest = &spelling;
    return longest;
}

} // namespace

Result<AdapterFile> AdapterFile::open(const std::filesystem::path &path) {
    SFUMATO_TRY(auto source, modelio::TensorSource::open(path));
    AdapterFile file(std::move(source));
    for (const std::string &key : file.source_.names()) {
        if (is_bundled_embedding(key))
            continue;
        const Spelling *spelling = spelling_of(key);
        if (!spelling) {
            file.unknown_.push_back(key);
            continue;
        }
        const auto module = key.substr(0, key.size() - spelling->ending.size());
        if (!file.modules_[module].emplace(spelling->part, key).second)
            return fail(ErrorCode::CorruptFile, display(path), in_quotes(module) + " has " + spelling->part + " twice, in two spellings");
    }
    // A weight alone is no (IA)3, whose keys end alike, but some network's own.
    std::erase_if(file.modules_, [&](const auto &module) {
        const auto &parts = module.second;
        if (parts.size() != 1 || parts.begin()->first != "ia3_weight")
            return false;
        file.unknown_.push_back(parts.begin()->second);
        return true;
    });
    if (file.modules_.empty())
        return fail(ErrorCode::UnsupportedFormat, display(path), "holds no LoRA or relative of it: none of its keys belongs to one",
                    "models go to --model, embeddings to --embedding, autoencoders to --vae");
    return file;
}

std::string AdapterFile::made_for() const {
    for (const auto &file : source_.files())
        for (const char *key : {"modelspec.architecture", "ss_base_model_version", "ss_sd_model_name"})
            if (const auto found = file->metadata().find(key); found != file->metadata().end() && !found->second.empty())
                return found->second;
    return {};
}

Result<Parts> AdapterFile::parts(const std::string &module) const {
    Parts parts;
    for (const auto &[part, key] : modules_.at(module)) {
        SFUMATO_TRY(const auto tensor, read_tensor(source_, key));
        if (!tensor.is_floating_point() && part != "on_input" && part != "alpha")
            return fail(ErrorCode::UnsupportedFormat, display(path()), in_quotes(key) + " is stored as whole numbers, not as floats");
        auto values = tensor.to(at::kFloat);
        if (part != "alpha" && !values.isfinite().all().item<bool>())
            return fail(ErrorCode::CorruptFile, display(path()), in_quotes(key) + " holds values that are no numbers");
        parts.emplace(part, std::move(values));
    }
    return parts;
}

} // namespace sfumato::adapters
