// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/request_json.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/base/limits.h"
#include "core/base/nearest_name.h"
#include "core/base/printable.h"
#include "core/engine/request_fields.h"
#include "core/modelio/json_file.h"

namespace sfumato {
namespace {

using nlohmann::json;
using namespace request_fields;

class Writer {
public:
    explicit Writer(PathStyle paths) : paths_(paths) {}
    json take() { return std::move(out_); }

    void text(const char *key, const std::string &value) { out_[key] = value; }
    void path(const char *key, const std::string &value) { out_[key] = shown_path(value); }
    void paths(const char *key, const std::vector<std::string> &values) {
        if (values.empty())
            return;
        json list = json::array();
        for (const std::string &value : values)
            list.push_back(shown_path(value));
        out_[key] = std::move(list);
    }
    void flag(const char *key, bool value) { out_[key] = value; }
    void integer(const char *key, int value, Range) { out_[key] = value; }
    void number(const char *key, double value, Range) { out_[key] = value; }
    void size(const char *key, int value) { out_[key] = value; }
    void seed(const char *key, std::int64_t value) { out_[key] = value; }
    void sampling_options(const char *key, const std::map<std::string, double> &options) { out_[key] = options; }
    template <typename Choice>
    void choice(const char *key, Choice value) {
        out_[key] = name_of(value);
    }
    template <typename Choice>
    void open_choice(const char *key, const std::optional<Choice> &value) {
        if (value)
            choice(key, *value);
    }
    void open_flag(const char *key, const std::optional<bool> &value) { open(key, value); }
    void open_integer(const char *key, const std::optional<int> &value, Range) { open(key, value); }
    void open_number(const char *key, const std::optional<double> &value, Range) { open(key, value); }
    void open_seed(const char *key, const std::optional<std::int64_t> &value) { open(key, value); }
    template <typename Value, typename Fields>
    void object(const char *key, const Value &value, Fields fields) {
        Writer inner(paths_);
        fields(inner, value);
        out_[key] = inner.take();
    }
    template <typename Value, typename Fields>
    void open_object(const char *key, const std::optional<Value> &value, Fields fields) {
        if (value)
            object(key, *value, fields);
    }
    template <typename Value, typename Fields>
    void list(const char *key, const std::vector<Value> &values, Fields fields) {
        for (const Value &value : values) {
            Writer inner(paths_);
            fields(inner, value);
            out_[key].push_back(inner.take());
        }
    }

private:
    std::string shown_path(const std::string &value) const {
        return paths_ == PathStyle::Full ? value : std::filesystem::path(value).filename().string();
    }
    template <typename Value>
    void open(const char *key, const std::optional<Value> &value) {
        if (value)
            out_[key] = *value;
    }

    PathStyle paths_;
    json out_ = json::object();
};

/// Remembers the first thing that is wrong; later fields are then left alone.
class Complaints {
public:
    bool any() const { return error_.has_value(); }
    std::optional<Error> take() { return std::move(error_); }

    void add(std::string key, std::string reason, std::string advice = {}) {
        if (!error_)
            error_ = Error{ErrorCode::InvalidArgument, std::move(key), std::move(reason), std::move(advice)};
    }

private:
    std::optional<Error> error_;
};

/// 4 as "4", 0.5 as "0.5".
std::string shown(double value) {
    return fmt::format("{:.10g}", value);
}

/// Walks a request and holds every field to its rule.
class Checker {
public:
    Checker(Complaints &complaints, std::string prefix) : complaints_(complaints), prefix_(std::move(prefix)) {}

