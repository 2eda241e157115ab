// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "app/service/model_entry.h"

namespace sfumato::ui {

/// What is told of models, in the user's words.

QString kindName(modelio::ModelKind kind);   ///< "LoRA", "Control network"
QString kindName(const service::ModelEntry &entry); ///< the same, closer where more is known: "Image encoder"
QString kindPlural(modelio::ModelKind kind); ///< "LoRAs", of a filter
QString familyBadge(const QString &family);  ///< "SD 1", "SDXL"; empty where nothing is known
QString partName(const QString &part);       ///< "text encoder"
QString sizeText(qint64 bytes);              ///< "2.1 GB"
QString parametersText(quint64 parameters);  ///< "860 M"
/// "SD 1 · 860 M · f16": what stands beside a model's name.
QString factsText(const service::ModelEntry &entry);
/// Why it cannot be used, in one line; empty where it can.
QString problemText(const service::ModelEntry &entry);

} // namespace sfumato::ui
