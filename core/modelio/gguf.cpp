// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/gguf.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/printable.h"
#include "core/modelio/safetensors.h"

namespace sfumato::modelio {

namespace {

constexpr std::uint64_t max_keys = 65536, max_key_bytes = 4096, max_kept_text = 65536, max_kept = 4096;
constexpr std::string_view original_shape = "comfy.gguf.orig_shape.";

enum class Value : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, Text, Array, U64, I64, F64 };

/// Bytes of one value; 0 for those without a fixed size.
std::uint64_t width_of(Value type) {
    switch (type) {
    case Value::U8:
    case Value::I8:
    case Value::Bool: return 1;
    case Value::U16:
    case Value::I16: return 2;
    case Value::U32:
    case Value::I32:
    case Value::F32: return 4;
    case Value::U64:
    case Value::I64:
    case Value::F64: return 8;
    default: return 0;
    }
}

std::optional<ElementType> plain_type(std::uint32_t ggml_type) {
    switch (ggml_type) {
    case 0: return ElementType::F32;
    case 1: return ElementType::F16;
    case 24: return ElementType::I8;
    case 25: return ElementType::I16;
    case 26: return ElementType::I32;
    case 27: return ElementType::I64;
    case 28: return ElementType::F64;
    case 30: return ElementType::BF16;
    default: return std::nullopt;
    }
}

} // namespace

/// Reads a header front to back in small pieces; it has no length in front, so the file's size is its only bound.
class GgufReader {
public:
    explicit GgufReader(GgufFile &file) : file_(file), source_(file.file_) {}

    Result<void> read();

private:
    struct Line {
        TensorEntry entry;
        const BlockFormat *format = nullptr;
        std::uint64_t stored_bytes = 0;
    };

    Result<void> take(void *destination, std::uint64_t count);
    template <typename Number>
    Result<Number> number() {
        Number value{};
        SFUMATO_CHECK(take(&value, sizeof value));
        return value;
    }
    Result<std::string> text(std::uint64_t longest);
    Result<void> skip(std::uint64_t count);
    Result<void> read_pair();
    Result<void> read_value(const std::string &key, Value type);
    Result<void> read_array(const std::string &key);
    Result<Line> read_tensor();
    Result<void> set_shape(Line &line, std::vector<std::int64_t> innermost_first, std::uint32_t type) const;
    Result<void> place(std::vector<Line> lines);
    std::uint64_t left() const { return source_.bytes() - at_; }
    tl::unexpected<Error> corrupt(std::string_view rule) const {
        return source_.fail(ErrorCode::CorruptFile, fmt::format("byte {}: {}", at_, rule));
    }

    GgufFile &file_;
    const InputFile &source_;
    std::uint64_t at_ = 0;
    std::vector<char> buffer_; ///< the bytes from buffer_begin_ on
    std::uint64_t buffer_begin_ = 0;
    std::uint64_t alignment_ = 32;
    std::map<std::string, std::vector<std::int64_t>> original_shapes_; ///< by tensor, outermost first
};

Result<void> GgufReader::take(void *destination, std::uint64_t count) {
    constexpr std::uint64_t piece = 1 << 16;
    if (count > left())
        return corrupt("the header ends before it is complete");
    auto *next = static_cast<char *>(destination);
    while (count > 0) {
        if (at_ < buffer_begin_ || at_ >= buffer_begin_ + buffer_.size()) {
            buffer_.resize(static_cast<std::size_t>(std::min(piece, left())));
            SFUMATO_CHECK(source_.read(at_, buffer_.data(), buffer_.size()));
            buffer_begin_ = at_;
        }
        const std::uint64_t some = std::min(count, buffer_begin_ + buffer_.size() - at_);
        std::memcpy(next, buffer_.data() + (at_ - buffer_begin_), static_cast<std::size_t>(some));
        next += some;
        at_ += some;
        count -= some;
    }
    return {};
}

Result<std::string> GgufReader::text(std::uint64_t longest) {
    SFUMATO_TRY(const auto length, number<std::uint64_t>());
    if (length > left())
        return corrupt(fmt::format("claims a text of {} bytes where {} are left", length, left()));
    if (length > longest)
        return source_.fail(ErrorCode::LimitExceeded,
                            fmt::format("byte {}: has a text of {} bytes; at most {} are read", at_, length, longest));
    std::string text(static_cast<std::size_t>(length), '\0');
    SFUMATO_CHECK(take(text.data(), length));
    return text;
}

Result<void> GgufReader::skip(std::uint64_t count) {
    if (count > left())
        return corrupt(fmt::format("claims {} bytes where {} are left", count, left()));
    at_ += count;
    return {};
}

