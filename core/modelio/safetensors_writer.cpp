// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/safetensors_writer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string_view>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/safetensors.h"

namespace sfumato::modelio {
namespace {

/// `text` as a JSON string. Errors: InvalidArgument where it is not UTF-8.
Result<std::string> json_text(const std::string &text) {
    try {
        return nlohmann::json(text).dump();
    } catch (const nlohmann::json::exception &) {
        return fail(ErrorCode::InvalidArgument, in_quotes(text), "is not UTF-8");
    }
}

/// The size of one tensor, after its name and shape have been checked.
template <typename Tensor>
Result<std::uint64_t> checked_bytes(const Tensor &tensor) {
    if (tensor.name.empty() || tensor.name == "__metadata__" || tensor.name.find('\0') != std::string::npos)
        return fail(ErrorCode::InvalidArgument, in_quotes(tensor.name), "is no possible tensor name");
    if (tensor.name.size() > header_limits::max_name_bytes || tensor.shape.size() > header_limits::max_rank)
        return fail(ErrorCode::LimitExceeded, in_quotes(tensor.name), "has too long a name or too many dimensions");
    const auto bytes = bytes_of(tensor.type, tensor.shape);
    if (!bytes)
        return fail(ErrorCode::InvalidArgument, in_quotes(tensor.name),
                    fmt::format("has the impossible shape [{}]", fmt::join(tensor.shape, ", ")));
    return *bytes;
}

template <typename Tensor>
struct Placed {
    const Tensor *tensor;
    std::uint64_t bytes;
};

template <typename Tensor>
Result<std::string> header_text(const std::vector<Placed<Tensor>> &placed, const std::map<std::string, std::string> &metadata) {
    std::string text = "{";
    if (!metadata.empty()) {
        text += "\"__metadata__\":{";
        for (const auto &[key, value] : metadata) {
            SFUMATO_TRY(const std::string key_text, json_text(key));
            SFUMATO_TRY(const std::string value_text, json_text(value));
            text += (text.back() == '{' ? "" : ",") + key_text + ":" + value_text;
        }
        text += "}";
    }
    std::uint64_t begin = 0;
    for (const auto &[tensor, bytes] : placed) {
        SFUMATO_TRY(const std::string name, json_text(tensor->name));
        text +=
            fmt::format("{}{}:{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{},{}]}}", text.size() > 1 ? "," : "",
                        name, to_string(tensor->type), fmt::join(tensor->shape, ","), begin, begin + bytes);
        begin += bytes;
    }
    text += "}";
    text.resize((text.size() + 7) / 8 * 8, ' '); // so that the data begins aligned
    if (text.size() > header_limits::max_bytes)
        return fail(ErrorCode::LimitExceeded, {}, "the header would be longer than readers accept");
    return text;
}

/// The tensors in the order in which they are written.
template <typename Tensor>
Result<std::vector<Placed<Tensor>>> placed(const std::vector<Tensor> &tensors) {
    std::vector<Placed<Tensor>> order;
    std::set<std::string_view> names;
    for (const Tensor &tensor : tensors) {
        SFUMATO_TRY(const std::uint64_t bytes, checked_bytes(tensor));
        if (!names.insert(tensor.name).second)
            return fail(ErrorCode::InvalidArgument, in_quotes(tensor.name), "is given twice");
        order.push_back({&tensor, bytes});
    }
    std::sort(order.begin(), order.end(), [](const auto &a, const auto &b) {
        return std::tuple(-bits_of(a.tensor->type), std::string_view(a.tensor->name)) <
               std::tuple(-bits_of(b.tensor->type), std::string_view(b.tensor->name));
    });
    return order;
}

Result<void> write_header(AtomicFile &file, const std::string &header) {
    std::array<unsigned char, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<unsigned char>(header.size() >> (8 * i));
    SFUMATO_CHECK(file.write(length.data(), length.size()));
    return file.write(header.data(), header.size());
}

} // namespace

Result<void> write_safetensors(const std::filesystem::path &path, const std::vector<TensorView> &tensors,
                               const std::map<std::string, std::string> &metadata) {
    SFUMATO_TRY(const auto order, placed(tensors));
    SFUMATO_TRY(const std::string header, header_text(order, metadata));
    SFUMATO_TRY(AtomicFile file, AtomicFile::create(path));
    SFUMATO_CHECK(write_header(file, header));
    for (const auto &[tensor, bytes] : order)
        SFUMATO_CHECK(file.write(tensor->data, static_cast<std::size_t>(bytes)));
    return file.commit();
}

Result<void> write_safetensors(const std::filesystem::path &path, const std::vector<TensorPlan> &tensors,
                               const std::map<std::string, std::string> &metadata, const WriteProgress &progress,
                               const CancelToken &cancel) {
    SFUMATO_TRY(const auto order, placed(tensors));
    SFUMATO_TRY(const std::string header, header_text(order, metadata));
    std::uint64_t total = 0, done = 0;
    std::uint64_t largest = 0;
    for (const auto &[tensor, bytes] : order) {
        total += bytes;
        largest = std::max(largest, bytes);
    }
    SFUMATO_TRY(AtomicFile file, AtomicFile::create(path));
    SFUMATO_CHECK(write_header(file, header));
    std::vector<std::max_align_t> buffer(static_cast<std::size_t>(largest) / sizeof(std::max_align_t) + 1);
    for (const auto &[tensor, bytes] : order) {
        if (cancel.cancelled())
            return fail(ErrorCode::Cancelled, {}, "cancelled");
        SFUMATO_CHECK(tensor->fill(buffer.data()));
        SFUMATO_CHECK(file.write(buffer.data(), static_cast<std::size_t>(bytes)));
        done += bytes;
        if (progress)
            progress(done, total);
    }
    return file.commit();
}

} // namespace sfumato::modelio
