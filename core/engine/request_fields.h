// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/base/limits.h"

/// What a request's JSON consists of: every field's name, and the range of its numbers.
namespace sfumato::request_fields {

/// What a number may be; both ends are allowed.
struct Range {
    double low, high;
};
inline constexpr Range unit{0.0, 1.0};
inline constexpr Range adapter_weight{-10, 10};
inline constexpr Range side{limits::min_side, limits::max_side};
inline constexpr std::int64_t max_seed = std::numeric_limits<std::int64_t>::max() - limits::max_count;

inline constexpr std::size_t max_list_entries = 64;

struct SamplingOption {
    std::string_view name;
    Range range;
};
inline constexpr std::array<SamplingOption, 8> sampling_options = {{
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
void visit_hypernetwork(Archive &a, Use &use) {
    a.path("file", use.file);
    a.number("weight", use.weight, adapter_weight);
}

template <typename Archive, typename Use>
void visit_image_prompt(Archive &a, Use &use) {
    a.path("file", use.file);
    a.path("image", use.image.path);
    a.number("weight", use.weight, {0, 2});
    a.number("start", use.start, unit);
    a.number("end", use.end, unit);
}

template <typename Archive, typename Use>
void visit_control(Archive &a, Use &use) {
    a.path("file", use.file);
    a.path("image", use.image.path);
    a.text("preprocess", use.preprocessor);
    a.number("weight", use.weight, {0, 2});
    a.number("start", use.start, unit);
    a.number("end", use.end, unit);
    a.text("type", use.kind);
    a.choice("mode", use.mode);
}

template <typename Archive, typename Pass>
void visit_hires(Archive &a, Pass &hires) {
    a.number("scale", hires.scale, {1, 8});
    a.number("strength", hires.strength, unit);
    a.open_integer("steps", hires.steps, {1, limits::max_steps});
    a.choice("mode", hires.mode);
    a.path("upscaler", hires.upscaler);
    a.text("prompt", hires.prompt);
    a.text("negative", hires.negative);
}

template <typename Archive, typename Sizes>
void visit_sizes(Archive &a, Sizes &sizes) {
    a.integer("original_width", sizes.original_width, {0, limits::max_side});
    a.integer("original_height", sizes.original_height, {0, limits::max_side});
    a.integer("crop_left", sizes.crop_left, {0, limits::max_side});
    a.integer("crop_top", sizes.crop_top, {0, limits::max_side});
    a.integer("target_width", sizes.target_width, {0, limits::max_side});
    a.integer("target_height", sizes.target_height, {0, limits::max_side});
    a.number("aesthetic_score", sizes.aesthetic_score, {0, 10});
    a.number("negative_aesthetic_score", sizes.negative_aesthetic_score, {0, 10});
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
    a.list("hypernetwork", r.hypernetworks, [](auto &inner, auto &use) { visit_hypernetwork(inner, use); });
    a.path("hypernetwork_dir", r.hypernetwork_folder);
    a.list("controlnet", r.controls, [](auto &inner, auto &use) { visit_control(inner, use); });
    a.list("ip_adapter", r.image_prompts, [](auto &inner, auto &use) { visit_image_prompt(inner, use); });
    a.path("image_encoder", r.image_encoder);
    a.object("refiner", r.refiner, [](auto &inner, auto &refiner) {
        inner.path("model", refiner.model);
        inner.number("switch", refiner.switch_at, unit);
    });
    a.object("size_conditioning", r.size_conditioning, [](auto &inner, auto &sizes) { visit_sizes(inner, sizes); });
    a.text("prompt", r.prompt);
    a.text("negative", r.negative);
    a.size("width", r.width);
    a.size("height", r.height);
    a.open_integer("steps", r.steps, {1, limits::max_steps});
    a.open_number("cfg", r.guidance, {0, limits::max_guidance});
    a.number("cfg_rescale", r.guidance_rescale, unit);
    a.open_number("image_cfg", r.image_guidance, {0, limits::max_guidance});
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
    a.open_object("hires", r.hires, [](auto &inner, auto &hires) { visit_hires(inner, hires); });
    a.size("tile", r.tile);
    a.path("upscaler", r.upscaler);
    a.number("upscale", r.upscale, {0, 16});
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

} // namespace sfumato::request_fields
