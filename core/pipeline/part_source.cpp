// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/part_source.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "core/modelio/json_file.h"
#include "core/modelio/model_folder.h"

namespace sfumato::pipeline {

namespace fs = std::filesystem;
using modelio::TensorSource;

int side(const TensorSource &source, const std::string &name, std::size_t dimension) {
    const auto *entry = source.find(name);
    return entry && dimension < entry->shape.size() ? static_cast<int>(std::min<int64_t>(entry->shape[dimension], 1 << 20)) : 0;
}

int count(const TensorSource &source, const RenamedSource::Rename &rename, const std::string &pattern) {
    constexpr int most = 64;
    int n = 0;
    while (n < most && source.find(rename(fmt::format(fmt::runtime(pattern), n))))
        ++n;
    return n;
}

const char *prefix_of(const TensorSource &source, const std::string &name, std::initializer_list<const char *> prefixes) {
    for (const char *prefix : prefixes)
        if (source.find(prefix + name))
            return prefix;
    return nullptr;
}

Result<Place> place_of(fs::path path, const char *part, WeightName name) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return Place{path, {}};
    if (fs::exists(path / "model_index.json", ignored))
        path /= part;
    Place place;
    SFUMATO_TRY(place.weights, modelio::find_weights(path, name == WeightName::Diffusers ? modelio::Part::UNet : modelio::Part::TextEncoder));
    SFUMATO_TRY(place.config, modelio::read_json(path / "config.json"));
    return place;
}

} // namespace sfumato::pipeline
