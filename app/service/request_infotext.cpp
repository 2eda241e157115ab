// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/request_infotext.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/printable.h"

namespace sfumato::service {
namespace {

/// A1111's separators may not stand in names.
std::string withoutSeparators(std::string text) {
    std::erase_if(text, [](char c) { return c == ':' || c == ',' || c == '\n'; });
    return text;
}

void addSamplingOptions(Infotext &info, const GenerationRequest &request) {
    constexpr std::pair<const char *, const char *> names[] = {
        {"eta", "Eta"}, {"s_churn", "Sigma churn"}, {"s_tmin", "Sigma tmin"}, {"s_tmax", "Sigma tmax"},
        {"s_noise", "Sigma noise"}, {"sigma_min", "Schedule min sigma"}, {"sigma_max", "Schedule max sigma"},
        {"rho", "Schedule rho"}};
    for (const auto &[option, key] : names)
        if (const auto found = request.sampling_options.find(option); found != request.sampling_options.end())
            info.add(key, pythonNumber(found->second));
}

void addMask(Infotext &info, const MaskOptions &mask) {
    constexpr const char *fills[] = {"original", "latent noise", "fill", "latent nothing", "colour"};
    info.add("Mask mode", "Inpaint masked");
    info.add("Mask blur", fmt::format("{:g}", mask.blur));
    info.add("Inpaint area", mask.only_masked ? "Only masked" : "Whole picture");
    if (mask.only_masked)
        info.add("Masked area padding", std::to_string(mask.padding));
    info.add("Masked content", fills[static_cast<std::size_t>(mask.fill)]);
}

void addHabits(Infotext &info, const Habits &habits) {
    constexpr const char *emphases[] = {"Original", "No norm", "Ignore", "None", "ComfyUI"};
    if (habits.emphasis && *habits.emphasis != Emphasis::Original)
        info.add("Emphasis", emphases[static_cast<std::size_t>(*habits.emphasis)]);
    if (habits.sgm_noise_multiplier.value_or(false))
        info.add("SGM noise multiplier", "True");
}

/// The prompt with a tag for every LoRA and hypernetwork that was given besides it, as A1111 would have it. A name that could not
/// stand in a tag is left out.
std::string promptWithTags(const GenerationRequest &request) {
    std::string prompt = request.prompt;
    for (const AdapterUse &use : request.adapters) {
        const std::string name = std::filesystem::path(use.file).stem().string();
        if (name.empty() || name.find_first_of(":<>\n") != std::string::npos)
            continue;
        const double text = use.text_weight.value_or(use.weight);
        const std::string weights = text == use.weight ? fmt::format("{:g}", use.weight) : fmt::format("{:g}:{:g}", text, use.weight);
        prompt += fmt::format("{}<lora:{}:{}>", prompt.empty() ? "" : " ", printable(name), weights);
    }
    for (const HypernetworkUse &use : request.hypernetworks) {
        const std::string name = std::filesystem::path(use.file).stem().string();
        if (!name.empty() && name.find_first_of(":<>\n") == std::string::npos)
            prompt += fmt::format("{}<hypernet:{}:{:g}>", prompt.empty() ? "" : " ", printable(name), use.weight);
    }
    return prompt;
}

/// What steers by a picture, as A1111's ControlNet extension writes it: controls first, image prompts after them.
void addControls(Infotext &info, const GenerationRequest &request) {
    constexpr const char *modes[] = {"Balanced", "My prompt is more important", "ControlNet is more important"};
    int unit = 0;
    const auto add = [&](const std::string &module, const auto &use, const char *mode) {
        info.add(fmt::format("ControlNet {}", unit++),
                 fmt::format("Module: {}, Model: {}, Weight: {}, Guidance Start: {}, Guidance End: {}, Control Mode: {}", withoutSeparators(module),
                             withoutSeparators(std::filesystem::path(use.file).stem().string()), pythonNumber(use.weight),
                             pythonNumber(use.start), pythonNumber(use.end), mode));
    };
    for (const ControlUse &use : request.controls)
        add(use.preprocessor.empty() ? "none" : use.preprocessor, use, modes[static_cast<std::size_t>(use.mode)]);
    for (const ImagePromptUse &use : request.image_prompts)
        add("ip-adapter", use, modes[0]);
}

/// The web UI's upscalers of latents by our modes; pixels are enlarged by what it calls Lanczos, or by a network.
constexpr std::pair<HiresMode, const char *> latentUpscalers[] = {
    {HiresMode::Latent, "Latent"},
    {HiresMode::LatentAntialiased, "Latent (antialiased)"},
    {HiresMode::LatentBicubic, "Latent (bicubic)"},
    {HiresMode::LatentBicubicAntialiased, "Latent (bicubic antialiased)"},
    {HiresMode::LatentNearest, "Latent (nearest)"},
    {HiresMode::LatentNearestExact, "Latent (nearest-exact)"},
};

std::string stemOf(const std::string &file) {
    return withoutSeparators(std::filesystem::path(file).stem().string());
}

std::string hiresUpscaler(const Hires &hires) {
    for (const auto &[mode, name] : latentUpscalers)
        if (mode == hires.mode)
            return name;
    return hires.upscaler.empty() ? "Lanczos" : stemOf(hires.upscaler);
}

void addEnlarging(Infotext &info, const GenerationRequest &request) {
    if (request.hires) {
        const Hires &hires = *request.hires;
        info.add("Hires upscale", pythonNumber(hires.scale));
        if (hires.steps)
            info.add("Hires steps", std::to_string(*hires.steps));
        info.add("Hires upscaler", hiresUpscaler(hires));
        if (!hires.prompt.empty())
            info.add("Hires prompt", hires.prompt);
        if (!hires.negative.empty())
            info.add("Hires negative prompt", hires.negative);
    }
    if (!request.upscaler.empty()) {
        if (request.upscale > 0)
            info.add("Postprocess upscale by", pythonNumber(request.upscale));
        info.add("Postprocess upscaler", stemOf(request.upscaler));
    }
}

/// Reads single settings into a request and keeps account of what could not be used.
class Recovery {
public:
    explicit Recovery(const Infotext &info) : m_settings(settingsOf(info)) {}

