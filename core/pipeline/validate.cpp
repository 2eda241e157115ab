// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/validate.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "core/base/card_number.h"
#include "core/base/limits.h"
#include "core/base/nearest_name.h"
#include "core/base/printable.h"
#include "core/image/control_kind.h"
#include "core/image/control_picture.h"
#include "core/text/prompt_text.h"

namespace sfumato::pipeline {
namespace {

struct Range {
    double low, high;
};
constexpr Range unit{0.0, 1.0};
constexpr Range length{0, limits::max_side};

struct NamedRange {
    std::string_view name;
    Range range;
};
/// The widest any sampler or schedule takes; what each of them takes is the registry's.
constexpr std::array<NamedRange, 8> sampling_ranges{{{"eta", {0, 10}},
                                                     {"s_noise", {0, 10}},
                                                     {"s_churn", {0, 1000}},
                                                     {"s_tmin", {0, 1e6}},
                                                     {"s_tmax", {0, 1e6}},
                                                     {"rho", {0.01, 1000}},
                                                     {"sigma_min", {0, 1e6}},
                                                     {"sigma_max", {0, 1e6}}}};

/// Image i of a request uses seed + i, which must not overflow.
constexpr std::int64_t max_seed = std::numeric_limits<std::int64_t>::max() - limits::max_count;
constexpr std::size_t max_path_bytes = 4096;
constexpr std::size_t max_parts = 64; ///< adapters, embeddings or control networks at once

Result<void> in_range(std::string_view option, double value, Range range) {
    // Written so that NaN, which compares as neither, is out of range.
    if (value >= range.low && value <= range.high)
        return {};
    return fail(ErrorCode::InvalidArgument, std::string(option),
                fmt::format("is {}, not {} to {}", value, range.low, range.high));
}

Result<void> check_side(std::string_view option, int value) {
    if (value == 0)
        return {};
    SFUMATO_CHECK(in_range(option, value, {limits::min_side, limits::max_side}));
    if (value % 8 != 0)
        return fail(ErrorCode::InvalidArgument, std::string(option), fmt::format("is {}, no multiple of 8", value),
                    fmt::format("the nearest are {} and {}", value / 8 * 8, value / 8 * 8 + 8));
    return {};
}

Result<void> check_seed(std::string_view option, std::int64_t value) {
    if (value >= -1 && value <= max_seed)
        return {};
    return fail(ErrorCode::InvalidArgument, std::string(option),
                fmt::format("is {}, not -1 (random) or 0 to {}", value, max_seed));
}

Result<void> check_pixel_count(std::string_view option, std::int64_t w, std::int64_t h) {
    if (w <= limits::max_side && h <= limits::max_side && w * h <= limits::max_pixels)
        return {};
    return fail(ErrorCode::LimitExceeded, std::string(option),
                fmt::format("makes {} x {} pixels; a side has at most {}, a picture at most {}", w, h, limits::max_side,
                            limits::max_pixels));
}

Result<void> check_path(std::string_view option, std::string_view path) {
    if (path.size() <= max_path_bytes && path.find('\0') == std::string_view::npos)
        return {};
    return fail(ErrorCode::InvalidArgument, std::string(option), "is no path of a file: too long, or with a NUL character");
}

Result<void> check_texts(const GenerationRequest &r) {
    SFUMATO_CHECK(text::check_prompt(r.prompt, "--prompt"));
    SFUMATO_CHECK(text::check_prompt(r.negative, "--negative"));
    SFUMATO_CHECK(text::check_prompt(r.sampler, "--sampler"));
    SFUMATO_CHECK(text::check_prompt(r.schedule, "--schedule"));
    SFUMATO_CHECK(text::check_prompt(r.scheduler, "--scheduler"));
    if (r.model.empty())
        return fail(ErrorCode::InvalidArgument, "--model", "is empty", "give a folder, a file or builtin");
    SFUMATO_CHECK(check_path("--model", r.model));
    SFUMATO_CHECK(check_path("--config", r.config));
    return check_path("--noise-in", r.noise_in);
}

Result<void> check_sampling(const GenerationRequest &r) {
    if (r.steps)
        SFUMATO_CHECK(in_range("--steps", *r.steps, {1, limits::max_steps}));
    if (r.guidance)
        SFUMATO_CHECK(in_range("--cfg", *r.guidance, {0, limits::max_guidance}));
    SFUMATO_CHECK(in_range("--cfg-rescale", r.guidance_rescale, unit));
    if (r.image_guidance)
        SFUMATO_CHECK(in_range("--image-cfg", *r.image_guidance, {0, limits::max_guidance}));
    if (r.clip_skip)
        SFUMATO_CHECK(in_range("--clip-skip", *r.clip_skip, {1, 24}));
    for (const auto &[name, value] : r.sampling_options) {
        const auto known = std::ranges::find(sampling_ranges, name, &NamedRange::name);
        if (known == sampling_ranges.end()) {
            std::vector<std::string> names;
            for (const NamedRange &option : sampling_ranges)
                names.emplace_back(option.name);
            return fail(ErrorCode::InvalidArgument, "sampling options",
                        fmt::format("there is no option {}", in_quotes(name)), did_you_mean(name, names));
        }
        std::string option = "--" + name;
        std::ranges::replace(option, '_', '-');
        SFUMATO_CHECK(in_range(option, value, known->range));
    }
    return {};
}

Result<void> check_amounts(const GenerationRequest &r) {
    SFUMATO_CHECK(check_seed("--seed", r.seed));
    SFUMATO_CHECK(in_range("--count", r.count, {1, limits::max_count}));
    SFUMATO_CHECK(in_range("--batch", r.batch, {1, limits::max_batch}));
    if (r.variation_seed)
        SFUMATO_CHECK(check_seed("--variation-seed", *r.variation_seed));
    SFUMATO_CHECK(in_range("--variation-strength", r.variation_strength, unit));
    if (r.shard_count < 1 || r.shard_count > limits::max_count || r.shard_index < 0 || r.shard_index >= r.shard_count)
        return fail(ErrorCode::InvalidArgument, "--shard",
                    fmt::format("is {}/{}, not I/N with N from 1 to {} and I from 0 to N - 1", r.shard_index, r.shard_count,
                                limits::max_count));
    return {};
}

Result<void> check_picture(std::string_view option, const SourceImage &source) {
    SFUMATO_CHECK(check_path(option, source.path));
    if (!source.pixels || source.pixels->empty())
        return fail(ErrorCode::InvalidArgument, std::string(option), "has no pixels");
    const Image &picture = *source.pixels;
    SFUMATO_CHECK(check_pixel_count(option, picture.width, picture.height));
    if (picture.channels != 1 && picture.channels != 3 && picture.channels != 4)
        return fail(ErrorCode::InvalidArgument, std::string(option),
                    fmt::format("has {} channels, not 1, 3 or 4", picture.channels));
    return {};
}

Result<void> check_mask(const GenerationRequest &r) {
    if (!r.inpaint)
        return {};
    if (!r.init)
        return fail(ErrorCode::InvalidArgument, "--mask", "is given without a picture to repaint", "give one by --init");
    const MaskOptions &options = *r.inpaint;
    SFUMATO_CHECK(check_picture("--mask", options.mask));
    SFUMATO_CHECK(in_range("--mask-blur", options.blur, {0, 256}));
    SFUMATO_CHECK(in_range("--mask-grow", options.grow, {-1024, 1024}));
    SFUMATO_CHECK(in_range("--padding", options.padding, {0, 1024}));
    const Image &mask = *options.mask.pixels, &init = *r.init->pixels;
    if (mask.width != init.width || mask.height != init.height)
        return fail(ErrorCode::InvalidArgument, "--mask",
                    fmt::format("is {} x {} pixels, but the picture it belongs to {} x {}", mask.width, mask.height,
                                init.width, init.height),
                    "give both the same size");
    return {};
}

Result<void> check_sources(const GenerationRequest &r) {
    SFUMATO_CHECK(in_range("--strength", r.strength, unit));
    if (r.init)
        SFUMATO_CHECK(check_picture("--init", *r.init));
    SFUMATO_CHECK(check_mask(r));
    for (const int side : {r.outpaint.left, r.outpaint.top, r.outpaint.right, r.outpaint.bottom})
        SFUMATO_CHECK(in_range("--outpaint", side, length));
    if (!r.outpaint.any())
        return {};
    if (!r.init)
        return fail(ErrorCode::InvalidArgument, "--outpaint", "is given without a picture to extend", "give one by --init");
    const Image &init = *r.init->pixels;
    return check_pixel_count("--outpaint", std::int64_t{init.width} + r.outpaint.left + r.outpaint.right,
                             std::int64_t{init.height} + r.outpaint.top + r.outpaint.bottom);
}

Result<void> check_enlarging(const GenerationRequest &r) {
    SFUMATO_CHECK(check_side("--tile", r.tile));
    SFUMATO_CHECK(check_path("--upscaler", r.upscaler));
    SFUMATO_CHECK(in_range("--scale", r.upscale, {0, 16}));
    if (r.upscale > 0 && r.upscaler.empty())
        return fail(ErrorCode::InvalidArgument, "--scale", "has no meaning without --upscaler", "add --upscaler FILE");
    if (!r.hires)
        return {};
    const Hires &hires = *r.hires;
    if (r.init)
        return fail(ErrorCode::InvalidArgument, "--hires", "is a second pass over a picture made from words; there is a picture given already",
                    "leave out --init, or enlarge it by the command upscale");
    if (!r.noise_in.empty())
        return fail(ErrorCode::InvalidArgument, "--hires", "draws noise of its own size for the second pass, which --noise-in does not hold");
    SFUMATO_CHECK(in_range("--hires", hires.scale, {1, 8}));
    SFUMATO_CHECK(in_range("--hires", hires.strength, unit));
    if (hires.steps)
        SFUMATO_CHECK(in_range("--hires", *hires.steps, {1, limits::max_steps}));
    SFUMATO_CHECK(check_path("--hires-upscaler", hires.upscaler));
    if (!hires.upscaler.empty() && hires.mode != HiresMode::Pixel)
        return fail(ErrorCode::InvalidArgument, "--hires-upscaler", "enlarges pixels, but --hires-mode asks for latents", "use --hires-mode pixel");
    SFUMATO_CHECK(text::check_prompt(hires.prompt, "--hires-prompt"));
    SFUMATO_CHECK(text::check_prompt(hires.negative, "--hires-negative"));
    return check_pixel_count("--hires", static_cast<std::int64_t>(r.width * hires.scale), static_cast<std::int64_t>(r.height * hires.scale));
}

Result<void> check_parts(const GenerationRequest &r) {
    constexpr Range weight{-10, 10};
    for (const auto &[option, count] : {std::pair{"--lora", r.adapters.size()}, {"--embedding", r.embeddings.size()}, {"--controlnet", r.controls.size()},
                                         {"--hypernetwork", r.hypernetworks.size()}, {"--ip-adapter", r.image_prompts.size()}})
        if (count > max_parts)
            return fail(ErrorCode::LimitExceeded, option, fmt::format("is given {} times; at most {} are used at once", count, max_parts));
    for (const AdapterUse &use : r.adapters) {
        SFUMATO_CHECK(check_path("--lora", use.file));
        SFUMATO_CHECK(in_range("--lora", use.weight, weight));
        SFUMATO_CHECK(in_range("--lora", use.text_weight.value_or(0), weight));
    }
    for (const std::string &file : r.embeddings)
        SFUMATO_CHECK(check_path("--embedding", file));
    for (const auto &[option, path] : {std::pair{"--lora-dir", &r.adapter_folder}, {"--embedding-dir", &r.embedding_folder},
                                       {"--vae", &r.vae}, {"--preview-vae", &r.preview_vae}, {"--image-encoder", &r.image_encoder},
                                       {"--hypernetwork-dir", &r.hypernetwork_folder}, {"--refiner", &r.refiner.model}})
        SFUMATO_CHECK(check_path(option, *path));
    for (const HypernetworkUse &use : r.hypernetworks) {
        SFUMATO_CHECK(check_path("--hypernetwork", use.file));
        SFUMATO_CHECK(in_range("--hypernetwork", use.weight, weight));
    }
    const auto check_use = [](const char *option, const auto &use) -> Result<void> {
        SFUMATO_CHECK(check_path(option, use.file));
        SFUMATO_CHECK(check_picture(option, use.image));
        SFUMATO_CHECK(in_range(option, use.weight, {0, 2}));
        SFUMATO_CHECK(in_range(option, use.start, unit));
        SFUMATO_CHECK(in_range(option, use.end, unit));
        if (use.start > use.end)
            return fail(ErrorCode::InvalidArgument, option, fmt::format("starts at {}, after its end at {}", use.start, use.end));
        return {};
    };
    for (const ImagePromptUse &use : r.image_prompts)
        SFUMATO_CHECK(check_use("--ip-adapter", use));
    SFUMATO_CHECK(in_range("--refiner-switch", r.refiner.switch_at, unit));
    for (const ControlUse &use : r.controls) {
        SFUMATO_CHECK(check_use("--controlnet", use));
        if (!use.kind.empty())
            SFUMATO_CHECK(image::find_control_kind(use.kind));
        if (!use.preprocessor.empty())
            SFUMATO_CHECK(image::find_preprocessor(use.preprocessor));
    }
    const SizeConditioning &sizes = r.size_conditioning;
    for (const int size : {sizes.original_width, sizes.original_height, sizes.target_width, sizes.target_height, sizes.crop_left, sizes.crop_top})
        SFUMATO_CHECK(in_range("--original-size, --crop and --target-size", size, length));
    SFUMATO_CHECK(in_range("--aesthetic-score", sizes.aesthetic_score, {0, 10}));
    SFUMATO_CHECK(in_range("--negative-aesthetic-score", sizes.negative_aesthetic_score, {0, 10}));
    return {};
}

Result<void> check_machine(const GenerationRequest &r) {
    if (r.device != "auto" && r.device != "cpu" && !card_number(r.device))
        return fail(ErrorCode::InvalidArgument, "--device",
                    fmt::format("is {}, not auto, cpu, cuda or cuda:N with N from 0 to 127", in_quotes(r.device)),
                    did_you_mean(r.device, {"auto", "cpu", "cuda", "cuda:0"}));
    SFUMATO_CHECK(in_range("--threads", r.threads, {0, 1024}));
    return in_range("--memory", r.memory_gb, {0, 1e5});
}

} // namespace

Result<void> validate(const GenerationRequest &request) {
    SFUMATO_CHECK(check_texts(request));
    SFUMATO_CHECK(check_side("--width", request.width));
    SFUMATO_CHECK(check_side("--height", request.height));
    SFUMATO_CHECK(check_pixel_count("--width", request.width, request.height));
    SFUMATO_CHECK(check_sampling(request));
    SFUMATO_CHECK(check_amounts(request));
    SFUMATO_CHECK(check_sources(request));
    SFUMATO_CHECK(check_enlarging(request));
    SFUMATO_CHECK(check_parts(request));
    return check_machine(request);
}

} // namespace sfumato::pipeline