Result<void> GgufReader::read_array(const std::string &key) {
    SFUMATO_TRY(const auto type, number<std::uint32_t>());
    SFUMATO_TRY(const auto count, number<std::uint64_t>());
    if (type > static_cast<std::uint32_t>(Value::F64) || type == static_cast<std::uint32_t>(Value::Array))
        return corrupt(fmt::format("the array {} is of type {}, which no array has", in_quotes(key), type));
    const auto kind = static_cast<Value>(type);
    if (kind == Value::Text) {
        for (std::uint64_t i = 0; i < count; ++i) {
            SFUMATO_TRY(const auto length, number<std::uint64_t>());
            SFUMATO_CHECK(skip(length));
        }
        return {};
    }
    const bool wanted = key.starts_with(original_shape) && kind == Value::I32 && count <= header_limits::max_rank;
    if (!wanted) {
        std::uint64_t bytes = 0;
        if (__builtin_mul_overflow(count, width_of(kind), &bytes))
            bytes = UINT64_MAX;
        return skip(bytes);
    }
    std::vector<std::int64_t> shape;
    for (std::uint64_t i = 0; i < count; ++i) {
        SFUMATO_TRY(const auto side, number<std::int32_t>());
        shape.push_back(side);
    }
    original_shapes_[key.substr(original_shape.size())] = std::move(shape);
    return {};
}

Result<void> GgufReader::read_value(const std::string &key, Value type) {
    if (type == Value::Array)
        return read_array(key);
    const bool keep = file_.metadata_.size() < max_kept;
    if (type == Value::Text) {
        SFUMATO_TRY(const std::string value, text(header_limits::max_string_bytes));
        if (keep && value.size() <= max_kept_text)
            file_.metadata_[key] = value;
        return {};
    }
    std::array<char, 8> raw{};
    SFUMATO_CHECK(take(raw.data(), width_of(type)));
    if (!keep || type == Value::F32 || type == Value::F64)
        return {};
    const auto bits = std::bit_cast<std::uint64_t>(raw);
    const bool is_signed = type == Value::I8 || type == Value::I16 || type == Value::I32 || type == Value::I64;
    const auto unused = static_cast<int>(64 - 8 * width_of(type));
    file_.metadata_[key] = is_signed ? std::to_string(static_cast<std::int64_t>(bits << unused) >> unused) : std::to_string(bits);
    if (key == "general.alignment") {
        if (bits == 0 || bits > 65536 || !std::has_single_bit(bits))
            return corrupt(fmt::format("general.alignment {} is no power of two up to 65536", bits));
        alignment_ = bits;
    }
    return {};
}

Result<void> GgufReader::read_pair() {
    SFUMATO_TRY(const std::string key, text(max_key_bytes));
    SFUMATO_TRY(const auto type, number<std::uint32_t>());
    if (type > static_cast<std::uint32_t>(Value::F64))
        return corrupt(fmt::format("the value of {} is of the unknown type {}", in_quotes(key), type));
    return read_value(key, static_cast<Value>(type));
}

Result<void> GgufReader::set_shape(Line &line, std::vector<std::int64_t> sides, std::uint32_t type) const {
    const std::string name = in_quotes(line.entry.name);
    const std::int64_t row = sides.empty() ? 1 : sides.front();
    std::reverse(sides.begin(), sides.end());
    line.format = block_format(type);
    const auto plain = plain_type(type);
    if (!plain && !line.format)
        return source_.fail(ErrorCode::UnsupportedFormat,
                            fmt::format("tensor {} is stored in ggml type {}, which is not known here", name, type),
                            "use a file of type F16, Q8_0, Q5, Q4 or one of the K formats");
    line.entry.type = plain.value_or(ElementType::F32);
    const auto bytes = bytes_of(line.entry.type, sides);
    if (!bytes)
        return source_.fail(ErrorCode::CorruptFile,
                            fmt::format("tensor {} has the impossible shape [{}]", name, fmt::join(sides, ", ")));
    line.entry.bytes = *bytes;
    line.stored_bytes = *bytes;
    if (line.format) {
        if (row % static_cast<std::int64_t>(line.format->numbers) != 0)
            return source_.fail(ErrorCode::CorruptFile, fmt::format("tensor {} has rows of {} numbers, which are no whole blocks of {}",
                                                                    name, row, line.format->numbers));
        line.entry.encoding = line.format->name;
        line.stored_bytes = *bytes / 4 / line.format->numbers * line.format->bytes;
    }
    line.entry.shape = std::move(sides);
    if (const auto original = original_shapes_.find(line.entry.name); original != original_shapes_.end()) {
        if (bytes_of(line.entry.type, original->second) != bytes)
            return source_.fail(ErrorCode::CorruptFile, fmt::format("tensor {} has two shapes of different size", name));
        line.entry.shape = original->second;
    }
    return {};
}

