// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/parameters.h"

#include <algorithm>
#include <array>

#include "app/service/style_store.h"
#include "core/engine/request_json.h"

namespace sfumato::ui {
namespace {

constexpr std::array<const char *, 4> modeNames = {"generate", "transform", "inpaint", "restyle"};
constexpr double structureShare = 0.7; // of the strength that leaves outlines where they are

double numberOf(const QJsonObject &object, const char *name, double fallback, double least, double most) {
    const QJsonValue value = object.value(QLatin1String(name));
    return value.isDouble() ? std::clamp(value.toDouble(), least, most) : fallback;
}

QString textOf(const QJsonObject &object, const char *name, const QString &fallback = {}) {
    return object.value(QLatin1String(name)).toString(fallback);
}

} // namespace

Parameters Parameters::fromJson(const QJsonObject &object) {
    Parameters p;
    const auto mode = std::find(modeNames.begin(), modeNames.end(), textOf(object, "mode"));
    if (mode != modeNames.end())
        p.mode = static_cast<Mode>(mode - modeNames.begin());
    p.model = textOf(object, "model", p.model);
    p.prompt = textOf(object, "prompt");
    p.negative = textOf(object, "negative");
    p.sampler = textOf(object, "sampler");
    p.schedule = textOf(object, "schedule");
    p.steps = static_cast<int>(numberOf(object, "steps", p.steps, 1, 150));
    p.guidance = numberOf(object, "guidance", p.guidance, 1, 30);
    p.strength = numberOf(object, "strength", p.strength, 0, 1);
    p.feather = static_cast<int>(numberOf(object, "feather", p.feather, 0, 64));
    p.seed = static_cast<qint64>(numberOf(object, "seed", -1, -1, 4294967295.0));
    p.variants = static_cast<int>(numberOf(object, "variants", p.variants, 1, 8));
    if (const auto fill = choice_named<Fill>(textOf(object, "fill").toStdString()))
        p.fill = *fill;
    const QJsonValue style = object.value(QStringLiteral("style"));
    p.style = style.isObject() ? textOf(style.toObject(), "prompt") : style.toString();
    p.styleNegative = textOf(style.toObject(), "negative");
    p.styleStrength = numberOf(object, "style_strength", p.styleStrength, 0, 1);
    p.adapters = adaptersFrom(object.value(QStringLiteral("adapters")).toArray());
    p.controls = controlsFrom(object.value(QStringLiteral("controls")).toArray());
    p.secondPass = secondPassFrom(object.value(QStringLiteral("second_pass")).toObject());
    p.imageEncoder = textOf(object, "image_encoder");
    p.vae = textOf(object, "vae");
    p.refiner = textOf(object, "refiner");
    p.refinerFrom = numberOf(object, "refiner_from", p.refinerFrom, 0, 1);
    p.keepStructure = object.value(QStringLiteral("keep_structure")).toBool(p.keepStructure);
    return p;
}

QJsonObject Parameters::toJson() const {
    const auto fillName = name_of(fill);
    return {{QStringLiteral("mode"), QLatin1String(modeNames[static_cast<std::size_t>(mode)])},
            {QStringLiteral("model"), model},
            {QStringLiteral("prompt"), prompt},
            {QStringLiteral("negative"), negative},
            {QStringLiteral("sampler"), sampler},
            {QStringLiteral("schedule"), schedule},
            {QStringLiteral("steps"), steps},
            {QStringLiteral("guidance"), guidance},
            {QStringLiteral("strength"), strength},
            {QStringLiteral("feather"), feather},
            {QStringLiteral("seed"), seed},
            {QStringLiteral("variants"), variants},
            {QStringLiteral("fill"), QString::fromLatin1(fillName.data(), static_cast<qsizetype>(fillName.size()))},
            {QStringLiteral("style"), styleNegative.isEmpty() ? QJsonValue(style) : QJsonObject{{QStringLiteral("prompt"), style}, {QStringLiteral("negative"), styleNegative}}},
            {QStringLiteral("style_strength"), styleStrength},
            {QStringLiteral("keep_structure"), keepStructure},
            {QStringLiteral("adapters"), ui::toJson(adapters)},
            {QStringLiteral("controls"), ui::toJson(controls)},
            {QStringLiteral("refiner"), refiner},
            {QStringLiteral("refiner_from"), refinerFrom},
            {QStringLiteral("second_pass"), ui::toJson(secondPass)},
            {QStringLiteral("image_encoder"), imageEncoder},
            {QStringLiteral("vae"), vae}};
}

QString Parameters::wholePrompt() const { return mode == Mode::Restyle ? service::withStyle(prompt, style) : prompt; }

QString Parameters::wholeNegative() const { return mode == Mode::Restyle ? service::withStyle(negative, styleNegative) : negative; }

double Parameters::wholeStrength() const {
    if (mode != Mode::Restyle)
        return strength;
    return keepStructure ? styleStrength * structureShare : styleStrength;
}

Parameters withRecipe(Parameters parameters, const GenerationRequest &recipe) {
    if (!recipe.model.empty())
        parameters.model = QString::fromStdString(recipe.model);
    parameters.prompt = QString::fromStdString(recipe.prompt);
    parameters.negative = QString::fromStdString(recipe.negative);
    parameters.sampler = QString::fromStdString(recipe.sampler);
    parameters.schedule = QString::fromStdString(recipe.schedule);
    parameters.steps = recipe.steps.value_or(parameters.steps);
    parameters.guidance = recipe.guidance.value_or(parameters.guidance);
    parameters.seed = recipe.seed;
    parameters.adapters = adaptersOf(recipe);
    parameters.controls = controlsOf(recipe);
    parameters.imageEncoder = QString::fromStdString(recipe.image_encoder);
    parameters.vae = QString::fromStdString(recipe.vae);
    parameters.refiner = QString::fromStdString(recipe.refiner.model);
    parameters.refinerFrom = recipe.refiner.switch_at;
    parameters.secondPass = secondPassOf(recipe);
    return Parameters::fromJson(parameters.toJson()); // within the panel's ranges
}

GenerationRequest requestOf(const Parameters &parameters) {
    GenerationRequest request;
    request.model = parameters.model.toStdString();
    request.prompt = parameters.wholePrompt().toStdString();
    request.negative = parameters.wholeNegative().toStdString();
    request.sampler = parameters.sampler.toStdString();
    request.schedule = parameters.sampler.isEmpty() ? std::string() : parameters.schedule.toStdString();
    request.steps = parameters.steps;
    request.guidance = parameters.guidance;
    request.strength = parameters.wholeStrength();
    request.seed = parameters.seed;
    request.count = parameters.variants;
    request.vae = parameters.vae.toStdString();
    if (!parameters.refiner.isEmpty()) {
        request.refiner.model = parameters.refiner.toStdString();
        request.refiner.switch_at = parameters.refinerFrom;
    }
    if (parameters.mode == Mode::Generate)
        request.hires = hiresOf(parameters.secondPass);
    addParts(request, parameters.adapters, parameters.controls);
    if (!request.image_prompts.empty())
        request.image_encoder = parameters.imageEncoder.toStdString();
    return request;
}

} // namespace sfumato::ui