    void text(const char *key, const std::string &value) {
        if (value.size() > static_cast<std::size_t>(limits::max_prompt_bytes))
            wrong(key, fmt::format("is longer than {} bytes", limits::max_prompt_bytes));
        else if (value.find('\0') != std::string::npos)
            wrong(key, "holds a NUL character");
        else if (!is_utf8(value))
            wrong(key, "is not valid UTF-8");
    }
    void path(const char *key, const std::string &value) {
        if (value.size() > 4096 || value.find('\0') != std::string::npos)
            wrong(key, "is no path of a file: too long, or with a NUL character");
    }
    void paths(const char *key, const std::vector<std::string> &values) {
        check_length(key, values.size());
        for (const std::string &value : values)
            path(key, value);
    }
    template <typename Value, typename Fields>
    void list(const char *key, const std::vector<Value> &values, Fields fields) {
        check_length(key, values.size());
        for (const Value &value : values)
            object(key, value, fields);
    }
    void flag(const char *, bool) {}
    void integer(const char *key, int value, Range range) { number(key, value, range); }
    void number(const char *key, double value, Range range) {
        if (!(value >= range.low && value <= range.high))
            wrong(key, fmt::format("{} is out of range: {} to {}", shown(value), shown(range.low), shown(range.high)));
    }
    void size(const char *key, int value) {
        if (value == 0)
            return;
        number(key, value, side);
        if (value % 8 != 0)
            wrong(key, fmt::format("{} is no multiple of 8", value),
                  fmt::format("the nearest are {} and {}", value / 8 * 8, value / 8 * 8 + 8));
    }
    void seed(const char *key, std::int64_t value) {
        if (value < -1 || value > max_seed)
            wrong(key, fmt::format("{} is out of range: -1 (random) or 0 to {}", value, max_seed));
    }
    void sampling_options(const char *key, const std::map<std::string, double> &options) {
        for (const auto &[name, value] : options) {
            const auto known = std::find_if(sfumato::sampling_options.begin(), sfumato::sampling_options.end(),
                                            [&, &wanted = name](const SamplingOption &option) { return option.name == wanted; });
            if (known == sfumato::sampling_options.end())
                wrong(key, fmt::format("has no option {}", in_quotes(name)));
            else
                Checker(complaints_, prefix_ + key + ".").number(name.c_str(), value, known->range);
        }
    }
    template <typename Choice>
    void choice(const char *, Choice) {}
    template <typename Choice>
    void open_choice(const char *, const std::optional<Choice> &) {}
    void open_flag(const char *, const std::optional<bool> &) {}
    void open_integer(const char *key, const std::optional<int> &value, Range range) {
        if (value)
            integer(key, *value, range);
    }
    void open_number(const char *key, const std::optional<double> &value, Range range) {
        if (value)
            number(key, *value, range);
    }
    void open_seed(const char *key, const std::optional<std::int64_t> &value) {
        if (value)
            seed(key, *value);
    }
    template <typename Value, typename Fields>
    void object(const char *key, const Value &value, Fields fields) {
        Checker inner(complaints_, prefix_ + key + ".");
        fields(inner, value);
    }
    template <typename Value, typename Fields>
    void open_object(const char *key, const std::optional<Value> &value, Fields fields) {
        if (value)
            object(key, *value, fields);
    }

private:
    void check_length(const char *key, std::size_t entries) {
        if (entries > max_list_entries)
            wrong(key, fmt::format("is given {} times; at most {} are used at once", entries, max_list_entries));
    }
    static bool is_utf8(const std::string &value) {
        try {
            return !json(value).dump().empty(); // throws where it is not
        } catch (const json::exception &) {
            return false;
        }
    }
    void wrong(const char *key, std::string reason, std::string advice = {}) {
        complaints_.add(prefix_ + key, std::move(reason), std::move(advice));
    }

    Complaints &complaints_;
    std::string prefix_;
};

/// Fills a request from a JSON object; types are checked here, ranges afterwards by the Checker.
class Reader {
public:
    Reader(const json &in, Complaints &complaints, std::string prefix)
        : in_(in), complaints_(complaints), prefix_(std::move(prefix)) {
        if (!in_.is_object())
            complaints_.add(prefix_, "must be an object");
    }

