// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/safetensors_header.h"

#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/printable.h"
#include "core/modelio/header_stream.h"

namespace sfumato::modelio {
namespace {

/// Takes the header's JSON event by event and accepts only the shape that the format allows:
/// { name: { dtype: text, shape: [..], data_offsets: [b, e] }, __metadata__: { text: text } }.
/// Returning false from an event ends the parse; error() then says why.
class HeaderReader {
public:
    // The names of the events are nlohmann's SAX interface.
    bool null() { return unexpected("null"); }
    bool boolean(bool) { return unexpected("a truth value"); }
    bool number_integer(std::int64_t) { return unexpected("a negative number"); }
    bool number_unsigned(std::uint64_t value);
    bool number_float(double, const std::string &) { return unexpected("a fractional or too large number"); }
    bool string(std::string &value);
    bool binary(nlohmann::json::binary_t &) { return unexpected("binary data"); }
    bool start_object(std::size_t);
    bool end_object();
    bool start_array(std::size_t);
    bool end_array();
    bool key(std::string &name);
    bool parse_error(std::size_t position, const std::string &, const nlohmann::json::exception &exception);

    const std::optional<Error> &error() const { return error_; }
    SafetensorsHeader take() { return {std::move(tensors_), std::move(metadata_)}; }

private:
    enum class Place { Start, Top, Entry, Shape, Offsets, Metadata, Skipping, End };
    enum Field : unsigned { Type = 1, ShapeField = 2, OffsetsField = 4 };

    bool refuse(ErrorCode code, std::string reason);
    bool unexpected(const char *what);
    bool skip_unexpected(const char *what);
    bool finish_skip();
    bool new_field(std::string_view name);
    bool check_entry();
    std::string here() const;

    Place place_ = Place::Start;
    bool metadata_next_ = false;
    bool metadata_seen_ = false;
    std::size_t metadata_bytes_ = 0;
    std::string metadata_key_;
    TensorEntry entry_;
    unsigned fields_ = 0;    ///< of the current entry, complete or begun
    std::string_view field_; ///< the one being read
    std::uint64_t offsets_[2] = {0, 0};
    std::size_t offset_count_ = 0;
    int skip_depth_ = 0;

