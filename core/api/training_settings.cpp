// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/training_settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/base/nearest_name.h"
#include "core/base/printable.h"

namespace sfumato {
namespace {

using nlohmann::json;
using R = TrainingRequest;
using enum TrainingKind;
using Kinds = std::vector<TrainingKind>;

const Kinds autoencoders = {Vae, Decoder}, networks = {Vae, Decoder, Model, Reader}, all_kinds = {Vae, Decoder, Model, Bpe, Reader};

constexpr double many = 1e12;

/// What a setting's value must look like, in words.
std::string rule(const TrainingSetting &setting) {
    const bool list = std::holds_alternative<std::vector<int> R::*>(setting.member);
    const bool whole = list || std::holds_alternative<int R::*>(setting.member) || std::holds_alternative<std::int64_t R::*>(setting.member) ||
                       std::holds_alternative<std::optional<std::int64_t> R::*>(setting.member);
    if (std::holds_alternative<std::string R::*>(setting.member))
        return setting.choices.empty() ? "is a text" : fmt::format("is one of {}", fmt::join(setting.choices, ", "));
    const std::string range = setting.most >= many ? fmt::format("of {} or more", setting.least) : fmt::format("from {} to {}", setting.least, setting.most);
    return fmt::format("is {} {}", list ? "a list of one to six whole numbers" : whole ? "a whole number" : "a number", range);
}

bool in_range(const TrainingSetting &setting, const json &value) {
    return value.is_number() && value.get<double>() >= setting.least && value.get<double>() <= setting.most;
}

/// Whether `value` is of the setting's type and within its range.
bool suits(const TrainingSetting &setting, const json &value) {
    const auto whole = [&](const json &v) { return v.is_number_integer() && in_range(setting, v); };
    struct Visitor {
        const TrainingSetting &setting;
        const json &value;
        const decltype(whole) &is_whole;
        bool operator()(std::string R::*) const {
            return value.is_string() && (setting.choices.empty() || std::find(setting.choices.begin(), setting.choices.end(), value.get<std::string>()) != setting.choices.end());
        }
        bool operator()(std::vector<int> R::*) const {
            return value.is_array() && !value.empty() && value.size() <= 6 && std::all_of(value.begin(), value.end(), is_whole);
        }
        bool operator()(double R::*) const { return in_range(setting, value); }
        bool operator()(std::optional<double> R::*) const { return in_range(setting, value); }
        bool operator()(int R::*) const { return is_whole(value); }
        bool operator()(std::int64_t R::*) const { return is_whole(value); }
        bool operator()(std::optional<std::int64_t> R::*) const { return is_whole(value); }
    };
    return std::visit(Visitor{setting, value, whole}, setting.member);
}

const TrainingSetting *find(std::string_view name) {
    const auto &all = training_settings();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto &setting) { return setting.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<std::string> names_for(TrainingKind kind) {
    std::vector<std::string> names;
    for (const auto &setting : training_settings())
        if (setting.belongs_to(kind))
            names.emplace_back(setting.name);
    return names;
}

Result<void> refuse(std::string_view setting, std::string reason) {
    return fail(ErrorCode::InvalidArgument, std::string(setting), std::move(reason));
}

} // namespace

const std::vector<TrainingSetting> &training_settings() {
    static const std::vector<TrainingSetting> all = {
        {"out", &R::out, all_kinds, "folder of the run; one that holds the same run is continued"},
        {"vae", &R::vae, {Decoder, Model}, "folder of the finished autoencoder"},
        {"tokenizer", &R::tokenizer, {Model}, "folder of the vocabulary"},
        {"from", &R::from, {Model}, "model folder to begin with instead of from nothing"},
        {"steps", &R::steps, networks, "length of the run in steps", 1, many},
        {"minutes", &R::minutes, networks, "length of the run in minutes, over all resumptions (10 where no steps are given)", 0, 1e6},
        {"save_minutes", &R::save_minutes, networks, "time between two checkpoints", 0, 1e6},
        {"save_steps", &R::save_steps, networks, "a checkpoint every so many steps too; 0 = by time alone", 0, many},
        {"log_steps", &R::log_steps, networks, "a log line every so many steps; 0 = every 20 seconds", 0, many},
        {"validate_steps", &R::validate_steps, {Vae, Decoder, Model}, "pictures of fixed prompts and seeds every so many steps; 0 = none", 0, many},
        {"optimiser", &R::optimiser, networks, "Muon for hidden matrices with AdamW for the rest, or AdamW for all", 0, 0, {"muon", "adamw"}},
        {"lr", &R::lr, networks, "learning rate", 0, 1},
        {"schedule", &R::schedule, networks, "how the rate falls after its warm-up", 0, 0, {"constant", "linear", "cosine", "cosine-restarts", "polynomial"}},
        {"warmup_steps", &R::warmup_steps, networks, "steps in which the rate rises from 0", 0, many},
        {"cycles", &R::cycles, networks, "waves of cosine, or restarts of cosine-restarts", 0, 1000},
        {"power", &R::power, networks, "of polynomial", 0.01, 100},
        {"weight_decay", &R::weight_decay, networks, "decoupled, as AdamW has it", 0, 10},
        {"ema_decay", &R::ema_decay, networks, "memory of the averaged weights, which are what is kept", 0, 1},
        {"clip_norm", &R::clip_norm, networks, "largest norm of all gradients together; 0 = any", 0, 1e6},
        {"accumulate", &R::accumulate, {Vae, Decoder, Model}, "batches whose gradients make one step", 1, 4096},
        {"seed", &R::seed, all_kinds, "of everything drawn", 0, 1 << 30},
        {"device", &R::device, networks, "auto, cpu, cuda or cuda:N"},
        {"precision", &R::precision, networks, "auto = bf16 where the hardware computes it", 0, 0, {"auto", "f32", "bf16"}},
        {"threads", &R::threads, networks, "0 = all", 0, 1024},
        {"unet_channels", &R::unet_channels, {Model}, "widths, finest level first; all but the first attend to the text", 16, 2048},
        {"unet_layers", &R::unet_layers, {Model}, "residual blocks a level", 1, 4},
        {"unet_heads", &R::unet_heads, {Model}, "attention heads", 1, 64},
        {"text_layers", &R::text_layers, {Model}, "layers of the text encoder", 1, 32},
        {"text_width", &R::text_width, {Model}, "width of the text encoder, a multiple of 32", 32, 2048},
        {"prediction", &R::prediction, {Model}, "what the network says: the noise (ordinary schedule), the velocity or the picture (zero terminal SNR)", 0, 0, {"epsilon", "velocity", "sample"}},
        {"coarse_pixels", &R::coarse_pixels, {Model}, "side of the pictures at first", 64, 1024},
        {"pixels", &R::pixels, {Model}, "side of the pictures at last, the model's own", 64, 1024},
        {"coarse_share", &R::coarse_share, {Model}, "part of the run on coarse pictures", 0, 1},
        {"coarse_batch", &R::coarse_batch, {Model}, "coarse pictures a batch", 1, 65536},
        {"batch", &R::batch, {Model}, "pictures a batch", 1, 65536},
        {"window_pixels", &R::window_pixels, {Model}, "side of the windows around subjects that some steps may see, a multiple of 32", 32, 1024},
        {"window_share", &R::window_share, {Model}, "part of the run, after the coarse one, with such steps", 0, 1},
        {"window_every", &R::window_every, {Model}, "one step in so many is of windows", 1, 1000},
        {"window_batch", &R::window_batch, {Model}, "windows a batch", 1, 65536},
        {"coarse_fresh", &R::coarse_fresh, {Model}, "new coarse pictures a step", 0, 65536},
        {"fresh", &R::fresh, {Model}, "new pictures a step", 0, 65536},
        {"pool_start", &R::pool_start, {Model}, "pictures made before the first step", 1, 1 << 24},
        {"caption_dropout", &R::caption_dropout, {Model}, "part of the captions left empty, for guidance", 0, 1},
        {"full_captions", &R::full_captions, {Model}, "part of the captions that leave nothing out", 0, 1},
        {"layout_share", &R::layout_share, {Model}, "part of the timesteps drawn among the noisiest, which decide where things are", 0, 1},
        {"subject_weight", &R::subject_weight, {Model}, "how many times a cell that an object covers counts", 0, 100},
        {"weighting", &R::weighting, {Model}, "how much a timestep counts", 0, 0, {"none", "min-snr", "debiased"}},
        {"snr_gamma", &R::snr_gamma, {Model}, "of min-snr", 1e-3, 1e6},
        {"distance", &R::distance, {Model}, "between what the network says and what is right", 0, 0, {"squared", "huber", "smooth-l1"}},
        {"huber_c", &R::huber_c, {Model}, "where huber and smooth-l1 turn from squares to straight lines", 1e-6, 100},
        {"offset_noise", &R::offset_noise, {Model}, "strength of noise that whole channels share", 0, 1},
        {"vae_channels", &R::vae_channels, {Vae}, "widths, finest level first", 16, 1024},
        {"latent_channels", &R::latent_channels, {Vae}, "numbers a latent cell", 1, 64},
        {"crop", &R::crop, autoencoders, "side of the squares trained on, a multiple of 16", 16, 256},
        {"step_pixels", &R::step_pixels, autoencoders, "pixels a batch, about", 256, 1 << 26},
        {"kl_weight", &R::kl_weight, {Vae}, "of the distance to the standard normal distribution", 0, 1},
        {"discriminator", &R::discriminator, autoencoders, "weight of an adversarial term; 0 = none", 0, 10},
        {"discriminator_share", &R::discriminator_share, autoencoders, "part of the run, its last, in which that term acts", 0, 1},
        {"start_scenes", &R::start_scenes, {Vae}, "scenes from which the start takes its principal components", 1, 4096},
        {"measured_scenes", &R::measured_scenes, autoencoders, "unseen scenes for the PSNR and the latents' scale", 1, 4096},
        {"scenes", &R::scenes, {Bpe}, "scenes whose captions are learned from", 1, 1 << 24},
        {"vocabulary", &R::vocabulary, {Bpe}, "most tokens", 514, 1 << 20},
    };
    return all;
}

bool TrainingSetting::belongs_to(TrainingKind kind) const { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }

std::string TrainingSetting::option() const {
    std::string text = "--" + std::string(name);
    std::replace(text.begin(), text.end(), '_', '-');
    return text;
}

std::string_view TrainingSetting::placeholder() const {
    if (std::holds_alternative<std::vector<int> R::*>(member))
        return "N,N,..";
    if (std::holds_alternative<double R::*>(member) || std::holds_alternative<std::optional<double> R::*>(member))
        return "F";
    return std::holds_alternative<std::string R::*>(member) ? "TEXT" : "N";
}

std::string_view name_of(TrainingKind kind) {
    switch (kind) {
    case Vae: return "vae";
    case Decoder: return "decoder";
    case Model: return "model";
    case Reader: return "reader";
    case Bpe: break;
    }
    return "bpe";
}

Result<TrainingKind> training_kind(std::string_view name) {
    std::vector<std::string> names;
    for (const auto kind : all_kinds) {
        if (name_of(kind) == name)
            return kind;
        names.emplace_back(name_of(kind));
    }
    return fail(ErrorCode::InvalidArgument, std::string(name), "is nothing that can be trained: " + fmt::format("{}", fmt::join(names, ", ")),
                did_you_mean(std::string(name), names));
}

TrainingRequest training_defaults(TrainingKind kind) {
    TrainingRequest request;
    request.kind = kind;
    if (kind == Vae || kind == Decoder) {
        request.weight_decay = 0.0;
        request.ema_decay = 0.999;
    }
    if (kind == Reader)
        request.ema_decay = 0.998;
    return request;
}

Result<json> training_value(const TrainingSetting &setting, std::string_view text) {
    const auto number = [](std::string_view digits) -> json {
        const char *end = digits.data() + digits.size();
        std::int64_t whole = 0;
        if (const auto [stop, problem] = std::from_chars(digits.data(), end, whole); problem == std::errc() && stop == end)
            return whole;
        double value = 0;
        if (const auto [stop, problem] = std::from_chars(digits.data(), end, value); problem == std::errc() && stop == end && std::isfinite(value))
            return value;
        return std::string(digits); // suits no setting that takes numbers
    };
    json value;
    if (std::holds_alternative<std::string R::*>(setting.member)) {
        value = std::string(text);
    } else if (std::holds_alternative<std::vector<int> R::*>(setting.member)) {
        for (std::size_t from = 0; from <= text.size();) {
            const auto comma = std::min(text.find(',', from), text.size());
            value.push_back(number(text.substr(from, comma - from)));
            from = comma + 1;
        }
    } else {
        value = number(text);
    }
    if (!suits(setting, value))
        return fail(ErrorCode::InvalidArgument, setting.option(), fmt::format("{} does not suit: it {}", in_quotes(std::string(text)), rule(setting)));
    return value;
}

Result<void> apply_training_settings(TrainingRequest &request, const json &settings, const std::string &source) {
    if (!settings.is_object())
        return fail(ErrorCode::CorruptFile, source, "is not a JSON object");
    const auto wrong = [&](std::string_view key, std::string reason, std::string advice = {}) {
        if (source.empty()) {
            const TrainingSetting *setting = find(key);
            return fail(ErrorCode::InvalidArgument, setting ? setting->option() : std::string(key), std::move(reason), std::move(advice));
        }
        return fail(ErrorCode::InvalidArgument, source, in_quotes(std::string(key)) + " " + reason, std::move(advice));
    };
    if (settings.contains("steps") && settings.contains("minutes"))
        return wrong("steps", "and minutes are given: a run has one length");
    for (const auto &[key, value] : settings.items()) {
        if (key == "kind") {
            if (value != std::string(name_of(request.kind)))
                return wrong(key, fmt::format("is not {}", name_of(request.kind)));
            continue;
        }
        const TrainingSetting *setting = find(key);
        if (!setting || !setting->belongs_to(request.kind))
            return wrong(key, fmt::format("is no setting of a {} training", name_of(request.kind)),
                         did_you_mean(key, names_for(request.kind)));
        if (!suits(*setting, value))
            return wrong(key, rule(*setting));
        // Named again: clang before 16 lets no lambda catch a structured binding.
        std::visit([&, &given = value](auto member) {
            auto &field = request.*member;
            if constexpr (requires { field.has_value(); })
                field = given.get<typename std::decay_t<decltype(field)>::value_type>();
            else
                field = given.get<std::decay_t<decltype(field)>>();
        }, setting->member);
    }
    if (settings.contains("steps"))
        request.minutes.reset();
    if (settings.contains("minutes"))
        request.steps.reset();
    return {};
}

Result<void> validate(const TrainingRequest &r) {
    if (r.out.empty())
        return refuse("--out", "is missing: the folder of the run");
    if ((r.kind == Decoder || r.kind == Model) && r.vae.empty())
        return refuse("--vae", "is missing: the folder of a finished autoencoder");
    if (r.kind == Model && r.tokenizer.empty())
        return refuse("--tokenizer", "is missing: the folder of a vocabulary");
    if ((r.kind == Vae || r.kind == Decoder) && r.crop % 16 != 0)
        return refuse("crop", fmt::format("{} is not a multiple of 16", r.crop));
    if (r.kind == Vae && std::any_of(r.vae_channels.begin(), r.vae_channels.end(), [](int width) { return width % 4 != 0; }))
        return refuse("vae_channels", "are multiples of 4");
    if (r.kind != Model)
        return {};
    for (const int width : r.unet_channels)
        if (width % 16 != 0 || width % r.unet_heads != 0)
            return refuse("unet_channels", fmt::format("{} is not a multiple of 16 and of unet_heads", width));
    if (r.text_width % 32 != 0)
        return refuse("text_width", fmt::format("{} is not a multiple of 32", r.text_width));
    const int grid = 8 << (r.unet_channels.size() - 1);
    if (r.pixels % grid != 0 || r.coarse_pixels % grid != 0 || r.coarse_pixels > r.pixels)
        return refuse("pixels", fmt::format("and coarse_pixels are multiples of {}, coarse_pixels the smaller", grid));
    if (r.window_share > 0 && (r.window_pixels % grid != 0 || r.window_pixels > r.pixels))
        return refuse("window_pixels", fmt::format("is a multiple of {} and at most pixels", grid));
    return {};
}

json to_json(const TrainingRequest &request) {
    json all{{"kind", name_of(request.kind)}};
    for (const auto &setting : training_settings()) {
        if (!setting.belongs_to(request.kind))
            continue;
        std::visit([&](auto member) {
            const auto &field = request.*member;
            if constexpr (requires { field.has_value(); }) {
                if (field)
                    all[std::string(setting.name)] = *field;
            } else {
                all[std::string(setting.name)] = field;
            }
        }, setting.member);
    }
    return all;
}

} // namespace sfumato
