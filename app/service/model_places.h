// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>
#include <QStringList>

#include "core/base/cancel.h"
#include "core/modelio/model_info.h"

namespace sfumato::service {

/// A folder in which models lie, and what its name promises them to be.
struct ModelPlace {
    QString path;
    modelio::ModelKind promised = modelio::ModelKind::Other;
    bool deep = true; ///< folders in it belong to it as well

    bool operator==(const ModelPlace &) const = default;
};

/// Where models lie under a folder that somebody names. In an installation of A1111's or ComfyUI (or its folder `models`)
/// these are the folders whose names are known and the folder itself; everything in any other folder.
std::vector<ModelPlace> modelPlacesIn(const QString &folder);

/// A model file or model folder on disk, not yet opened.
struct FoundModel {
    QString path;
    QString name;
    QString weights;       ///< the file that tells what a folder of one network is; empty = `path` itself
    modelio::ModelKind promised = modelio::ModelKind::Other;
    qint64 bytes = 0;      ///< of all that it consists of
    qint64 modified = 0;   ///< newest of it, milliseconds since 1970
    QStringList sidecars;  ///< notes beside it, most trusted first
    qint64 sidecarsModified = 0; ///< newest of them
    QString picture;

    bool operator==(const FoundModel &) const = default;
};

/// The model files and folders of a place, in the order of their paths; a folder reached twice through links is looked at
/// once. A path that is a file itself is taken as it is. Folders that cannot be read are passed over.
std::vector<FoundModel> findModels(const std::vector<ModelPlace> &places, const CancelToken &cancel);

} // namespace sfumato::service
