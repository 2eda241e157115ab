// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QJsonArray>
#include <QList>
#include <QString>

#include "core/api/request.h"

namespace sfumato::ui {

/// A LoRA as the panel has it: AdapterUse, and whether it is switched on.
struct AdapterSetting {
    QString file;
    double weight = 1.0;
    std::optional<double> textWeight; ///< absent = as `weight`
    bool on = true;

    bool operator==(const AdapterSetting &) const = default;
};

/// What a control picture is used for.
enum class ControlRole {
    Control,    ///< ControlNet or T2I-Adapter: shape
    ImagePrompt ///< IP-Adapter: content and look
};

/// A control picture as the panel has it.
struct ControlSetting {
    ControlRole role = ControlRole::Control;
    QString file;         ///< network or adapter
    QString picture;      ///< file; empty = still to be chosen
    QString preprocessor; ///< id; empty = the picture is a control picture already
    double weight = 1.0;  ///< 0..2
    double start = 0.0, end = 1.0; ///< shares of the run
    bool on = true;
    QString kind;         ///< id of what a union network is told the picture is; empty = as the preprocessor's pictures are
    ControlMode mode = ControlMode::Balanced; ///< of control networks

    bool operator==(const ControlSetting &) const = default;
};

/// A second pass as the panel has it: Hires, and whether it is switched on.
struct SecondPassSetting {
    bool on = false;
    double scale = Hires().scale;       ///< 1..4
    double strength = Hires().strength; ///< 0..1
    int steps = 0;                      ///< 0 = as many as the first
    HiresMode mode = Hires().mode;
    QString upscaler;         ///< file; only with HiresMode::Pixel; may be empty
    QString prompt, negative; ///< empty = the first pass's

    bool operator==(const SecondPassSetting &) const = default;
};

QJsonArray toJson(const QList<AdapterSetting> &adapters);
QJsonArray toJson(const QList<ControlSetting> &controls);
QJsonObject toJson(const SecondPassSetting &pass);
/// Entries without a file are left out, numbers held to their range: the array may come from a file.
QList<AdapterSetting> adaptersFrom(const QJsonArray &array);
QList<ControlSetting> controlsFrom(const QJsonArray &array);
/// Likewise, what is absent or of no use keeps its default.
SecondPassSetting secondPassFrom(const QJsonObject &object);

/// Puts what is switched on into a request; controls without a picture are left out.
void addParts(GenerationRequest &request, const QList<AdapterSetting> &adapters, const QList<ControlSetting> &controls);
/// The other way: what a request has, all switched on.
QList<AdapterSetting> adaptersOf(const GenerationRequest &request);
QList<ControlSetting> controlsOf(const GenerationRequest &request);

/// The pass that is switched on, or nothing.
std::optional<Hires> hiresOf(const SecondPassSetting &pass);
/// The other way: switched off where the request has none.
SecondPassSetting secondPassOf(const GenerationRequest &request);

} // namespace sfumato::ui
