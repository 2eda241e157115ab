// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/model_reader.h"

#include <algorithm>

#include "app/service/model_notes.h"
#include "app/service/paths.h"
#include "core/modelio/model_probe.h"
#include "core/modelio/single_file.h"
#include "core/modelio/tensor_source.h"

namespace sfumato::service {
namespace {

using modelio::ModelKind;

/// Parts that are not in a model but must come from beside it.
void lookForVocabulary(const FoundModel &found, const modelio::ModelInfo &info, ModelEntry &entry) {
    const bool single = info.layout == modelio::Layout::Ldm || info.layout == modelio::Layout::DiffusersKeys;
    if (!single || info.obstacle)
        return;
    if (const auto vocabulary = modelio::find_vocabulary(found.path.toStdString(), clipVocabularyFolder()); !vocabulary) {
        entry.missing << QStringLiteral("vocabulary");
        entry.problem = QString::fromStdString(vocabulary.error().reason);
    }
}

ModelTrait traitOf(const QString &weights, ModelKind kind) {
    if (kind != ModelKind::ControlNet && kind != ModelKind::Other)
        return ModelTrait::None;
    const auto source = modelio::TensorSource::open(weights.toStdString());
    if (!source)
        return ModelTrait::None;
    if (kind == ModelKind::ControlNet)
        return source->find("task_embedding") ? ModelTrait::UnionControl : ModelTrait::None;
    const bool sees = source->find("vision_model.embeddings.patch_embedding.weight") || source->find("visual.conv1.weight");
    return sees ? ModelTrait::ImageEncoder : ModelTrait::None;
}

void fill(const FoundModel &found, const modelio::ModelInfo &info, ModelEntry &entry) {
    entry.kind = info.kind;
    entry.family = QString::fromStdString(info.family);
    entry.parameters = info.count.parameters;
    const auto &types = info.count.parameters_by_type;
    if (const auto most = std::ranges::max_element(types, {}, [](const auto &type) { return type.second; }); most != types.end())
        entry.type = QString::fromStdString(most->first).toLower();
    entry.remark = QString::fromStdString(info.note);
    if (info.kind == ModelKind::Model) {
        for (const std::string &part : info.missing())
            entry.missing << QString::fromStdString(part);
        if (info.obstacle)
            entry.problem = QString::fromStdString(info.obstacle->reason);
        lookForVocabulary(found, info, entry);
    }
}

} // namespace

ModelEntry describeModel(const FoundModel &found) {
    ModelEntry entry;
    entry.path = found.path;
    entry.name = found.name;
    entry.bytes = found.bytes;
    entry.modified = found.modified;
    entry.picture = found.picture;
    entry.kind = found.promised;
    const QString probed = found.weights.isEmpty() ? found.path : found.weights;
    const auto info = modelio::probe_model(probed.toStdString());
    if (info) {
        fill(found, *info, entry);
        entry.trait = traitOf(probed, info->kind);
    } else {
        entry.problem = QString::fromStdString(info.error().reason);
    }
    entry.notes = either(notesBeside(found.sidecars), info ? notesIn(info->metadata) : ModelNotes{});
    return entry;
}

} // namespace sfumato::service
