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
#include "core/engine/request_json.h"

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

/// FILE:IMAGE with what steers by a picture has in common: weight, start and end.
template <typename Use>
Use pictureUseIn(const char *option, std::string text) {
    const std::vector<double> numbers = takeNumbers(text, 3);
    // Colons may stand in paths: the one that parts two files is meant, or else the last.
    std::size_t colon = text.rfind(':');
    for (std::size_t at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1))
        if (exists(std::string_view(text).substr(0, at)) && exists(std::string_view(text).substr(at + 1)))
            colon = at;
    if (colon == std::string::npos || colon == 0 || colon + 1 == text.size() || numbers.size() == 2)
        throw CLI::ValidationError(option, "takes FILE:IMAGE, FILE:IMAGE:WEIGHT or FILE:IMAGE:WEIGHT:START:END");
    Use use;
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

HypernetworkUse hypernetworkIn(std::string text) {
    const std::vector<double> weight = takeNumbers(text, 1);
    if (text.empty())
        throw CLI::ValidationError("--hypernetwork", "takes FILE or FILE:WEIGHT");
    return {std::move(text), weight.empty() ? 1.0 : weight.front()};
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
    addRepeated(app, "--hypernetwork", "FILE[:WEIGHT]", "hypernetwork (A1111's .pt)", [this](const std::vector<std::string> &values) {
        std::vector<HypernetworkUse> uses;
        for (const std::string &value : values)
            uses.push_back(hypernetworkIn(value));
        m_edits.push_back([uses](GenerationRequest &r) { r.hypernetworks = uses; });
    });
    text("--hypernetwork-dir", "DIR", "where <hypernet:name:weight> in the prompt looks; default: the hypernetworks of the model folders",
         &GenerationRequest::hypernetwork_folder);
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
                        uses.push_back(pictureUseIn<ControlUse>("--controlnet", value));
                    m_edits.push_back([uses](GenerationRequest &r) { r.controls = uses; });
                });
    addRepeated(app, "--control-preprocess", "NAME", "makes the control picture of IMAGE, see: list preprocessors; none leaves it as it is; one for all, or one each",
                [this](const std::vector<std::string> &values) { m_preprocessors = values; });
    addRepeated(app, "--control-type", "NAME", "what a union network is told its picture is, see: list control-types; auto goes by the preprocessor; one for all, or one each",
                [this](const std::vector<std::string> &values) { m_controlKinds = values; });
    addRepeated(app, "--control-mode", "balanced|prompt|control", "who wins where prompt and control disagree; one for all, or one each",
                [this](const std::vector<std::string> &values) { m_controlModes = values; });
    addRepeated(app, "--ip-adapter", "FILE:IMAGE[:WEIGHT[:START:END]]", "a picture as a prompt, by an IP-Adapter",
                [this](const std::vector<std::string> &values) {
                    std::vector<ImagePromptUse> uses;
                    for (const std::string &value : values)
                        uses.push_back(pictureUseIn<ImagePromptUse>("--ip-adapter", value));
                    m_edits.push_back([uses](GenerationRequest &r) { r.image_prompts = uses; });
                });
    text("--image-encoder", "FILE|DIR", "CLIP vision encoder for --ip-adapter; default: one found beside the adapter",
         &GenerationRequest::image_encoder);
    addText(app, "--refiner", "PATH", "second model that takes over where little noise is left (SDXL's refiner)", [this](const std::string &value) {
        m_edits.push_back([value](GenerationRequest &r) { r.refiner.model = value; });
    })->group("Parts");
    addNumber(app, "--refiner-switch", "0..1, share of the noise schedule after which it works", [this](double value) {
        m_edits.push_back([value](GenerationRequest &r) { r.refiner.switch_at = value; });
    })->group("Parts");
    addNumber(app, "--aesthetic-score", "0..10, what the refiner is told of the picture's looks", [this](double value) {
        m_edits.push_back([value](GenerationRequest &r) { r.size_conditioning.aesthetic_score = value; });
    })->group("Parts");
    addNumber(app, "--negative-aesthetic-score", "0..10, and of looks to avoid", [this](double value) {
        m_edits.push_back([value](GenerationRequest &r) { r.size_conditioning.negative_aesthetic_score = value; });
    })->group("Parts");
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

Result<void> RequestOptions::applyControlChoices(GenerationRequest &request) const {
    const auto apply = [&](const char *option, const std::vector<std::string> &values, const char *advice, const auto &set) -> Result<void> {
        if (values.empty())
            return {};
        if (request.controls.empty())
            return fail(ErrorCode::InvalidArgument, option, "has no meaning without --controlnet", "add --controlnet FILE:IMAGE");
        if (values.size() != 1 && values.size() != request.controls.size())
            return fail(ErrorCode::InvalidArgument, option,
                        "is given " + std::to_string(values.size()) + " times for " + std::to_string(request.controls.size()) +
                            " control networks",
                        advice);
        for (std::size_t i = 0; i < request.controls.size(); ++i)
            SFUMATO_CHECK(set(request.controls[i], values[std::min(i, values.size() - 1)]));
        return {};
    };
    SFUMATO_CHECK(apply("--control-preprocess", m_preprocessors, "give one for all, or one each",
                        [](ControlUse &use, const std::string &name) -> Result<void> {
                            use.preprocessor = name == "none" ? "" : name;
                            return {};
                        }));
    SFUMATO_CHECK(apply("--control-type", m_controlKinds, "give one for all, or one each", [](ControlUse &use, const std::string &name) -> Result<void> {
        use.kind = name == "auto" ? "" : name;
        return {};
    }));
    return apply("--control-mode", m_controlModes, "give one for all, or one each", [](ControlUse &use, const std::string &name) -> Result<void> {
        const auto mode = choice_named<ControlMode>(name);
        if (!mode)
            return fail(ErrorCode::InvalidArgument, "--control-mode", "is none of balanced, prompt and control");
        use.mode = *mode;
        return {};
    });
}

} // namespace sfumato::cli
