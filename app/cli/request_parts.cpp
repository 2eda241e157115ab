// SPDX-License-Identifier: GPL-3.0-or-later
// The options of request_options.h that add parts to a model: adapters, embeddings, autoencoders, control networks.
#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>

#include "app/cli/options.h"
#include "app/cli/request_options.h"

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

bool exists(std::string_view path) {
    std::error_code ignored;
    return fs::exists(fs::path(path), ignored);
}

/// Takes up to `most` numbers off the end of FILE:NUMBER:NUMBER, in their order. A file whose own name ends like that
/// is found first.
std::vector<double> takeNumbers(std::string &text, std::size_t most) {
    std::vector<double> numbers;
    while (numbers.size() < most && !exists(text)) {
        const std::size_t colon = text.rfind(':');
        const auto number = colon == std::string::npos ? std::nullopt : numberIn(std::string_view(text).substr(colon + 1));
        if (!number)
            break;
        numbers.insert(numbers.begin(), *number);
        text.resize(colon);
    }
    return numbers;
}

AdapterUse adapterIn(std::string text) {
    const std::vector<double> weights = takeNumbers(text, 2);
    if (text.empty())
        throw CLI::ValidationError("--lora", "takes FILE, FILE:WEIGHT or FILE:WEIGHT:TE_WEIGHT");
    AdapterUse use;
    use.file = std::move(text);
    if (!weights.empty())
        use.weight = weights.front();
    if (weights.size() == 2)
        use.text_weight = weights.back();
    return use;
}

ControlUse controlIn(std::string text) {
    const std::vector<double> numbers = takeNumbers(text, 3);
    // Colons may stand in paths: the one that parts two files is meant, or else the last.
    std::size_t colon = text.rfind(':');
    for (std::size_t at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1))
        if (exists(std::string_view(text).substr(0, at)) && exists(std::string_view(text).substr(at + 1)))
            colon = at;
    if (colon == std::string::npos || colon == 0 || colon + 1 == text.size() || numbers.size() == 2)
        throw CLI::ValidationError("--controlnet", "takes FILE:IMAGE, FILE:IMAGE:WEIGHT or FILE:IMAGE:WEIGHT:START:END");
    ControlUse use;
    use.file = text.substr(0, colon);
    use.image.path = text.substr(colon + 1);
    if (!numbers.empty())
        use.weight = numbers[0];
    if (numbers.size() == 3) {
        use.start = numbers[1];
        use.end = numbers[2];
    }
    return use;
}

std::array<int, 2> pairIn(const char *option, std::string_view text, char separator) {
    const std::size_t middle = text.find(separator);
    const auto first = integerIn(text.substr(0, std::min(middle, text.size())));
    const auto second = middle == std::string_view::npos ? std::nullopt : integerIn(text.substr(middle + 1));
    if (!first || !second || std::min(*first, *second) < 0 || std::max(*first, *second) > 1'000'000)
        throw CLI::ValidationError(option, std::string("takes two whole numbers, such as 1024") + separator + "768");
    return {static_cast<int>(*first), static_cast<int>(*second)};
}

/// An option that may be given several times; what is given replaces the request's list.
void addRepeated(CLI::App &app, const char *name, const char *placeholder, const char *help,
                 std::function<void(const std::vector<std::string> &)> set) {
    app.add_option_function<std::vector<std::string>>(name, std::move(set), help)
        ->allow_extra_args(false) // one file an option; the option as often as one likes
        ->type_name(placeholder)
        ->group("Parts");
}

} // namespace

void RequestOptions::addParts(CLI::App &app) {
    const auto text = [&](const char *name, const char *placeholder, const char *help, std::string GenerationRequest::*field) {
        addText(app, name, placeholder, help, [this, field](const std::string &value) {
            m_edits.push_back([field, value](GenerationRequest &r) { r.*field = value; });
        })->group("Parts");
    };
    addRepeated(app, "--lora", "FILE[:WEIGHT[:TE_WEIGHT]]", "LoRA or a relative of it; weights of U-Net and text encoders",
                [this](const std::vector<std::string> &values) {
                    std::vector<AdapterUse> uses;
                    for (const std::string &value : values)
                        uses.push_back(adapterIn(value));
                    m_edits.push_back([uses](GenerationRequest &r) { r.adapters = uses; });
                });
    text("--lora-dir", "DIR", "where <lora:name:weight> in the prompt looks; default: the loras of the model folders",
         &GenerationRequest::adapter_folder);
    addRepeated(app, "--embedding", "FILE", "textual inversion; the prompt uses it by the file's name",
                [this](const std::vector<std::string> &values) {
                    m_edits.push_back([values](GenerationRequest &r) { r.embeddings = values; });
                });
    text("--embedding-dir", "DIR", "where words of the prompt may find one; default: the embeddings of the model folders",
         &GenerationRequest::embedding_folder);
    text("--vae", "FILE|DIR", "autoencoder to use instead of the model's own, also a tiny one (TAESD)", &GenerationRequest::vae);
    text("--preview-vae", "FILE|DIR", "tiny autoencoder (TAESD) for previews of full size", &GenerationRequest::preview_vae);
    addRepeated(app, "--controlnet", "FILE:IMAGE[:WEIGHT[:START:END]]", "control network or T2I-Adapter and its picture; START and END are shares of the run",
                [this](const std::vector<std::string> &values) {
                    std::vector<ControlUse> uses;
                    for (const std::string &value : values)
                        uses.push_back(controlIn(value));
                    m_edits.push_back([uses](GenerationRequest &r) { r.controls = uses; });
                });
    addRepeated(app, "--control-preprocess", "NAME", "makes the control picture of IMAGE, see: list preprocessors; one for all, or one each",
                [this](const std::vector<std::string> &values) { m_preprocessors = values; });
    const auto sizes = [&](const char *name, const char *placeholder, const char *help, char separator, int SizeConditioning::*first,
                           int SizeConditioning::*second) {
        addText(app, name, placeholder, help, [this, name, separator, first, second](const std::string &value) {
            const auto pair = pairIn(name, value, separator);
            m_edits.push_back([=](GenerationRequest &r) { r.size_conditioning.*first = pair[0], r.size_conditioning.*second = pair[1]; });
        })->group("Parts");
    };
    sizes("--original-size", "WxH", "what SDXL is told of the picture before it was cut", 'x', &SizeConditioning::original_width,
          &SizeConditioning::original_height);
    sizes("--crop", "LEFT,TOP", "and of where it was cut out", ',', &SizeConditioning::crop_left, &SizeConditioning::crop_top);
    sizes("--target-size", "WxH", "and of the size it is made for", 'x', &SizeConditioning::target_width,
          &SizeConditioning::target_height);
}

Result<void> RequestOptions::applyPreprocessors(GenerationRequest &request) const {
    if (m_preprocessors.empty())
        return {};
    if (request.controls.empty())
        return fail(ErrorCode::InvalidArgument, "--control-preprocess", "has no meaning without --controlnet",
                    "add --controlnet FILE:IMAGE");
    if (m_preprocessors.size() != 1 && m_preprocessors.size() != request.controls.size())
        return fail(ErrorCode::InvalidArgument, "--control-preprocess",
                    "is given " + std::to_string(m_preprocessors.size()) + " times for " + std::to_string(request.controls.size()) +
                        " control networks",
                    "give one for all, or one each; none leaves a picture as it is");
    for (std::size_t i = 0; i < request.controls.size(); ++i)
        request.controls[i].preprocessor = m_preprocessors[std::min(i, m_preprocessors.size() - 1)];
    return {};
}

} // namespace sfumato::cli
