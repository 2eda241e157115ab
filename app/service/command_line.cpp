// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/command_line.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

/// Collects options; those at their defaults are not said.
class Options {
public:
    void text(const char *option, const std::string &value, const std::string &usual = {}) {
        if (value == usual)
            return;
        // A value that looks like an option, or stands for standard input, must not be taken for one.
        const bool dash = value.starts_with('-');
        m_text += fmt::format(" {}{}{}", option, dash || value.empty() ? "=" : " ", shellWord(value));
    }
    template <typename Number>
    void number(const char *option, Number value, Number usual) {
        if (value != usual)
            text(option, fmt::format("{}", value));
    }
    template <typename Number>
    void number(const char *option, const std::optional<Number> &value) {
        if (value)
            text(option, fmt::format("{}", *value));
    }
    template <typename Choice>
    void choice(const char *option, Choice value, Choice usual) {
        if (value != usual)
            text(option, std::string(name_of(value)));
    }
    template <typename Choice>
    void choice(const char *option, const std::optional<Choice> &value) {
        if (value)
            text(option, std::string(name_of(*value)));
    }
    void flag(const char *option, bool value) {
        if (value)
            m_text += fmt::format(" {}", option);
    }
    void leaveOut(const char *key) { m_leftOut.emplace_back(key); }

    CommandLine take() { return {"sfumato-cli generate" + m_text, std::move(m_leftOut)}; }

private:
    std::string m_text;
    std::vector<std::string> m_leftOut;
};

void addSampling(Options &options, const GenerationRequest &request) {
    const GenerationRequest usual;
    options.number("--width", request.width, usual.width);
    options.number("--height", request.height, usual.height);
    options.number("--steps", request.steps);
    options.number("--cfg", request.guidance);
    options.number("--cfg-rescale", request.guidance_rescale, usual.guidance_rescale);
    options.number("--clip-skip", request.clip_skip);
    options.text("--sampler", request.sampler);
    options.text("--schedule", request.schedule);
    if (!request.scheduler.empty())
        options.leaveOut("scheduler");
    for (const auto &[name, value] : request.sampling_options) {
        std::string option = "--" + name;
        std::ranges::replace(option, '_', '-');
        options.text(option.c_str(), fmt::format("{}", value));
    }
    options.number("--seed", request.seed, usual.seed);
    options.number("--count", request.count, usual.count);
    options.number("--batch", request.batch, usual.batch);
    options.number("--variation-seed", request.variation_seed);
    options.number("--variation-strength", request.variation_strength, usual.variation_strength);
}

void addMask(Options &options, const MaskOptions &mask, bool outpaints) {
    const MaskOptions usual;
    if (!mask.mask.path.empty())
        options.text("--mask", mask.mask.path);
    else if (!outpaints)
        options.leaveOut("mask.path");
    options.choice("--mask-mode", mask.mode, usual.mode);
    options.number("--mask-blur", mask.blur, usual.blur);
    options.number("--mask-grow", mask.grow, usual.grow);
    options.choice("--fill", mask.fill, usual.fill);
    options.flag("--only-masked", mask.only_masked);
    options.number("--padding", mask.padding, usual.padding);
}

void addPictures(Options &options, const GenerationRequest &request) {
    if (request.init && request.init->path.empty()) {
        options.leaveOut("init.path");
        return; // what follows has no meaning without it
    }
    if (request.init)
        options.text("--init", request.init->path);
    options.number("--strength", request.strength, GenerationRequest().strength);
    const Outpaint &sides = request.outpaint;
    if (request.inpaint)
        addMask(options, *request.inpaint, sides.any());
    if (sides.any())
        options.text("--outpaint", fmt::format("{},{},{},{}", sides.left, sides.top, sides.right, sides.bottom));
}

/// FILE:NUMBER:NUMBER as the command line takes them, without what goes without saying.
std::string withNumbers(std::string text, std::initializer_list<double> numbers) {
    for (const double number : numbers)
        text += fmt::format(":{}", number);
    return text;
}

template <typename Use>
void addPictureUse(Options &options, const char *option, const char *key, const Use &use) {
    if (use.image.path.empty())
        options.leaveOut(key);
    else
        options.text(option, withNumbers(use.file + ":" + use.image.path, {use.weight, use.start, use.end}));
}

void addControls(Options &options, const GenerationRequest &request) {
    std::vector<ControlUse> said;
    for (const ControlUse &use : request.controls) {
        addPictureUse(options, "--controlnet", "controlnet.image", use);
        if (!use.image.path.empty())
            said.push_back(use);
    }
    // Such a choice is said for all controls or for none; `unmade` is the word for one that was not made.
    const auto each = [&](const char *option, const char *unmade, std::string ControlUse::*choice) {
        if (std::ranges::any_of(said, [&](const ControlUse &use) { return !(use.*choice).empty(); }))
            for (const ControlUse &use : said)
                options.text(option, (use.*choice).empty() ? unmade : use.*choice);
    };
    each("--control-preprocess", "none", &ControlUse::preprocessor);
    each("--control-type", "auto", &ControlUse::kind);
    if (std::ranges::any_of(said, [](const ControlUse &use) { return use.mode != ControlMode::Balanced; }))
        for (const ControlUse &use : said)
            options.text("--control-mode", std::string(name_of(use.mode)));
}

