// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/request_json.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/base/limits.h"
#include "core/base/nearest_name.h"
#include "core/base/printable.h"
#include "core/modelio/json_file.h"

namespace sfumato {
namespace {

using nlohmann::json;

/// What a number may be; both ends are allowed.
struct Range {
    double low, high;
};
constexpr Range unit{0.0, 1.0};
constexpr Range adapter_weight{-10, 10};
constexpr Range side{limits::min_side, limits::max_side};
constexpr std::int64_t max_seed = std::numeric_limits<std::int64_t>::max() - limits::max_count;

constexpr std::size_t max_list_entries = 64;

struct SamplingOption {
    std::string_view name;
    Range range;
};
constexpr std::array<SamplingOption, 8> sampling_options = {{
    {"eta", {0, 10}}, {"s_noise", {0, 10}}, {"s_churn", {0, 1000}}, {"s_tmin", {0, 1e6}},
    {"s_tmax", {0, 1e6}}, {"rho", {0.01, 1000}}, {"sigma_min", {0, 1e6}}, {"sigma_max", {0, 1e6}},
}};

// One list of fields serves writing, reading and checking: what is in it is written, read and held to its range.
template <typename Archive, typename Request>
void visit_habits(Archive &a, Request &habits) {
    a.choice("conventions", habits.conventions);
    a.open_choice("rng", habits.noise);
    a.open_choice("timesteps", habits.timesteps);
    a.open_choice("emphasis", habits.emphasis);
    a.open_choice("strength_steps", habits.strength_steps);
    a.open_flag("sgm_noise_multiplier", habits.sgm_noise_multiplier);
    a.open_choice("mask_resample", habits.mask_resample);
    a.open_choice("inpaint_blend", habits.inpaint_blend);
    a.open_choice("empty_negative", habits.empty_negative);
}

template <typename Archive, typename Use>
void visit_adapter(Archive &a, Use &use) {
    a.path("file", use.file);
    a.number("weight", use.weight, adapter_weight);
    a.open_number("te_weight", use.text_weight, adapter_weight);
}

template <typename Archive, typename Use>
void visit_control(Archive &a, Use &use) {
    a.path("file", use.file);
    a.path("image", use.image.path);
    a.text("preprocess", use.preprocessor);
    a.number("weight", use.weight, {0, 2});
    a.number("start", use.start, unit);
    a.number("end", use.end, unit);
}

template <typename Archive, typename Sizes>
void visit_sizes(Archive &a, Sizes &sizes) {
    a.integer("original_width", sizes.original_width, {0, limits::max_side});
    a.integer("original_height", sizes.original_height, {0, limits::max_side});
    a.integer("crop_left", sizes.crop_left, {0, limits::max_side});
    a.integer("crop_top", sizes.crop_top, {0, limits::max_side});
    a.integer("target_width", sizes.target_width, {0, limits::max_side});
    a.integer("target_height", sizes.target_height, {0, limits::max_side});
}

template <typename Archive, typename Options>
void visit_mask(Archive &a, Options &options) {
    a.path("path", options.mask.path);
    a.choice("mode", options.mode);
    a.number("blur", options.blur, {0, 256});
    a.integer("grow", options.grow, {-1024, 1024});
    a.choice("fill", options.fill);
    a.flag("only_masked", options.only_masked);
    a.integer("padding", options.padding, {0, 1024});
}

template <typename Archive, typename Request>
void visit(Archive &a, Request &r) {
    a.path("model", r.model);
    a.path("config", r.config);
    a.list("lora", r.adapters, [](auto &inner, auto &use) { visit_adapter(inner, use); });
    a.path("lora_dir", r.adapter_folder);
    a.paths("embedding", r.embeddings);
    a.path("embedding_dir", r.embedding_folder);
    a.path("vae", r.vae);
    a.path("preview_vae", r.preview_vae);
    a.list("controlnet", r.controls, [](auto &inner, auto &use) { visit_control(inner, use); });
    a.object("size_conditioning", r.size_conditioning, [](auto &inner, auto &sizes) { visit_sizes(inner, sizes); });
    a.text("prompt", r.prompt);
    a.text("negative", r.negative);
    a.size("width", r.width);
    a.size("height", r.height);
    a.open_integer("steps", r.steps, {1, limits::max_steps});
    a.open_number("cfg", r.guidance, {0, limits::max_guidance});
    a.number("cfg_rescale", r.guidance_rescale, unit);
    a.open_integer("clip_skip", r.clip_skip, {1, 24});
    a.text("sampler", r.sampler);
    a.text("schedule", r.schedule);
    a.text("scheduler", r.scheduler);
    a.sampling_options("sampling_options", r.sampling_options);
    a.seed("seed", r.seed);
    a.integer("count", r.count, {1, limits::max_count});
    a.integer("batch", r.batch, {1, limits::max_batch});
    a.open_seed("variation_seed", r.variation_seed);
    a.number("variation_strength", r.variation_strength, unit);
    a.open_object("init", r.init, [](auto &inner, auto &init) { inner.path("path", init.path); });
    a.number("strength", r.strength, unit);
    a.open_object("mask", r.inpaint, [](auto &inner, auto &mask) { visit_mask(inner, mask); });
    a.object("outpaint", r.outpaint, [](auto &inner, auto &sides) {
        inner.integer("left", sides.left, {0, limits::max_side});
        inner.integer("top", sides.top, {0, limits::max_side});
        inner.integer("right", sides.right, {0, limits::max_side});
        inner.integer("bottom", sides.bottom, {0, limits::max_side});
    });
    a.object("habits", r.habits, [](auto &inner, auto &habits) { visit_habits(inner, habits); });
    a.text("device", r.device);
    a.choice("dtype", r.dtype);
    a.integer("threads", r.threads, {0, 1024});
    a.number("memory", r.memory_gb, {0, 1e5});
    a.flag("tiled_decode", r.force_tiled_decode);
    a.path("noise_in", r.noise_in);
    a.integer("shard_index", r.shard_index, {0, limits::max_count});
    a.integer("shard_count", r.shard_count, {1, limits::max_count});
}

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
                                            [&](const SamplingOption &option) { return option.name == name; });
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
