// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/safetensors.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/file_magic.h"
#include "core/modelio/safetensors_header.h"

namespace sfumato::modelio {
namespace {

constexpr std::uint64_t prefix_bytes = 8; ///< the header's length, little-endian

bool has_safetensors_name(const std::filesystem::path &path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return extension == ".safetensors" || extension == ".sft";
}

Error about(const std::filesystem::path &path, Error error) {
    error.subject = display(path);
    return error;
}

/// The header's length, after everything that can be said from the first bytes has been checked.
Result<std::uint64_t> header_length(const InputFile &file) {
    SFUMATO_TRY(const FileFormat format, file.format());
    const bool unrecognised = format == FileFormat::Unknown || format == FileFormat::Empty;
    if (format != FileFormat::Safetensors && !(unrecognised && has_safetensors_name(file.path())))
        return file.fail(ErrorCode::UnsupportedFormat, fmt::format("is {}, not a file of tensors", describe(format)),
                         std::string(advice_for(format)));
    if (file.bytes() <= prefix_bytes)
        return file.fail(ErrorCode::CorruptFile,
                         fmt::format("is too short for a safetensors header: {} bytes", file.bytes()));

    std::array<unsigned char, prefix_bytes> prefix{};
    SFUMATO_CHECK(file.read(0, prefix.data(), prefix.size()));
    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i)
        length = length << 8 | prefix[static_cast<std::size_t>(i)];
    const bool past_end = length > file.bytes() - prefix_bytes;
    // A terabyte of header is no large header but garbage in its place.
    if (length > header_limits::max_bytes && !(past_end && length >= std::uint64_t{1} << 40))
        return file.fail(
            ErrorCode::LimitExceeded,
            fmt::format("claims a header of {} bytes; at most {} are read", length, header_limits::max_bytes));
    if (past_end)
        return file.fail(ErrorCode::CorruptFile,
                         fmt::format("claims a header of {} bytes in a file of {}", length, file.bytes()));
    if (length == 0)
        return file.fail(ErrorCode::CorruptFile, "has an empty header");
    return length;
}

/// Demands that the tensors, given by place, fill `data_bytes` without overlap, hole or remainder.
Result<void> check_layout(const std::vector<TensorEntry> &tensors, std::uint64_t data_bytes) {
    std::uint64_t end = 0;
    for (const TensorEntry &tensor : tensors) {
        if (tensor.begin != end)
            return fail(ErrorCode::CorruptFile, {},
                        fmt::format("tensor {} begins at byte {} of the data, where {} was expected: {}",
                                    in_quotes(tensor.name), tensor.begin, end,
                                    tensor.begin < end ? "tensors overlap" : "there is a hole"));
        end += tensor.bytes; // cannot overflow: the parser checked that begin + bytes is a 64-bit number
        if (end > data_bytes)
            return fail(ErrorCode::CorruptFile, {},
                        fmt::format("the file ends inside tensor {}: {} bytes are missing", in_quotes(tensor.name),
                                    end - data_bytes),
                        "the download may be incomplete");
    }
    if (end != data_bytes)
        return fail(ErrorCode::CorruptFile, {}, fmt::format("{} bytes follow the last tensor", data_bytes - end));
    return {};
}

/// Indices of `tensors` in the order of their names, which must differ.
Result<std::vector<std::uint32_t>> name_order(const std::vector<TensorEntry> &tensors) {
    std::vector<std::uint32_t> order(tensors.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return tensors[a].name < tensors[b].name; });
    const auto twin = std::adjacent_find(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return tensors[a].name == tensors[b].name;
    });
    if (twin != order.end())
        return fail(ErrorCode::CorruptFile, {},
                    fmt::format("tensor {} stands twice in the header", in_quotes(tensors[*twin].name)));
    return order;
}

} // namespace

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path &path) {
    SFUMATO_TRY(InputFile file, InputFile::open(path));
    return open(std::move(file));
}

Result<SafetensorsFile> SafetensorsFile::open(InputFile opened) {
    SafetensorsFile file(std::move(opened));
    SFUMATO_TRY(const std::uint64_t length, header_length(file.file_));
    auto header = parse_safetensors_header(file.file_.descriptor(), length);
    if (!header)
        return tl::unexpected<Error>(about(file.path(), header.error()));
    file.tensors_ = std::move(header->tensors);
    file.metadata_ = std::move(header->metadata);
    const auto by_place = [](const TensorEntry &a, const TensorEntry &b) {
        return std::tie(a.begin, a.bytes, a.name) < std::tie(b.begin, b.bytes, b.name);
    };
    if (!std::is_sorted(file.tensors_.begin(), file.tensors_.end(), by_place)) // most files are
        std::sort(file.tensors_.begin(), file.tensors_.end(), by_place);
    // Names before places: a tensor that stands twice usually also overlaps, and its name says more.
    auto order = name_order(file.tensors_);
    if (!order)
        return tl::unexpected<Error>(about(file.path(), order.error()));
    file.by_name_ = std::move(*order);
    const std::uint64_t data_begin = prefix_bytes + length;
    if (auto checked = check_layout(file.tensors_, file.file_bytes() - data_begin); !checked)
        return tl::unexpected<Error>(about(file.path(), checked.error()));
    for (TensorEntry &tensor : file.tensors_)
        tensor.begin += data_begin;
    return file;
}

const TensorEntry *SafetensorsFile::find(std::string_view name) const {
    const auto at =
        std::lower_bound(by_name_.begin(), by_name_.end(), name,
                         [this](std::uint32_t i, std::string_view wanted) { return tensors_[i].name < wanted; });
    return at != by_name_.end() && tensors_[*at].name == name ? &tensors_[*at] : nullptr;
}

Result<void> SafetensorsFile::read_range(const TensorEntry &entry, std::uint64_t first, std::uint64_t count,
                                         void *destination) const {
    const auto bits = static_cast<std::uint64_t>(bits_of(entry.type));
    assert(first * bits % 8 == 0 && count * bits % 8 == 0 && (first + count) * bits / 8 <= entry.bytes);
    return file_.read(entry.begin + first * bits / 8, destination, static_cast<std::size_t>(count * bits / 8));
}

} // namespace sfumato::modelio