void addParts(Options &options, const GenerationRequest &request) {
    const GenerationRequest usual;
    for (const AdapterUse &use : request.adapters)
        options.text("--lora", use.text_weight ? withNumbers(use.file, {use.weight, *use.text_weight}) : withNumbers(use.file, {use.weight}));
    options.text("--lora-dir", request.adapter_folder);
    for (const std::string &file : request.embeddings)
        options.text("--embedding", file);
    options.text("--embedding-dir", request.embedding_folder);
    for (const HypernetworkUse &use : request.hypernetworks)
        options.text("--hypernetwork", withNumbers(use.file, {use.weight}));
    options.text("--hypernetwork-dir", request.hypernetwork_folder);
    options.text("--vae", request.vae);
    options.text("--preview-vae", request.preview_vae);
    addControls(options, request);
    for (const ImagePromptUse &use : request.image_prompts)
        addPictureUse(options, "--ip-adapter", "ip_adapter.image", use);
    options.text("--image-encoder", request.image_encoder);
    options.text("--refiner", request.refiner.model);
    options.number("--refiner-switch", request.refiner.switch_at, usual.refiner.switch_at);
    options.number("--image-cfg", request.image_guidance);
    const SizeConditioning &told = request.size_conditioning;
    const auto pair = [&](const char *option, int first, char separator, int second) {
        if (first != 0 || second != 0)
            options.text(option, fmt::format("{}{}{}", first, separator, second));
    };
    pair("--original-size", told.original_width, 'x', told.original_height);
    pair("--crop", told.crop_left, ',', told.crop_top);
    pair("--target-size", told.target_width, 'x', told.target_height);
    options.number("--aesthetic-score", told.aesthetic_score, usual.size_conditioning.aesthetic_score);
    options.number("--negative-aesthetic-score", told.negative_aesthetic_score, usual.size_conditioning.negative_aesthetic_score);
}

void addHabits(Options &options, const Habits &habits) {
    options.choice("--conventions", habits.conventions, Habits().conventions);
    options.choice("--rng", habits.noise);
    options.choice("--timesteps", habits.timesteps);
    options.choice("--emphasis", habits.emphasis);
    options.choice("--strength-steps", habits.strength_steps);
    options.flag("--sgm-noise-multiplier", habits.sgm_noise_multiplier.value_or(false));
    if (habits.sgm_noise_multiplier == false)
        options.leaveOut("habits.sgm_noise_multiplier");
    options.choice("--mask-resample", habits.mask_resample);
    options.choice("--inpaint-blend", habits.inpaint_blend);
}

void addEnlarging(Options &options, const GenerationRequest &request) {
    const GenerationRequest usual;
    if (request.hires) {
        const Hires &hires = *request.hires;
        options.text("--hires", fmt::format("{}:{}{}", hires.scale, hires.strength, hires.steps ? fmt::format(":{}", *hires.steps) : ""));
        if (hires.upscaler.empty())
            options.choice("--hires-mode", hires.mode, Hires().mode);
        options.text("--hires-upscaler", hires.upscaler);
        options.text("--hires-prompt", hires.prompt);
        options.text("--hires-negative", hires.negative);
    }
    options.number("--tile", request.tile, usual.tile);
    options.text("--upscaler", request.upscaler);
    options.number("--scale", request.upscale, usual.upscale);
}

void addMachine(Options &options, const GenerationRequest &request) {
    const GenerationRequest usual;
    options.text("--device", request.device, usual.device);
    options.choice("--dtype", request.dtype, usual.dtype);
    options.number("--threads", request.threads, usual.threads);
    options.number("--memory", request.memory_gb, usual.memory_gb);
    if (request.force_tiled_decode)
        options.leaveOut("tiled_decode");
    options.text("--noise-in", request.noise_in);
    if (request.shard_count > 1)
        options.text("--shard", fmt::format("{}/{}", request.shard_index, request.shard_count));
}

} // namespace

std::string shellWord(const std::string &text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./,:@%";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos)
        return text;
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + '\'';
}

CommandLine commandLineOf(const GenerationRequest &request) {
    Options options;
    options.text("--model", request.model, GenerationRequest().model);
    options.text("--config", request.config);
    // "--prompt -" reads standard input, in whatever way it is written.
    if (request.prompt == "-")
        options.leaveOut("prompt");
    else
        options.text("--prompt", request.prompt);
    options.text("--negative", request.negative);
    addParts(options, request);
    addSampling(options, request);
    addPictures(options, request);
    addEnlarging(options, request);
    addHabits(options, request.habits);
    addMachine(options, request);
    return options.take();
}

} // namespace sfumato::service
