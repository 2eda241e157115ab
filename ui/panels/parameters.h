// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

#include "core/api/request.h"
#include "ui/panels/part_settings.h"

namespace sfumato::ui {

/// What the studio does with the picture.
enum class Mode {
    Generate,  ///< a new picture from the prompt
    Transform, ///< the picture inside the frame, repainted as a whole
    Inpaint,   ///< what the mask covers
    Restyle,   ///< the picture in another style
};

/// Everything that can be set beside the picture, as a value: what a document keeps under settings().
struct Parameters {
    Mode mode = Mode::Generate;
    QString model = QStringLiteral("builtin");
    QString prompt, negative;
    QString sampler;  ///< id; empty = what the model recommends
    QString schedule; ///< id; empty = the sampler's usual one
    int steps = 20;
    double guidance = 4.0;
    double strength = 0.75;      ///< 0..1, of Transform and Inpaint
    int feather = 8;             ///< pixels
    qint64 seed = -1;            ///< -1 = drawn for every run
    int variants = 1;            ///< 1..8
    Fill fill = Fill::Original;  ///< what the hole holds before denoising
    QString style, styleNegative; ///< texts with {prompt}, of Restyle
    double styleStrength = 0.55; ///< 0..1
    bool keepStructure = true;   ///< Restyle begins later, so that outlines stay
    QList<AdapterSetting> adapters; ///< besides those the prompt names by tags
    QList<ControlSetting> controls;
    QString refiner;             ///< second model, as a path; empty = none
    double refinerFrom = 0.8;    ///< share of the noise schedule after which it works, 0..1
    SecondPassSetting secondPass; ///< of Generate
    QString imageEncoder;        ///< of image prompts, file or folder; empty = one beside the adapter
    QString vae;                 ///< file or folder instead of the model's own; empty = none

    bool operator==(const Parameters &) const = default;

    /// Fields that are absent or of no use keep their default: the object may come from a file.
    static Parameters fromJson(const QJsonObject &object);
    QJsonObject toJson() const;
    /// One field as toJson() writes it.
    QJsonValue field(const QString &name) const { return toJson().value(name); }

    /// The prompt as it is run: within the style for Restyle.
    QString wholePrompt() const;
    QString wholeNegative() const; ///< likewise
    double wholeStrength() const;
};

/// These with what a recipe says: model, prompts, sampling, seed, adapters, controls, refiner, second pass. Mode and style stay,
/// and the model where the recipe has none.
Parameters withRecipe(Parameters parameters, const GenerationRequest &recipe);

/// A request of these; pictures, mask and size are the caller's to add.
GenerationRequest requestOf(const Parameters &parameters);

} // namespace sfumato::ui
