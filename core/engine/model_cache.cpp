// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model_cache.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/pipeline/memory.h"
#include "core/torch/guard.h"

namespace sfumato {
namespace {

namespace fs = std::filesystem;

/// What tells a model from others, and its files from later ones of the same name.
std::string key_of(const pipeline::ModelDescription &description, const DtypePolicy &dtypes) {
    const auto &folder = description.folder;
    std::string key = fmt::format("{}|{}|{}|{}", folder.root.string(), dtypes.device.str(), dtype_name(dtypes.network), dtype_name(dtypes.vae));
    std::vector<fs::path> files = {folder.root, folder.vocabulary, folder.unet_weights, folder.vae_weights, folder.text_weights};
    if (folder.text2)
        files.push_back(folder.text2->weights);
    for (const fs::path &file : files) {
        std::error_code ignored;
        const auto size = fs::is_regular_file(file, ignored) ? fs::file_size(file, ignored) : 0;
        key += fmt::format("|{}:{}:{}", file.string(), size, fs::last_write_time(file, ignored).time_since_epoch().count());
    }
    // The configs may come from elsewhere and make another model of the same file.
    return key + fmt::format("|{}|{}", description.family->id, description.folder.scheduler.dump());
}

} // namespace

bool ModelCache::holds(const pipeline::ModelDescription &description, const DtypePolicy &dtypes) {
    return models_.find(key_of(description, dtypes)) != nullptr;
}

Result<std::shared_ptr<const pipeline::Model>> ModelCache::get(const pipeline::ModelDescription &description, const DtypePolicy &dtypes,
                                                               std::uint64_t budget, const CancelToken &cancel) {
    std::string key = key_of(description, dtypes);
    if (auto known = models_.find(key))
        return known;
    SFUMATO_TRY(const auto counted, pipeline::weight_bytes(description, dtypes));
    const auto bytes = static_cast<std::uint64_t>(counted);
    models_.make_room(bytes, budget);
    SFUMATO_TRY(auto loaded, again_with_room([&] { return pipeline::load_model(description, dtypes, cancel); },
                                             [&] { pipeline::release_free_memory(dtypes.device, [&] { clear(); }); }));
    models_.put(std::move(key), loaded, bytes);
    return loaded;
}

} // namespace sfumato
