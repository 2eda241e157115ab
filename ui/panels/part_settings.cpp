// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/part_settings.h"

#include <algorithm>

#include <QJsonObject>

#include "core/engine/request_json.h"

namespace sfumato::ui {
namespace {

constexpr qsizetype most = 32; // of each
const QString fileKey = QStringLiteral("file"), weightKey = QStringLiteral("weight"), textWeightKey = QStringLiteral("te_weight"), onKey = QStringLiteral("on"),
              pictureKey = QStringLiteral("image"), preprocessKey = QStringLiteral("preprocess"), startKey = QStringLiteral("start"), endKey = QStringLiteral("end"),
              roleKey = QStringLiteral("role"), imagePrompt = QStringLiteral("image_prompt"), scaleKey = QStringLiteral("scale"), strengthKey = QStringLiteral("strength"),
              stepsKey = QStringLiteral("steps"), modeKey = QStringLiteral("mode"), upscalerKey = QStringLiteral("upscaler"), promptKey = QStringLiteral("prompt"),
              negativeKey = QStringLiteral("negative"), kindKey = QStringLiteral("type");

double numberIn(const QJsonValue &value, double fallback, double least, double greatest) { return std::clamp(value.toDouble(fallback), least, greatest); }

template <typename Choice>
QString textOf(Choice choice) {
    const auto name = name_of(choice);
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

template <typename Use>
void fillUse(Use &use, const ControlSetting &setting) {
    use.file = setting.file.toStdString();
    use.image.path = setting.picture.toStdString();
    use.weight = setting.weight;
    use.start = setting.start;
    use.end = setting.end;
}

template <typename Use>
ControlSetting settingOf(const Use &use, ControlRole role) {
    return {role, QString::fromStdString(use.file), QString::fromStdString(use.image.path), {}, use.weight, use.start, use.end, true, {}, {}};
}

} // namespace

QJsonArray toJson(const QList<AdapterSetting> &adapters) {
    QJsonArray array;
    for (const auto &adapter : adapters) {
        QJsonObject object{{fileKey, adapter.file}, {weightKey, adapter.weight}, {onKey, adapter.on}};
        if (adapter.textWeight)
            object.insert(textWeightKey, *adapter.textWeight);
        array.append(object);
    }
    return array;
}

QJsonArray toJson(const QList<ControlSetting> &controls) {
    QJsonArray array;
    for (const auto &control : controls) {
        QJsonObject object{{fileKey, control.file}, {pictureKey, control.picture}, {preprocessKey, control.preprocessor}, {weightKey, control.weight},
                           {startKey, control.start}, {endKey, control.end}, {onKey, control.on}};
        if (control.role == ControlRole::ImagePrompt)
            object.insert(roleKey, imagePrompt);
        if (!control.kind.isEmpty())
            object.insert(kindKey, control.kind);
        if (control.mode != ControlMode::Balanced)
            object.insert(modeKey, textOf(control.mode));
        array.append(object);
    }
    return array;
}

QJsonObject toJson(const SecondPassSetting &pass) {
    return {{onKey, pass.on},
            {scaleKey, pass.scale},
            {strengthKey, pass.strength},
            {stepsKey, pass.steps},
            {modeKey, textOf(pass.mode)},
            {upscalerKey, pass.upscaler},
            {promptKey, pass.prompt},
            {negativeKey, pass.negative}};
}

QList<AdapterSetting> adaptersFrom(const QJsonArray &array) {
    QList<AdapterSetting> adapters;
    for (const QJsonValue &value : array) {
        const QJsonObject object = value.toObject();
        AdapterSetting adapter{object.value(fileKey).toString(), numberIn(object.value(weightKey), 1, -10, 10), {}, object.value(onKey).toBool(true)};
        if (object.value(textWeightKey).isDouble())
            adapter.textWeight = numberIn(object.value(textWeightKey), 1, -10, 10);
        if (!adapter.file.isEmpty() && adapters.size() < most)
            adapters << adapter;
    }
    return adapters;
}

QList<ControlSetting> controlsFrom(const QJsonArray &array) {
    QList<ControlSetting> controls;
    for (const QJsonValue &value : array) {
        const QJsonObject object = value.toObject();
        ControlSetting control;
        control.role = object.value(roleKey).toString() == imagePrompt ? ControlRole::ImagePrompt : ControlRole::Control;
        control.file = object.value(fileKey).toString();
        control.picture = object.value(pictureKey).toString();
        control.preprocessor = object.value(preprocessKey).toString();
        control.weight = numberIn(object.value(weightKey), 1, 0, 2);
        control.start = numberIn(object.value(startKey), 0, 0, 1);
        control.end = numberIn(object.value(endKey), 1, control.start, 1);
        control.on = object.value(onKey).toBool(true);
        control.kind = object.value(kindKey).toString();
        control.mode = choice_named<ControlMode>(object.value(modeKey).toString().toStdString()).value_or(control.mode);
        if (!control.file.isEmpty() && controls.size() < most)
            controls << control;
    }
    return controls;
}

SecondPassSetting secondPassFrom(const QJsonObject &object) {
    SecondPassSetting pass;
    pass.on = object.value(onKey).toBool(pass.on);
    pass.scale = numberIn(object.value(scaleKey), pass.scale, 1, 4);
    pass.strength = numberIn(object.value(strengthKey), pass.strength, 0, 1);
    pass.steps = static_cast<int>(numberIn(object.value(stepsKey), pass.steps, 0, 150));
    pass.mode = choice_named<HiresMode>(object.value(modeKey).toString().toStdString()).value_or(pass.mode);
    if (pass.mode == HiresMode::Pixel)
        pass.upscaler = object.value(upscalerKey).toString();
    pass.prompt = object.value(promptKey).toString();
    pass.negative = object.value(negativeKey).toString();
    return pass;
}

void addParts(GenerationRequest &request, const QList<AdapterSetting> &adapters, const QList<ControlSetting> &controls) {
    for (const auto &adapter : adapters)
        if (adapter.on)
            request.adapters.push_back({adapter.file.toStdString(), adapter.weight, adapter.textWeight});
    for (const auto &control : controls) {
        if (!control.on || control.picture.isEmpty())
            continue;
        if (control.role == ControlRole::ImagePrompt) {
            fillUse(request.image_prompts.emplace_back(), control);
        } else {
            fillUse(request.controls.emplace_back(), control);
            request.controls.back().preprocessor = control.preprocessor.toStdString();
            request.controls.back().kind = control.kind.toStdString();
            request.controls.back().mode = control.mode;
        }
    }
}

QList<AdapterSetting> adaptersOf(const GenerationRequest &request) {
    QList<AdapterSetting> adapters;
    for (const AdapterUse &use : request.adapters)
        adapters << AdapterSetting{QString::fromStdString(use.file), use.weight, use.text_weight, true};
    return adapters;
}

QList<ControlSetting> controlsOf(const GenerationRequest &request) {
    QList<ControlSetting> controls;
    for (const ControlUse &use : request.controls) {
        controls << settingOf(use, ControlRole::Control);
        controls.back().preprocessor = QString::fromStdString(use.preprocessor);
        controls.back().kind = QString::fromStdString(use.kind);
        controls.back().mode = use.mode;
    }
    for (const ImagePromptUse &use : request.image_prompts)
        controls << settingOf(use, ControlRole::ImagePrompt);
    return controls;
}

std::optional<Hires> hiresOf(const SecondPassSetting &pass) {
    if (!pass.on)
        return std::nullopt;
    return Hires{pass.scale, pass.strength, pass.steps > 0 ? std::optional(pass.steps) : std::nullopt, pass.mode,
                 pass.upscaler.toStdString(), pass.prompt.toStdString(), pass.negative.toStdString()};
}

SecondPassSetting secondPassOf(const GenerationRequest &request) {
    if (!request.hires)
        return {};
    const Hires &hires = *request.hires;
    return {true, hires.scale, hires.strength, hires.steps.value_or(0), hires.mode,
            QString::fromStdString(hires.upscaler), QString::fromStdString(hires.prompt), QString::fromStdString(hires.negative)};
}

} // namespace sfumato::ui
