// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include "core/modelio/model_info.h"

namespace sfumato::service {

/// What people and trainers say about a model file: in its metadata, or in files beside it. Untrusted text.
struct ModelNotes {
    QStringList words;   ///< that set it off in a prompt
    QString base;        ///< the model it was made for, in its maker's words
    QString description; ///< plain text
    double weight = 0;   ///< that its maker recommends; 0 = not said

    bool operator==(const ModelNotes &) const = default;
};

/// What its kind does not tell of a file.
enum class ModelTrait {
    None,
    UnionControl, ///< a control network of several kinds of pictures, which is told what it is shown
    ImageEncoder, ///< CLIP's vision encoder, as IP-Adapters need one
};

/// One file or model folder of the library.
struct ModelEntry {
    QString path;
    QString name; ///< the file's without its ending: what prompts and lists call it
    modelio::ModelKind kind = modelio::ModelKind::Other;
    ModelTrait trait = ModelTrait::None;
    QString family = QStringLiteral("unknown"); ///< id as ModelInfo::family; of an adapter: the one it was made for
    QString type;            ///< of most of its numbers, e.g. "f16"; empty where nothing is known
    quint64 parameters = 0;
    qint64 bytes = 0;        ///< on disk
    qint64 modified = 0;     ///< milliseconds since 1970
    QString problem;         ///< why it cannot be used; empty = it can
    QStringList missing;     ///< parts that it needs and lacks: "vae", "vocabulary"
    QString remark;          ///< what using it takes besides; may be empty
    ModelNotes notes;
    QString picture;         ///< file of the picture beside it; empty = none
    QString sha256;          ///< empty = not computed yet

    bool usable() const { return problem.isEmpty() && missing.isEmpty(); }
    bool operator==(const ModelEntry &) const = default;
};

} // namespace sfumato::service