    std::vector<TensorEntry> tensors_;
    std::map<std::string, std::string> metadata_;
    std::optional<Error> error_;
};

bool HeaderReader::refuse(ErrorCode code, std::string reason) {
    if (!error_)
        error_ = Error{code, {}, std::move(reason), {}};
    return false;
}

/// What is being read, for messages.
std::string HeaderReader::here() const {
    switch (place_) {
    case Place::Metadata: return "__metadata__ " + in_quotes(metadata_key_);
    case Place::Start: return "the header";
    default: break;
    }
    if (metadata_next_)
        return "__metadata__";
    const std::string tensor = "tensor " + in_quotes(entry_.name);
    return field_.empty() ? tensor : fmt::format("{} of {}", field_, tensor);
}

bool HeaderReader::unexpected(const char *what) {
    if (place_ == Place::Skipping)
        return true;
    const bool type = place_ == Place::Entry && field_ == "dtype";
    return refuse(type ? ErrorCode::UnsupportedFormat : ErrorCode::CorruptFile, fmt::format("{} is {}", here(), what));
}

/// A bracket where none belongs is read to its end before it is refused: a nest of them is then reported
/// by the stream's depth limit, which says better what is wrong.
bool HeaderReader::skip_unexpected(const char *what) {
    if (place_ != Place::Skipping)
        unexpected(what);
    place_ = Place::Skipping;
    ++skip_depth_;
    return true;
}

bool HeaderReader::finish_skip() {
    return --skip_depth_ > 0;
}

bool HeaderReader::number_unsigned(std::uint64_t value) {
    if (place_ == Place::Shape) {
        if (entry_.shape.size() == header_limits::max_rank)
            return refuse(ErrorCode::LimitExceeded,
                          fmt::format("{} has more than {} dimensions", here(), header_limits::max_rank));
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return refuse(ErrorCode::CorruptFile, fmt::format("{} has the impossible size {}", here(), value));
        entry_.shape.push_back(static_cast<std::int64_t>(value));
        return true;
    }
    if (place_ == Place::Offsets) {
        if (offset_count_ == 2)
            return refuse(ErrorCode::CorruptFile, here() + " must be two integers");
        offsets_[offset_count_++] = value;
        return true;
    }
    return unexpected("a number");
}

bool HeaderReader::string(std::string &value) {
    if (place_ == Place::Metadata) {
        metadata_bytes_ += metadata_key_.size() + value.size();
        if (metadata_bytes_ > header_limits::max_metadata_bytes)
            return refuse(ErrorCode::LimitExceeded, "__metadata__ is larger than 32 MiB");
        if (!metadata_.emplace(std::move(metadata_key_), std::move(value)).second)
            return refuse(ErrorCode::CorruptFile, "__metadata__ has a key twice");
        metadata_key_.clear();
        return true;
    }
    if (place_ == Place::Entry && field_ == "dtype") {
        const auto type = element_type_from(value);
        if (!type)
            return refuse(ErrorCode::UnsupportedFormat,
                          fmt::format("{} is {}, which is no known type", here(), in_quotes(value)));
        entry_.type = *type;
        return true;
    }
    return unexpected("a text");
}

bool HeaderReader::start_object(std::size_t) {
    if (place_ == Place::Start) {
        place_ = Place::Top;
        return true;
    }
    if (place_ != Place::Top)
        return skip_unexpected("an object");
    place_ = metadata_next_ ? Place::Metadata : Place::Entry;
    return true;
}

bool HeaderReader::end_object() {
    switch (place_) {
    case Place::Skipping: return finish_skip();
    case Place::Top: place_ = Place::End; return true;
    case Place::Metadata:
        place_ = Place::Top;
        metadata_next_ = false;
        return true;
    default: break;
    }
    place_ = Place::Top;
    return check_entry();
}

bool HeaderReader::start_array(std::size_t) {
    if (place_ == Place::Entry && (field_ == "shape" || field_ == "data_offsets")) {
        place_ = field_ == "shape" ? Place::Shape : Place::Offsets;
        return true;
    }
    return skip_unexpected("a list");
}

bool HeaderReader::end_array() {
    if (place_ == Place::Skipping)
        return finish_skip();
    if (place_ == Place::Offsets && offset_count_ != 2)
        return refuse(ErrorCode::CorruptFile, here() + " must be two integers");
    place_ = Place::Entry;
    return true;
}

bool HeaderReader::key(std::string &name) {
    if (place_ == Place::Skipping)
        return true;
    if (place_ == Place::Entry)
        return new_field(name);
    if (place_ == Place::Metadata) {
        metadata_key_ = std::move(name);
        return true;
    }
    if (name == "__metadata__") {
        metadata_next_ = true;
        if (std::exchange(metadata_seen_, true))
            return refuse(ErrorCode::CorruptFile, "__metadata__ stands twice in the header");
        return true;
    }
    if (tensors_.size() == header_limits::max_tensors)
        return refuse(ErrorCode::LimitExceeded, fmt::format("more than {} tensors", header_limits::max_tensors));
    if (name.size() > header_limits::max_name_bytes)
        return refuse(ErrorCode::LimitExceeded, fmt::format("the tensor name {} is longer than {} bytes",
                                                            in_quotes(name), header_limits::max_name_bytes));
    if (name.find('\0') != std::string::npos)
        return refuse(ErrorCode::CorruptFile, fmt::format("the tensor name {} holds a NUL", in_quotes(name)));
    entry_ = TensorEntry{};
    entry_.name = std::move(name);
    fields_ = 0;
    field_ = {};
    offset_count_ = 0;
    return true;
}

bool HeaderReader::new_field(std::string_view name) {
    unsigned bit = 0;
    if (name == "dtype")
        bit = Type, field_ = "dtype";
    else if (name == "shape")
        bit = ShapeField, field_ = "shape";
    else if (name == "data_offsets")
        bit = OffsetsField, field_ = "data_offsets";
    if (bit == 0)
        return refuse(ErrorCode::CorruptFile, fmt::format("{} has the unknown field {}", here(), in_quotes(name)));
    if (fields_ & bit)
        return refuse(ErrorCode::CorruptFile, here() + " stands there twice");
    fields_ |= bit;
    return true;
}

/// Called when an entry is complete: do its parts fit together?
bool HeaderReader::check_entry() {
    field_ = {};
    for (const auto &[bit, name] : {std::pair{Type, "dtype"}, {ShapeField, "shape"}, {OffsetsField, "data_offsets"}})
        if ((fields_ & bit) == 0)
            return refuse(ErrorCode::CorruptFile, fmt::format("{} lacks {}", here(), name));
    const auto [begin, end] = offsets_;
    if (end < begin)
        return refuse(ErrorCode::CorruptFile,
                      fmt::format("data_offsets of {} run backwards: {} to {}", here(), begin, end));
    const auto bytes = bytes_of(entry_.type, entry_.shape);
    if (!bytes)
        return refuse(ErrorCode::CorruptFile,
                      fmt::format("shape of {} is impossible for {}: the size overflows or is no whole number of bytes",
                                  here(), to_string(entry_.type)));
    if (*bytes != end - begin)
        return refuse(ErrorCode::CorruptFile,
                      fmt::format("{} has {} bytes of data, its shape and dtype need {}", here(), end - begin, *bytes));
    entry_.begin = begin;
    entry_.bytes = *bytes;
    entry_.shape.shrink_to_fit();
    tensors_.push_back(std::move(entry_));
    return true;
}

bool HeaderReader::parse_error(std::size_t position, const std::string &, const nlohmann::json::exception &exception) {
    const std::string_view what = exception.what();
    const bool text = what.find("UTF-8") != std::string_view::npos || what.find("surrogate") != std::string_view::npos;
    return refuse(ErrorCode::CorruptFile,
                  fmt::format("the header is not valid {} at byte {}", text ? "UTF-8" : "JSON", position));
}

} // namespace

Result<SafetensorsHeader> parse_safetensors_header(int descriptor, std::uint64_t bytes) {
    HeaderStream stream(descriptor, 8, bytes);
    // nlohmann skips white space and a byte order mark; the format allows neither.
    if (!stream.error() && (stream.begin() == HeaderStream::end() || *stream.begin() != '{'))
        return fail(ErrorCode::CorruptFile, {}, "the header does not start with {");
    HeaderReader reader;
    const bool parsed = nlohmann::json::sax_parse(stream.begin(), HeaderStream::end(), &reader);
    if (stream.error())
        return tl::unexpected<Error>(*stream.error());
    if (reader.error())
        return tl::unexpected<Error>(*reader.error());
    if (!parsed)
        return fail(ErrorCode::CorruptFile, {}, "the header is not valid JSON");
    return reader.take();
}

} // namespace sfumato::modelio
