// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QList>
#include <QString>

namespace sfumato::ui {

/// A LoRA that a prompt names: <lora:name:0.8>, <lora:name:0.5:1>, <lora:name:te=0.5:unet=1>.
struct LoraTag {
    QString name;
    double weight = 1.0;              ///< of the U-Net
    std::optional<double> textWeight; ///< where it differs
    int begin = 0, length = 0;        ///< in QString's units

    bool operator==(const LoraTag &) const = default;
};

/// The tags of a prompt in their order; none where the prompt cannot be read.
QList<LoraTag> loraTagsIn(const QString &prompt);

/// A tag as it is written: "<lora:name:0.8>".
QString loraTag(const QString &name, double weight, std::optional<double> textWeight = {});

/// The prompt with its tag number `index` written anew, or taken out with the comma before it.
QString withLoraWeight(const QString &prompt, int index, double weight, std::optional<double> textWeight);
QString withoutLora(const QString &prompt, int index);

} // namespace sfumato::ui
