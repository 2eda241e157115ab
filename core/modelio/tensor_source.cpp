// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/tensor_source.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/json_file.h"

namespace sfumato::modelio {
namespace {

constexpr std::size_t max_shards = 256; ///< each keeps a file open

/// A plain file name and nothing else: no folder, no way up, no hidden file.
bool is_plain_name(std::string_view name) {
    return !name.empty() && name.size() <= 255 && name.front() != '.' &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos && name.ends_with(".safetensors");
}

/// The index's weight_map. Errors: CorruptFile, LimitExceeded, and those of read_json().
Result<std::map<std::string, std::string>> weight_map_of(const std::filesystem::path &index) {
    SFUMATO_TRY(const nlohmann::json json, read_json(index, limits::max_json_file_bytes));
    const auto map = json.find("weight_map");
    if (!json.is_object() || map == json.end() || !map->is_object())
        return fail(ErrorCode::CorruptFile, display(index), "has no weight_map");
    if (map->empty())
        return fail(ErrorCode::MissingTensor, display(index), "names no tensors");
    std::map<std::string, std::string> tensors;
    for (const auto &[tensor, shard] : map->items()) {
        if (!shard.is_string())
            return fail(ErrorCode::CorruptFile, display(index),
                        fmt::format("weight_map names no file for tensor {}", in_quotes(tensor)));
        if (!is_plain_name(shard.get_ref<const std::string &>()))
            return fail(ErrorCode::CorruptFile, display(index),
                        fmt::format("names the file {}, which is no safetensors file in the same folder",
                                    in_quotes(shard.get_ref<const std::string &>())));
        tensors.emplace(tensor, shard.get<std::string>());
    }
    return tensors;
}

} // namespace

Result<TensorSource> TensorSource::open(const std::filesystem::path &path) {
    TensorSource source;
    source.path_ = path;
    if (path.extension() != ".json") {
        SFUMATO_TRY(SafetensorsFile file, SafetensorsFile::open(path));
        source.files_.push_back(std::move(file));
        for (const TensorEntry &entry : source.files_.front().tensors())
            source.tensors_.push_back({&entry, 0});
        std::sort(source.tensors_.begin(), source.tensors_.end(),
                  [](const Located &a, const Located &b) { return a.entry->name < b.entry->name; });
        return source;
    }

    SFUMATO_TRY(const auto weight_map, weight_map_of(path));
    std::map<std::string, std::size_t> shards;
    for (const auto &[tensor, shard] : weight_map) {
        const auto [at, fresh] = shards.emplace(shard, source.files_.size());
        if (fresh) {
            if (shards.size() > max_shards)
                return fail(ErrorCode::LimitExceeded, display(path),
                            fmt::format("names more than {} files", max_shards));
            SFUMATO_TRY(SafetensorsFile file, SafetensorsFile::open(path.parent_path() / shard));
            source.files_.push_back(std::move(file));
        }
        const TensorEntry *entry = source.files_[at->second].find(tensor);
        if (entry == nullptr)
            return fail(ErrorCode::MissingTensor, display(path),
                        fmt::format("tensor {} is not in {}", in_quotes(tensor), in_quotes(shard)));
        source.tensors_.push_back({entry, at->second}); // the map is sorted by name
    }
    return source;
}

std::vector<std::string> TensorSource::names() const {
    std::vector<std::string> names;
    names.reserve(tensors_.size());
    for (const Located &tensor : tensors_)
        names.push_back(tensor.entry->name);
    return names;
}

const TensorSource::Located *TensorSource::locate(std::string_view name) const {
    const auto at =
        std::lower_bound(tensors_.begin(), tensors_.end(), name,
                         [](const Located &tensor, std::string_view wanted) { return tensor.entry->name < wanted; });
    return at != tensors_.end() && at->entry->name == name ? &*at : nullptr;
}

const TensorEntry *TensorSource::find(std::string_view name) const {
    const Located *tensor = locate(name);
    return tensor ? tensor->entry : nullptr;
}

Result<void> TensorSource::read(std::string_view name, void *destination) const {
    const Located *tensor = locate(name);
    if (tensor == nullptr)
        return fail(ErrorCode::MissingTensor, display(path_), fmt::format("has no tensor {}", in_quotes(name)));
    return files_[tensor->file].read(*tensor->entry, destination);
}

std::uint64_t TensorSource::bytes() const {
    std::uint64_t sum = 0;
    for (const Located &tensor : tensors_)
        sum += tensor.entry->bytes;
    return sum;
}

} // namespace sfumato::modelio
