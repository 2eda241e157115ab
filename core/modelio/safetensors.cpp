// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/safetensors.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <numeric>
#include <system_error>
#include <tuple>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"
#include "core/modelio/file_bytes.h"
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
Result<std::uint64_t> header_length(int descriptor, const std::filesystem::path &path, std::uint64_t file_bytes) {
    std::array<char, 512> head{};
    const std::size_t held = static_cast<std::size_t>(std::min<std::uint64_t>(file_bytes, head.size()));
    if (auto got = read_at(descriptor, 0, head.data(), held); !got)
        return tl::unexpected<Error>(about(path, got.error()));
    const FileFormat format = format_of({head.data(), held}, file_bytes);
    const bool unrecognised = format == FileFormat::Unknown || format == FileFormat::Empty;
    if (format != FileFormat::Safetensors && !(unrecognised && has_safetensors_name(path)))
        return fail(ErrorCode::UnsupportedFormat, display(path),
                    fmt::format("is {}, not a safetensors file", describe(format)), std::string(advice_for(format)));
    if (file_bytes <= prefix_bytes)
        return fail(ErrorCode::CorruptFile, display(path),
                    fmt::format("is too short for a safetensors header: {} bytes", file_bytes));

    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i)
        length = length << 8 | static_cast<unsigned char>(head[static_cast<std::size_t>(i)]);
    const bool past_end = length > file_bytes - prefix_bytes;
    // A terabyte of header is no large header but garbage in its place.
    if (length > header_limits::max_bytes && !(past_end && length >= std::uint64_t{1} << 40))
        return fail(ErrorCode::LimitExceeded, display(path),
                    fmt::format("claims a header of {} bytes; at most {} are read", length, header_limits::max_bytes));
    if (past_end)
        return fail(ErrorCode::CorruptFile, display(path),
                    fmt::format("claims a header of {} bytes in a file of {}", length, file_bytes));
    if (length == 0)
        return fail(ErrorCode::CorruptFile, display(path), "has an empty header");
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
    SafetensorsFile file;
    file.path_ = path;
    // Without O_NONBLOCK the opening of a named pipe would wait for a writer for ever.
    file.descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file.descriptor_ < 0) {
        const int code = errno;
        return fail(code == ENOENT || code == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Unreadable, display(path),
                    "cannot be opened: " + std::generic_category().message(code));
    }
    struct stat status {};
    if (::fstat(file.descriptor_, &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::Unreadable, display(path),
                    S_ISDIR(status.st_mode) ? "is a folder, not a file" : "is not a regular file");
    file.file_bytes_ = static_cast<std::uint64_t>(status.st_size);

    SFUMATO_TRY(const std::uint64_t length, header_length(file.descriptor_, path, file.file_bytes_));
    auto header = parse_safetensors_header(file.descriptor_, length);
    if (!header)
        return tl::unexpected<Error>(about(path, header.error()));
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
        return tl::unexpected<Error>(about(path, order.error()));
    file.by_name_ = std::move(*order);
    const std::uint64_t data_begin = prefix_bytes + length;
    if (auto checked = check_layout(file.tensors_, file.file_bytes_ - data_begin); !checked)
        return tl::unexpected<Error>(about(path, checked.error()));
    for (TensorEntry &tensor : file.tensors_)
        tensor.begin += data_begin;
    return file;
}

SafetensorsFile::SafetensorsFile(SafetensorsFile &&other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), file_bytes_(other.file_bytes_),
      tensors_(std::move(other.tensors_)), by_name_(std::move(other.by_name_)), metadata_(std::move(other.metadata_)) {}

SafetensorsFile &SafetensorsFile::operator=(SafetensorsFile &&other) noexcept {
    if (this != &other) {
        if (descriptor_ >= 0)
            ::close(descriptor_);
        path_ = std::move(other.path_);
        descriptor_ = std::exchange(other.descriptor_, -1);
        file_bytes_ = other.file_bytes_;
        tensors_ = std::move(other.tensors_);
        by_name_ = std::move(other.by_name_);
        metadata_ = std::move(other.metadata_);
    }
    return *this;
}

SafetensorsFile::~SafetensorsFile() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

const TensorEntry *SafetensorsFile::find(std::string_view name) const {
    const auto at =
        std::lower_bound(by_name_.begin(), by_name_.end(), name,
                         [this](std::uint32_t i, std::string_view wanted) { return tensors_[i].name < wanted; });
    return at != by_name_.end() && tensors_[*at].name == name ? &tensors_[*at] : nullptr;
}

Result<void> SafetensorsFile::read(const TensorEntry &entry, void *destination) const {
    if (auto got = read_at(descriptor_, entry.begin, destination, static_cast<std::size_t>(entry.bytes)); !got)
        return tl::unexpected<Error>(about(path_, got.error()));
    return {};
}

} // namespace sfumato::modelio