    std::string text(const std::string &key) const {
        const auto found = m_settings.find(key);
        return found == m_settings.end() ? std::string() : found->second;
    }

    template <typename Number>
    std::optional<Number> number(const std::string &key, Number low, Number high) {
        const std::string value = text(key);
        if (value.empty())
            return std::nullopt;
        Number parsed{};
        const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), parsed);
        bool tooLarge = problem == std::errc::result_out_of_range;
        if (tooLarge)
            parsed = value.front() == '-' ? low : high;
        else if (problem != std::errc() || end != value.data() + value.size() || std::isnan(static_cast<double>(parsed))) {
            note(fmt::format("{}: {} is no number and was left out.", key, in_quotes(value)));
            return std::nullopt;
        }
        const Number limited = std::clamp(parsed, low, high);
        if (tooLarge || limited != parsed)
            note(fmt::format("{}: {} is out of range; {} was taken.", key, printable(value), limited));
        return limited;
    }

    /// A size is also brought to a multiple of 8.
    int side(const std::string &key) {
        const std::optional<int> value = number<int>(key, limits::min_side, limits::max_side);
        if (value && *value % 8 != 0)
            note(fmt::format("{}: {} is no multiple of 8; {} was taken.", key, *value, *value / 8 * 8));
        return value.value_or(0) / 8 * 8;
    }

    void note(std::string sentence) { m_notes.push_back(std::move(sentence)); }
    std::vector<std::string> takeNotes() { return std::move(m_notes); }

private:
    std::map<std::string, std::string> m_settings;
    std::vector<std::string> m_notes;
};

void recoverSampling(Recovery &from, GenerationRequest &request) {
    constexpr std::pair<const char *, const char *> names[] = {
        {"eta", "Eta"}, {"s_churn", "Sigma churn"}, {"s_tmin", "Sigma tmin"}, {"s_tmax", "Sigma tmax"},
        {"s_noise", "Sigma noise"}};
    for (const auto &[option, key] : names)
        if (const auto value = from.number<double>(key, 0.0, 10.0))
            request.sampling_options[option] = *value;
    request.sampler = from.text("Sampler");
    request.schedule = from.text("Schedule type");
}

/// How often larger the second pass is: said as a factor, or as a size beside that of the first.
std::optional<double> hiresScale(Recovery &from, const GenerationRequest &request) {
    if (const auto scale = from.number<double>("Hires upscale", 1.0, 8.0))
        return scale;
    const auto width = from.number<int>("Hires resize-1", 0, limits::max_side), height = from.number<int>("Hires resize-2", 0, limits::max_side);
    const double across = request.width > 0 ? static_cast<double>(width.value_or(0)) / request.width : 0.0;
    const double down = request.height > 0 ? static_cast<double>(height.value_or(0)) / request.height : 0.0;
    if (across < 1.0 && down < 1.0)
        return std::nullopt;
    if (across > 0.0 && down > 0.0 && std::abs(across - down) > 0.01)
        from.note("Hires resize asked for another shape than the first pass has; its own was kept.");
    return std::clamp(std::max(across, down), 1.0, 8.0);
}

void recoverHires(Recovery &from, GenerationRequest &request) {
    const auto scale = hiresScale(from, request);
    if (!scale)
        return;
    Hires &hires = request.hires.emplace();
    hires.scale = *scale;
    hires.steps = from.number<int>("Hires steps", 0, limits::max_steps);
    if (hires.steps == 0)
        hires.steps.reset();
    hires.strength = from.number<double>("Denoising strength", 0.0, 1.0).value_or(hires.strength);
    hires.prompt = from.text("Hires prompt");
    hires.negative = from.text("Hires negative prompt");
    const std::string upscaler = from.text("Hires upscaler");
    const auto *latent = std::ranges::find(latentUpscalers, upscaler, [](const auto &known) { return std::string(known.second); });
    hires.mode = latent != std::end(latentUpscalers) ? latent->first : HiresMode::Pixel;
    if (hires.mode == HiresMode::Pixel && upscaler != "Lanczos" && upscaler != "None" && upscaler != "Nearest")
        from.note(fmt::format("Hires upscaler: the pixels are resampled instead of enlarged by {}; choose its file to use it.", in_quotes(upscaler)));
}

} // namespace