    void text(const char *key, std::string &value) {
        if (const json *found = find(key))
            found->is_string() ? void(value = found->get<std::string>()) : wrong(key, "must be a text");
    }
    void path(const char *key, std::string &value) { text(key, value); }
    void paths(const char *key, std::vector<std::string> &values) {
        const json *found = find(key);
        if (found && !found->is_array())
            return wrong(key, "must be a list");
        for (std::size_t i = 0; found && i < found->size(); ++i)
            (*found)[i].is_string() ? void(values.push_back((*found)[i].get<std::string>())) : wrong(key, "must be a list of texts");
    }
    template <typename Value, typename Fields>
    void list(const char *key, std::vector<Value> &values, Fields fields) {
        const json *found = find(key);
        if (found && !found->is_array())
            return wrong(key, "must be a list");
        for (std::size_t i = 0; found && i < found->size(); ++i) {
            Reader inner((*found)[i], complaints_, fmt::format("{}{}.{}.", prefix_, key, i));
            fields(inner, values.emplace_back());
            inner.refuse_unknown();
        }
    }
    void flag(const char *key, bool &value) {
        if (const json *found = find(key))
            found->is_boolean() ? void(value = found->get<bool>()) : wrong(key, "must be true or false");
    }
    void integer(const char *key, int &value, Range range) {
        std::int64_t wide = value;
        seed(key, wide);
        if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
            wrong(key, fmt::format("{} is out of range: {} to {}", wide, shown(range.low), shown(range.high)));
        else
            value = static_cast<int>(wide);
    }
    void number(const char *key, double &value, Range) {
        if (const json *found = find(key))
            found->is_number() ? void(value = found->get<double>()) : wrong(key, "must be a number");
    }
    void size(const char *key, int &value) { integer(key, value, side); }
    void seed(const char *key, std::int64_t &value) {
        const json *found = find(key);
        if (!found)
            return;
        if (!found->is_number_integer())
            wrong(key, "must be a whole number");
        else if (found->is_number_unsigned() && found->get<std::uint64_t>() > static_cast<std::uint64_t>(max_seed))
            wrong(key, fmt::format("{} is out of range: at most {}", found->get<std::uint64_t>(), max_seed));
        else
            value = found->get<std::int64_t>();
    }
    void sampling_options(const char *key, std::map<std::string, double> &options) {
        const json *found = find(key);
        if (!found)
            return;
        if (!found->is_object())
            return wrong(key, "must be an object");
        for (const auto &[name, value] : found->items())
            value.is_number() ? void(options[name] = value.get<double>())
                              : wrong(key, fmt::format("{} must be a number", in_quotes(name)));
    }
    template <typename Choice>
    void choice(const char *key, Choice &value) {
        std::optional<Choice> open;
        open_choice(key, open);
        value = open.value_or(value);
    }
    template <typename Choice>
    void open_choice(const char *key, std::optional<Choice> &value) {
        const json *found = find(key);
        if (!found)
            return;
        value = found->is_string() ? choice_named<Choice>(found->get_ref<const std::string &>()) : std::nullopt;
        if (!value)
            wrong(key, fmt::format("must be one of {}", fmt::join(choice_names<Choice>, ", ")));
    }
    void open_flag(const char *key, std::optional<bool> &value) { open(value, key, [&](bool &v) { flag(key, v); }); }
    void open_integer(const char *key, std::optional<int> &value, Range range) {
        open(value, key, [&](int &v) { integer(key, v, range); });
    }
    void open_number(const char *key, std::optional<double> &value, Range range) {
        open(value, key, [&](double &v) { number(key, v, range); });
    }
    void open_seed(const char *key, std::optional<std::int64_t> &value) {
        open(value, key, [&](std::int64_t &v) { seed(key, v); });
    }
    template <typename Value, typename Fields>
    void object(const char *key, Value &value, Fields fields) {
        if (const json *found = find(key)) {
            Reader inner(*found, complaints_, prefix_ + key + ".");
            fields(inner, value);
            inner.refuse_unknown();
        }
    }
    template <typename Value, typename Fields>
    void open_object(const char *key, std::optional<Value> &value, Fields fields) {
        open(value, key, [&](Value &v) { object(key, v, fields); });
    }

    void refuse_unknown() {
        for (const auto &[key, value] : in_.items())
            if (!known_.contains(key))
                complaints_.add(prefix_ + printable(key), "is not known here",
                                did_you_mean(key, {known_.begin(), known_.end()}));
    }

private:
    const json *find(const char *key) {
        known_.insert(key);
        if (complaints_.any() || !in_.is_object())
            return nullptr;
        const auto found = in_.find(key);
        return found == in_.end() ? nullptr : &*found;
    }
    template <typename Value, typename Read>
    void open(std::optional<Value> &value, const char *key, Read read) {
        if (find(key))
            read(value.emplace());
    }
    void wrong(const char *key, std::string reason) { complaints_.add(prefix_ + key, std::move(reason)); }

    const json &in_;
    Complaints &complaints_;
    std::string prefix_;
    std::set<std::string> known_;
};

void check_all(Complaints &complaints, const GenerationRequest &request) {
    Checker checker(complaints, "");
    visit(checker, request);
    if (request.shard_index >= request.shard_count)
        complaints.add("shard", fmt::format("{}/{} is out of range: the index goes from 0 to the count minus 1",
                                            request.shard_index, request.shard_count));
}

} // namespace

std::string to_json(const GenerationRequest &request, int indent, PathStyle paths) {
    Writer writer(paths);
    visit(writer, request);
    json out = writer.take();
    out["version"] = request_json_version;
    return out.dump(indent, ' ', false, json::error_handler_t::replace);
}

Result<GenerationRequest> request_from_json(std::string_view text, const std::string &file) {
    SFUMATO_TRY(json in, modelio::parse_json(text, file));
    if (!in.is_object() || !in.contains("version") || !in["version"].is_number_integer())
        return fail(ErrorCode::UnsupportedFormat, file, "is no request: it has no whole number \"version\"");
    if (in["version"] < 1 || in["version"] > request_json_version)
        return fail(ErrorCode::UnsupportedFormat, file,
                    fmt::format("has version {}; this program reads up to version {}", in["version"].dump(), request_json_version),
                    "use the Sfumato that wrote it, or a newer one");
    in.erase("version");
    GenerationRequest request;
    Complaints complaints;
    Reader reader(in, complaints, "");
    visit(reader, request);
    reader.refuse_unknown();
    if (!complaints.any())
        check_all(complaints, request);
    if (auto error = complaints.take()) {
        error->subject = fmt::format("{}: {}", file, error->subject);
        return tl::unexpected<Error>(std::move(*error));
    }
    return request;
}

Result<void> check_ranges(const GenerationRequest &request) {
    Complaints complaints;
    check_all(complaints, request);
    if (auto error = complaints.take())
        return tl::unexpected<Error>(std::move(*error));
    return {};
}

} // namespace sfumato
