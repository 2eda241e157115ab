// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/request_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/options.h"
#include "core/base/limits.h"
#include "core/engine/request_json.h"

namespace sfumato::cli {
namespace {

/// Numbers beyond int are brought to its ends: they are out of every range and refused with it.
int narrowed(std::int64_t value) {
    return static_cast<int>(std::clamp<std::int64_t>(value, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

/// "0/4" or "8,8,0,0" as numbers; false where it is not exactly that.
template <std::size_t N>
bool numbersIn(const std::string &text, char separator, std::array<int, N> &numbers) {
    const char *at = text.data(), *end = text.data() + text.size();
    for (std::size_t i = 0; i < N; ++i) {
        const auto [next, problem] = std::from_chars(at, end, numbers[i]);
        if (problem != std::errc() || (i + 1 < N ? next == end || *next != separator : next != end))
            return false;
        at = next + 1;
    }
    return true;
}

constexpr const char *samplingGroup = "Sampling";

} // namespace

void RequestOptions::addModel(CLI::App &app) {
    addText(app, "--model", "PATH", "a diffusers folder or a checkpoint file; builtin is the one that comes along",
            [this](const std::string &text) { m_edits.push_back([text](GenerationRequest &r) { r.model = text; }); })
        ->group("Model");
    addText(app, "--config", "DIR", "diffusers folder whose configs and tokenizer describe a single-file model",
            [this](const std::string &text) { m_edits.push_back([text](GenerationRequest &r) { r.config = text; }); })
        ->group("Model");
}

void RequestOptions::addPrompts(CLI::App &app) {
    CLI::Option *prompt =
        addText(app, "--prompt", "TEXT", "what to show; - reads it from standard input", [this](const std::string &text) {
            if (text == "-")
                m_promptFile = text;
            else
                m_edits.push_back([text](GenerationRequest &r) { r.prompt = text; });
        });
    prompt->group("Prompt");
    addText(app, "--negative", "TEXT", "what to avoid",
            [this](const std::string &text) { m_edits.push_back([text](GenerationRequest &r) { r.negative = text; }); })
        ->group("Prompt");
    addText(app, "--prompt-file", "F", "the prompt from a text file (UTF-8); - is standard input",
            [this](const std::string &text) { m_promptFile = text; })
        ->group("Prompt")
        ->excludes(prompt);
}

void RequestOptions::addWhole(CLI::App &app, const char *name, const char *help, void (*set)(GenerationRequest &, std::int64_t)) {
    addInteger(app, name, help, [this, set](std::int64_t value) {
        m_edits.push_back([set, value](GenerationRequest &r) { set(r, value); });
    })->group(samplingGroup);
}

void RequestOptions::addSampling(CLI::App &app) {
    const auto side = [&](const char *option, const char *help, int GenerationRequest::*field) {
        addInteger(app, option, help, [this, option, field](std::int64_t value) {
            if (value == 0) // stands for "not said" inside a request
                throw CLI::ValidationError(option, fmt::format("0 is out of range: {} to {}", limits::min_side, limits::max_side));
            m_edits.push_back([field, value](GenerationRequest &r) { r.*field = narrowed(value); });
        })->group(samplingGroup);
    };
    side("--width", "pixels, a multiple of 8; default: the model's, or the init image's", &GenerationRequest::width);
    side("--height", "likewise", &GenerationRequest::height);
    addSteps(app);
    addWhole(app, "--count", "images in all", [](GenerationRequest &r, std::int64_t v) { r.count = narrowed(v); });
    addWhole(app, "--batch", "images at once; does not change them", [](GenerationRequest &r, std::int64_t v) { r.batch = narrowed(v); });
    addWhole(app, "--variation-seed", "a second noise to mix in", [](GenerationRequest &r, std::int64_t v) { r.variation_seed = v; });
    addNumber(app, "--variation-strength", "0..1, how much of it", [this](double value) {
        m_edits.push_back([value](GenerationRequest &r) { r.variation_strength = value; });
    })->group(samplingGroup);
}

void RequestOptions::addSteps(CLI::App &app) {
    const std::string group = samplingGroup;
    const auto number = [&](const char *name, const char *help, auto set) {
        addNumber(app, name, help, [this, set](double value) {
            m_edits.push_back([set, value](GenerationRequest &r) { set(r, value); });
        })->group(group);
    };
    const auto name = [&](const char *option, const char *help, std::string GenerationRequest::*field) {
        addText(app, option, "NAME", help, [this, field](const std::string &text) {
            m_edits.push_back([field, text](GenerationRequest &r) { r.*field = text; });
        })->group(group);
    };
    addWhole(app, "--steps", "denoising steps", [](GenerationRequest &r, std::int64_t v) { r.steps = narrowed(v); });
    number("--cfg", "guidance scale", [](GenerationRequest &r, double v) { r.guidance = v; });
    number("--cfg-rescale", "0..1", [](GenerationRequest &r, double v) { r.guidance_rescale = v; });
    number("--image-cfg", "how closely instruct-pix2pix models keep to the init picture",
           [](GenerationRequest &r, double v) { r.image_guidance = v; });
    addWhole(app, "--clip-skip", "1 = the last layer of the text encoder",
            [](GenerationRequest &r, std::int64_t v) { r.clip_skip = narrowed(v); });
    name("--sampler", "name or id, see: list samplers", &GenerationRequest::sampler);
    name("--schedule", "name or id, see: list schedules; automatic = the sampler's usual one", &GenerationRequest::schedule);
    addText(app, "--scheduler", "FILE", "a diffusers scheduler_config.json that decides sampler, schedule and conventions",
            [this](const std::string &text) { m_schedulerFile = text; })
        ->group(group);
    constexpr std::pair<const char *, const char *> options[] = {
        {"eta", "how much noise a step adds, for samplers that have it"},
        {"s_noise", "factor on that noise"},
        {"s_churn", "extra noise before each step (euler, heun, dpm_2)"},
        {"s_tmin", "lowest sigma with churn"},
        {"s_tmax", "highest sigma with churn"},
        {"rho", "curvature of the karras and polyexponential schedules"},
        {"sigma_min", "end of the schedule"},
        {"sigma_max", "start of the schedule"}};
    for (const auto &[option, help] : options) {
        std::string flag = fmt::format("--{}", option);
        std::replace(flag.begin(), flag.end(), '_', '-');
        number(flag.c_str(), help, [key = option](GenerationRequest &r, double v) { r.sampling_options[key] = v; });
    }
    addWhole(app, "--seed", "-1 = drawn and printed; image i uses seed + i", [](GenerationRequest &r, std::int64_t v) { r.seed = v; });
}

void RequestOptions::addPictures(CLI::App &app) {
    const std::string group = "Pictures";
    const auto needsMask = [this](const std::string &option, MaskEdit edit) {
        if (m_maskOption.empty())
            m_maskOption = option;
        m_maskEdits.push_back(std::move(edit));
    };
    addText(app, "--init", "IMAGE", "start from this picture (img2img)", [this](const std::string &text) { m_initFile = text; })
        ->group(group);
    addNumber(app, "--strength", "0..1, how far the result may leave it", [this](double value) {
        m_edits.push_back([value](GenerationRequest &r) { r.strength = value; });
    })->group(group);
    addText(app, "--mask", "IMAGE", "repaint only where this is white (or opaque)",
            [this](const std::string &text) { m_maskFile = text; })
        ->group(group);
    addChoice(app, "--mask-mode", choice_names<MaskMode>, "what grey means", [needsMask](std::size_t i) {
        needsMask("--mask-mode", [i](MaskOptions &m) { m.mode = static_cast<MaskMode>(i); });
    })->group(group);
    addNumber(app, "--mask-blur", "pixels", [needsMask](double value) {
        needsMask("--mask-blur", [value](MaskOptions &m) { m.blur = value; });
    })->group(group);
    addInteger(app, "--mask-grow", "pixels; negative shrinks", [needsMask](std::int64_t value) {
        needsMask("--mask-grow", [value](MaskOptions &m) { m.grow = narrowed(value); });
    })->group(group);
    addChoice(app, "--fill", choice_names<Fill>, "what the masked place holds first", [needsMask](std::size_t i) {
        needsMask("--fill", [i](MaskOptions &m) { m.fill = static_cast<Fill>(i); });
    })->group(group);
    addFlag(app, "--only-masked", "work on the mask's surroundings alone, at full resolution", [needsMask] {
        needsMask("--only-masked", [](MaskOptions &m) { m.only_masked = true; });
    })->group(group);
    addInteger(app, "--padding", "pixels around it for --only-masked", [needsMask](std::int64_t value) {
        needsMask("--padding", [value](MaskOptions &m) { m.padding = narrowed(value); });
    })->group(group);
    addText(app, "--outpaint", "L,T,R,B", "pixels to add on each side", [this](const std::string &text) {
        std::array<int, 4> sides{};
        if (!numbersIn(text, ',', sides))
            throw CLI::ValidationError("--outpaint", "takes four whole numbers, left,top,right,bottom, such as 64,0,64,0");
        m_edits.push_back([sides](GenerationRequest &r) { r.outpaint = {sides[0], sides[1], sides[2], sides[3]}; });
    })->group(group);
}

void RequestOptions::addHabits(CLI::App &app) {
    const auto choice = [&]<typename Choice>(const char *name, const char *help, std::optional<Choice> Habits::*field) {
        addChoice(app, name, choice_names<Choice>, help, [this, field](std::size_t i) {
            m_edits.push_back([field, i](GenerationRequest &r) { r.habits.*field = static_cast<Choice>(i); });
        })->group("Conventions");
    };
    addChoice(app, "--conventions", choice_names<Conventions>, "whose habits decide all that follows", [this](std::size_t i) {
        m_edits.push_back([i](GenerationRequest &r) { r.habits.conventions = static_cast<Conventions>(i); });
    })->group("Conventions");
    choice("--rng", "where noise comes from", &Habits::noise);
    choice("--timesteps", "what the network is told between two timesteps", &Habits::timesteps);
    choice("--emphasis", "how (weights:1.2) act", &Habits::emphasis);
    choice("--strength-steps", "how many steps run at a strength below 1", &Habits::strength_steps);
    choice("--mask-resample", "mask from pixels to latent cells", &Habits::mask_resample);
    choice("--inpaint-blend", "where kept parts are put back", &Habits::inpaint_blend);
    choice("--empty-negative", "what SDXL is told where nothing is to be avoided", &Habits::empty_negative);
    addFlag(app, "--sgm-noise-multiplier", "start from noise as SGM scales it", [this] {
        m_edits.push_back([](GenerationRequest &r) { r.habits.sgm_noise_multiplier = true; });
    })->group("Conventions");
}

void RequestOptions::addDevice(CLI::App &app) {
    addText(app, "--device", "auto|cpu|cuda[:N]", "where to compute",
            [this](const std::string &text) { m_edits.push_back([text](GenerationRequest &r) { r.device = text; }); })
        ->group("Machine");
    addChoice(app, "--dtype", choice_names<DType>, "number format of the weights", [this](std::size_t i) {
        m_edits.push_back([i](GenerationRequest &r) { r.dtype = static_cast<DType>(i); });
    })->group("Machine");
    addInteger(app, "--threads", "0 = all", [this](std::int64_t value) {
        m_edits.push_back([value](GenerationRequest &r) { r.threads = narrowed(value); });
    })->group("Machine");
    addNumber(app, "--memory", "gigabytes to keep to; 0 = what the machine has", [this](double value) {
        m_edits.push_back([value](GenerationRequest &r) { r.memory_gb = value; });
    })->group("Machine");
}

void RequestOptions::addRequest(CLI::App &app) {
    addText(app, "--request", "FILE", "a request as JSON; options given besides replace what it says",
            [this](const std::string &text) { m_requestFile = text; })
        ->group("Request");
    addText(app, "--noise-in", "FILE", "safetensors with noise to use instead of drawing any",
            [this](const std::string &text) { m_edits.push_back([text](GenerationRequest &r) { r.noise_in = text; }); })
        ->group("Request");
    addText(app, "--shard", "I/N", "only images i with i mod N = I", [this](const std::string &text) {
        std::array<int, 2> shard{};
        if (!numbersIn(text, '/', shard))
            throw CLI::ValidationError("--shard", "takes two whole numbers, I/N, such as 0/4");
        m_edits.push_back([shard](GenerationRequest &r) { r.shard_index = shard[0], r.shard_count = shard[1]; });
    })->group("Request");
}

} // namespace sfumato::cli