std::string modelNameOf(const std::string &model) {
    std::filesystem::path path(model);
    if (!path.has_filename())
        path = path.parent_path(); // "folder/"
    return withoutSeparators(path.has_extension() ? path.stem().string() : path.filename().string());
}

Infotext infotextOf(const GenerationRequest &resolved, const PictureFacts &facts) {
    Infotext info{promptWithTags(resolved), resolved.negative, {}};
    info.add("Steps", std::to_string(resolved.steps.value_or(0)));
    if (!facts.samplerName.empty())
        info.add("Sampler", withoutSeparators(facts.samplerName));
    if (!facts.scheduleName.empty())
        info.add("Schedule type", withoutSeparators(facts.scheduleName));
    info.add("CFG scale", pythonNumber(resolved.guidance.value_or(1.0)));
    if (resolved.image_guidance)
        info.add("Image CFG scale", pythonNumber(*resolved.image_guidance));
    info.add("Seed", std::to_string(facts.seed));
    // The size that was sampled first, as the web UI writes it, not that of the enlarged picture.
    const bool enlarged = (resolved.hires || !resolved.upscaler.empty()) && resolved.width > 0 && resolved.height > 0;
    info.add("Size", enlarged ? fmt::format("{}x{}", resolved.width, resolved.height) : fmt::format("{}x{}", facts.width, facts.height));
    if (!facts.modelHash.empty())
        info.add("Model hash", facts.modelHash);
    info.add("Model", withoutSeparators(facts.modelName));
    if (resolved.variation_strength > 0.0) {
        info.add("Variation seed", std::to_string(resolved.variation_seed.value_or(0)));
        info.add("Variation seed strength", pythonNumber(resolved.variation_strength));
    }
    if (resolved.init)
        info.add("Denoising strength", pythonNumber(resolved.strength));
    else if (resolved.hires)
        info.add("Denoising strength", pythonNumber(resolved.hires->strength));
    if (resolved.clip_skip.value_or(1) > 1)
        info.add("Clip skip", std::to_string(*resolved.clip_skip));
    // A1111 leaves out its own default, the GPU's generator, which we never use.
    info.add("RNG", resolved.habits.noise == NoiseSourceKind::Nv ? "NV" : "CPU");
    if (resolved.inpaint)
        addMask(info, *resolved.inpaint);
    if (!resolved.refiner.model.empty()) {
        info.add("Refiner", modelNameOf(resolved.refiner.model));
        info.add("Refiner switch at", pythonNumber(resolved.refiner.switch_at));
    }
    addControls(info, resolved);
    addSamplingOptions(info, resolved);
    addHabits(info, resolved.habits);
    addEnlarging(info, resolved);
    info.add("Version", "Sfumato " SFUMATO_VERSION);
    return info;
}

RecoveredRequest requestFrom(const Infotext &info) {
    Recovery from(info);
    RecoveredRequest recovered;
    GenerationRequest &request = recovered.request;
    const auto take = [&](const std::string &text) {
        std::string kept = text.substr(0, static_cast<std::size_t>(limits::max_prompt_bytes));
        std::erase(kept, '\0');
        return kept;
    };
    request.prompt = take(info.prompt);
    request.negative = take(info.negative);
    request.width = from.side("Size-1");
    request.height = from.side("Size-2");
    request.steps = from.number<int>("Steps", 1, limits::max_steps);
    request.guidance = from.number<double>("CFG scale", 0.0, limits::max_guidance);
    request.image_guidance = from.number<double>("Image CFG scale", 0.0, limits::max_guidance);
    request.clip_skip = from.number<int>("Clip skip", 1, 24);
    constexpr std::int64_t maxSeed = std::numeric_limits<std::int64_t>::max() - limits::max_count;
    request.seed = from.number<std::int64_t>("Seed", -1, maxSeed).value_or(-1);
    request.variation_seed = from.number<std::int64_t>("Variation seed", -1, maxSeed);
    request.variation_strength = from.number<double>("Variation seed strength", 0.0, 1.0).value_or(0.0);
    request.strength = from.number<double>("Denoising strength", 0.0, 1.0).value_or(request.strength);
    recoverSampling(from, request);
    recoverHires(from, request);
    request.habits.conventions = Conventions::A1111;
    if (from.text("RNG") == "NV")
        request.habits.noise = NoiseSourceKind::Nv;
    else if (from.text("RNG") == "GPU" && info.find("Seed"))
        from.note("The noise came from a graphics card; the picture will differ.");
    recovered.notes = from.takeNotes();
    return recovered;
}

} // namespace sfumato::service
