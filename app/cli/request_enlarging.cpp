// SPDX-License-Identifier: GPL-3.0-or-later
// The options of request_options.h that make pictures larger: a second pass, windows, an upscaling network.
#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/options.h"
#include "app/cli/request_options.h"
#include "core/base/limits.h"
#include "core/engine/request_json.h"

namespace sfumato::cli {
namespace {

/// SCALE, SCALE:STRENGTH or SCALE:STRENGTH:STEPS.
Hires hiresIn(std::string_view text) {
    std::vector<double> numbers;
    for (std::string_view rest = text;;) {
        const std::size_t colon = rest.find(':');
        const auto number = numberIn(rest.substr(0, colon));
        if (!number || numbers.size() == 3)
            throw CLI::ValidationError("--hires", "takes SCALE, SCALE:STRENGTH or SCALE:STRENGTH:STEPS, such as 2:0.5:12");
        numbers.push_back(*number);
        if (colon == std::string_view::npos)
            break;
        rest.remove_prefix(colon + 1);
    }
    Hires hires;
    hires.scale = numbers[0];
    if (numbers.size() > 1)
        hires.strength = numbers[1];
    if (numbers.size() > 2) {
        if (numbers[2] != std::floor(numbers[2]) || numbers[2] < 1 || numbers[2] > limits::max_steps)
            throw CLI::ValidationError("--hires", fmt::format("{} steps are out of range: 1 to {}", numbers[2], limits::max_steps));
        hires.steps = static_cast<int>(numbers[2]);
    }
    return hires;
}

constexpr const char *group = "Enlarging";

} // namespace

void RequestOptions::addHires(CLI::App &app) {
    addText(app, "--hires", "SCALE[:STRENGTH[:STEPS]]", "a second pass at SCALE times the size over what the first one made", [this](const std::string &text) {
        m_edits.push_back([hires = hiresIn(text)](GenerationRequest &r) {
            Hires merged = hires; // what --request says of the rest stays
            if (r.hires) {
                merged = *r.hires;
                merged.scale = hires.scale;
                merged.strength = hires.strength;
                merged.steps = hires.steps;
            }
            r.hires = merged;
        });
    })->group(group);
    const auto detail = [this](const char *option, HiresEdit edit) {
        if (m_hiresOption.empty())
            m_hiresOption = option;
        m_hiresEdits.push_back(std::move(edit));
    };
    addChoice(app, "--hires-mode", choice_names<HiresMode>, "how the first pass's result is made larger", [detail](std::size_t place) {
        detail("--hires-mode", [place](Hires &hires) { hires.mode = static_cast<HiresMode>(place); });
    })->group(group);
    addText(app, "--hires-upscaler", "FILE", "network that makes it larger, instead of --hires-mode", [detail](const std::string &file) {
        detail("--hires-upscaler", [file](Hires &hires) { hires.mode = HiresMode::Pixel, hires.upscaler = file; });
    })->group(group);
    addText(app, "--hires-prompt", "TEXT", "prompt of the second pass; default: the first one's", [detail](const std::string &text) {
        detail("--hires-prompt", [text](Hires &hires) { hires.prompt = text; });
    })->group(group);
    addText(app, "--hires-negative", "TEXT", "likewise, what to avoid", [detail](const std::string &text) {
        detail("--hires-negative", [text](Hires &hires) { hires.negative = text; });
    })->group(group);
}

void RequestOptions::addUpscaling(CLI::App &app) {
    addInteger(app, "--tile", "pixels a side of the overlapping windows that large pictures are worked on in; 0 = the whole at once",
               [this](std::int64_t value) {
                   const int side = static_cast<int>(std::clamp<std::int64_t>(value, -1, limits::max_side + 1));
                   m_edits.push_back([side](GenerationRequest &r) { r.tile = side; });
               })
        ->group(group);
    addText(app, "--upscaler", "FILE", "network that enlarges the finished picture: ESRGAN, Real-ESRGAN, SRVGG", [this](const std::string &file) {
        m_edits.push_back([file](GenerationRequest &r) { r.upscaler = file; });
    })->group(group);
    addNumber(app, "--scale", "by how much; default: the network's own factor", [this](double value) {
        m_edits.push_back([value](GenerationRequest &r) { r.upscale = value; });
    })->group(group);
}

Result<void> RequestOptions::applyHires(GenerationRequest &request) const {
    if (m_hiresEdits.empty())
        return {};
    if (!request.hires)
        return fail(ErrorCode::InvalidArgument, m_hiresOption, "has no meaning without --hires", "add --hires SCALE");
    for (const HiresEdit &edit : m_hiresEdits)
        edit(*request.hires);
    return {};
}

} // namespace sfumato::cli