Result<GgufReader::Line> GgufReader::read_tensor() {
    Line line;
    SFUMATO_TRY(line.entry.name, text(header_limits::max_name_bytes));
    if (line.entry.name.empty() || line.entry.name.find('\0') != std::string::npos)
        return corrupt("a tensor has no possible name");
    SFUMATO_TRY(const auto rank, number<std::uint32_t>());
    if (rank > header_limits::max_rank)
        return source_.fail(ErrorCode::LimitExceeded,
                            fmt::format("tensor {} has {} dimensions", in_quotes(line.entry.name), rank));
    std::vector<std::int64_t> sides;
    for (std::uint32_t i = 0; i < rank; ++i) {
        SFUMATO_TRY(const auto side, number<std::int64_t>());
        sides.push_back(side);
    }
    SFUMATO_TRY(const auto type, number<std::uint32_t>());
    SFUMATO_TRY(line.entry.begin, number<std::uint64_t>());
    SFUMATO_CHECK(set_shape(line, std::move(sides), type));
    return line;
}

Result<void> GgufReader::place(std::vector<Line> lines) {
    const std::uint64_t data_begin = (at_ + alignment_ - 1) / alignment_ * alignment_;
    std::set<std::string_view> names;
    for (const Line &line : lines)
        if (!names.insert(line.entry.name).second)
            return source_.fail(ErrorCode::CorruptFile, fmt::format("tensor {} stands twice", in_quotes(line.entry.name)));
    std::vector<std::size_t> order(lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tie(lines[a].entry.begin, lines[a].stored_bytes) < std::tie(lines[b].entry.begin, lines[b].stored_bytes);
    });
    std::uint64_t end = 0;
    for (const std::size_t i : order) {
        Line &line = lines[i];
        const std::string name = in_quotes(line.entry.name);
        if (line.entry.begin % alignment_ != 0 || line.entry.begin < end)
            return source_.fail(ErrorCode::CorruptFile,
                                fmt::format("tensor {} begins at byte {} of the data, which is not aligned or inside another",
                                            name, line.entry.begin));
        if (data_begin > source_.bytes() || line.entry.begin > source_.bytes() - data_begin ||
            line.stored_bytes > source_.bytes() - data_begin - line.entry.begin)
            return source_.fail(ErrorCode::CorruptFile, fmt::format("the file ends inside tensor {}", name),
                                "the download may be incomplete");
        end = line.entry.begin + line.stored_bytes;
        line.entry.begin += data_begin;
        file_.tensors_.push_back(std::move(line.entry));
        file_.formats_.push_back(line.format);
    }
    return {};
}

Result<void> GgufReader::read() {
    SFUMATO_CHECK(skip(4)); // the magic
    SFUMATO_TRY(const auto version, number<std::uint32_t>());
    if (version != 2 && version != 3)
        return source_.fail(ErrorCode::UnsupportedFormat, fmt::format("is of GGUF version {}; 2 and 3 are read", version));
    SFUMATO_TRY(const auto tensors, number<std::uint64_t>());
    SFUMATO_TRY(const auto pairs, number<std::uint64_t>());
    if (tensors > header_limits::max_tensors || pairs > max_keys)
        return source_.fail(ErrorCode::LimitExceeded, fmt::format("claims {} tensors and {} keys", tensors, pairs));
    for (std::uint64_t i = 0; i < pairs; ++i)
        SFUMATO_CHECK(read_pair());
    std::vector<Line> lines;
    for (std::uint64_t i = 0; i < tensors; ++i) {
        SFUMATO_TRY(Line line, read_tensor());
        lines.push_back(std::move(line));
    }
    return place(std::move(lines));
}

Result<GgufFile> GgufFile::open(InputFile opened) {
    GgufFile file(std::move(opened));
    SFUMATO_CHECK(GgufReader(file).read());
    return file;
}

Result<void> GgufFile::read_range(const TensorEntry &entry, std::uint64_t first, std::uint64_t count,
                                  void *destination) const {
    const BlockFormat *format = formats_[static_cast<std::size_t>(&entry - tensors_.data())];
    if (!format) {
        const auto width = static_cast<std::uint64_t>(bits_of(entry.type)) / 8;
        return file_.read(entry.begin + first * width, destination, static_cast<std::size_t>(count * width));
    }
    if (first % format->numbers != 0 || count % format->numbers != 0) { // a shape of its own may cut through blocks
        std::vector<float> whole(static_cast<std::size_t>(elements_of(entry)));
        SFUMATO_CHECK(read(entry, whole.data()));
        std::memcpy(destination, whole.data() + first, static_cast<std::size_t>(count) * sizeof(float));
        return {};
    }
    const auto blocks = static_cast<std::size_t>(count / format->numbers);
    // Read into the end of the destination, then spread from the front; a block is set aside before its numbers,
    // which may reach over it, are written.
    auto *floats = static_cast<float *>(destination);
    char *packed = static_cast<char *>(destination) + count * sizeof(float) - blocks * format->bytes;
    SFUMATO_CHECK(file_.read(entry.begin + first / format->numbers * format->bytes, packed, blocks * format->bytes));
    std::array<std::uint8_t, 256> block{};
    for (std::size_t i = 0; i < blocks; ++i) {
        std::memcpy(block.data(), packed + i * format->bytes, format->bytes);
        format->decode(block.data(), floats + i * format->numbers);
    }
    return {};
}

} // namespace sfumato::modelio
