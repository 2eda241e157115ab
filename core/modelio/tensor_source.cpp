// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/tensor_source.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <map>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/json_file.h"

namespace sfumato::modelio {
namespace {

constexpr std::size_t max_shards = 256; ///< each keeps a file open

bool has_weights_name(std::string_view name) {
    return name.ends_with(".safetensors") || name.ends_with(".bin");
}

/// A plain file name and nothing else: no folder, no way up, no hidden file.
bool is_plain_name(std::string_view name) {
    return !name.empty() && name.size() <= 255 && name.front() != '.' &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos && has_weights_name(name);
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
                        fmt::format("names the file {}, which is no file of weights in the same folder",
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
        SFUMATO_TRY(auto file, open_tensor_file(path));
        for (const TensorEntry &entry : file->tensors())
            source.add(entry, *file);
        source.files_.push_back(std::move(file));
        source.sort();
        return source;
    }

    SFUMATO_TRY(const auto weight_map, weight_map_of(path));
    struct Shard {
        std::shared_ptr<const TensorFile> file;
        std::unordered_map<std::string_view, const TensorEntry *> tensors;
    };
    std::map<std::string, Shard> shards;
    for (const auto &[tensor, name] : weight_map) {
        const auto [at, fresh] = shards.emplace(name, Shard{});
        Shard &shard = at->second;
        if (fresh) {
            if (shards.size() > max_shards)
                return fail(ErrorCode::LimitExceeded, display(path),
                            fmt::format("names more than {} files", max_shards));
            SFUMATO_TRY(shard.file, open_tensor_file(path.parent_path() / name));
            for (const TensorEntry &entry : shard.file->tensors())
                shard.tensors.emplace(entry.name, &entry);
            source.files_.push_back(shard.file);
        }
        const auto entry = shard.tensors.find(tensor);
        if (entry == shard.tensors.end())
            return fail(ErrorCode::MissingTensor, display(path),
                        fmt::format("tensor {} is not in {}", in_quotes(tensor), in_quotes(name)));
        source.add(*entry->second, *shard.file);
    }
    source.sort();
    return source;
}

TensorSource::TensorSource(std::shared_ptr<const TensorFile> file, const std::vector<Renamed> &tensors)
    : path_(file->path()) {
    for (const Renamed &renamed : tensors) {
        add(*renamed.stored, *file);
        Located &located = tensors_.back();
        TensorEntry &entry = located.entry;
        entry.name = renamed.name;
        located.transposed = renamed.transposed;
        if (renamed.rows) {
            const auto all = static_cast<std::uint64_t>(entry.shape.front());
            assert(renamed.first_row + *renamed.rows <= all);
            located.first = elements_of(entry) / all * renamed.first_row;
            entry.bytes = entry.bytes / all * *renamed.rows;
            entry.shape.front() = static_cast<std::int64_t>(*renamed.rows);
        }
        if (renamed.transposed)
            std::reverse(entry.shape.begin(), entry.shape.end());
    }
    files_.push_back(std::move(file));
    sort();
}

void TensorSource::add(const TensorEntry &stored, const TensorFile &file) {
    tensors_.push_back({stored, &stored, &file, 0, false});
}

void TensorSource::sort() {
    std::sort(tensors_.begin(), tensors_.end(),
              [](const Located &a, const Located &b) { return a.entry.name < b.entry.name; });
}

std::vector<std::string> TensorSource::names() const {
    std::vector<std::string> names;
    names.reserve(tensors_.size());
    for (const Located &tensor : tensors_)
        names.push_back(tensor.entry.name);
    return names;
}

const TensorSource::Located *TensorSource::locate(std::string_view name) const {
    const auto at =
        std::lower_bound(tensors_.begin(), tensors_.end(), name,
                         [](const Located &tensor, std::string_view wanted) { return tensor.entry.name < wanted; });
    return at != tensors_.end() && at->entry.name == name ? &*at : nullptr;
}

const TensorEntry *TensorSource::find(std::string_view name) const {
    const Located *tensor = locate(name);
    return tensor ? &tensor->entry : nullptr;
}

Result<void> TensorSource::read(std::string_view name, void *destination) const {
    const Located *tensor = locate(name);
    if (tensor == nullptr)
        return fail(ErrorCode::MissingTensor, display(path_), fmt::format("has no tensor {}", in_quotes(name)));
    const TensorEntry &entry = tensor->entry;
    const std::uint64_t count = elements_of(entry);
    if (!tensor->transposed)
        return tensor->file->read_range(*tensor->stored, tensor->first, count, destination);
    const auto rows = static_cast<std::size_t>(entry.shape[0]), columns = static_cast<std::size_t>(entry.shape[1]);
    const auto width = static_cast<std::size_t>(entry.bytes / count);
    const auto stored = std::make_unique<std::max_align_t[]>(entry.bytes / sizeof(std::max_align_t) + 1);
    SFUMATO_CHECK(tensor->file->read_range(*tensor->stored, tensor->first, count, stored.get()));
    const char *from = reinterpret_cast<const char *>(stored.get());
    char *to = static_cast<char *>(destination);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            std::memcpy(to + (row * columns + column) * width, from + (column * rows + row) * width, width);
    return {};
}

std::uint64_t TensorSource::bytes() const {
    std::uint64_t sum = 0;
    for (const Located &tensor : tensors_)
        sum += tensor.entry.bytes;
    return sum;
}

} // namespace sfumato::modelio
