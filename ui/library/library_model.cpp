// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/library_model.h"

#include <algorithm>

#include <QFileInfo>
#include <QImage>

#include "ui/library/model_words.h"

namespace sfumato::ui {
namespace {

using modelio::ModelKind;
using service::ModelEntry;

/// The filter under which a kind is found.
ModelKind filterOf(ModelKind kind) {
    switch (kind) {
    case ModelKind::Model:
    case ModelKind::Lora:
    case ModelKind::Embedding:
    case ModelKind::Vae:
    case ModelKind::Upscaler: return kind;
    case ModelKind::TinyVae: return ModelKind::Vae;
    case ModelKind::ControlNet:
    case ModelKind::T2iAdapter:
    case ModelKind::IpAdapter: return ModelKind::ControlNet;
    default: return ModelKind::Other;
    }
}

bool fits(const ModelEntry &entry, const QStringList &words) {
    return std::ranges::all_of(words, [&](const QString &word) {
        return entry.path.contains(word, Qt::CaseInsensitive) || entry.notes.base.contains(word, Qt::CaseInsensitive) ||
               familyBadge(entry.family).contains(word, Qt::CaseInsensitive) || entry.notes.words.join(QLatin1Char(' ')).contains(word, Qt::CaseInsensitive);
    });
}

} // namespace

LibraryModel::LibraryModel(service::ModelLibrary &library, service::Thumbnails &thumbnails, QObject *parent)
    : QAbstractListModel(parent), m_library(library), m_thumbnails(thumbnails) {
    connect(&library, &service::ModelLibrary::changed, this, &LibraryModel::refill);
    connect(&thumbnails, &service::Thumbnails::ready, this, &LibraryModel::onThumbnail);
    refill();
}

void LibraryModel::setSearch(const QString &words) {
    const QStringList list = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (list == m_words)
        return;
    m_words = list;
    refill();
}

void LibraryModel::setKind(std::optional<ModelKind> kind) {
    if (kind == m_kind)
        return;
    m_kind = kind;
    refill();
}

void LibraryModel::refill() {
    beginResetModel();
    m_rows.clear();
    for (const auto &[path, entry] : m_library.entries())
        if ((!m_kind || filterOf(entry->kind) == *m_kind) && fits(*entry, m_words))
            m_rows.push_back(entry);
    std::ranges::stable_sort(m_rows, [](const auto &a, const auto &b) { return a->name.compare(b->name, Qt::CaseInsensitive) < 0; });
    endResetModel();
}

int LibraryModel::rowOf(const QString &path) const {
    const auto found = std::ranges::find(m_rows, path, [](const auto &entry) { return entry->path; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int LibraryModel::count(std::optional<ModelKind> kind) const {
    return static_cast<int>(std::ranges::count_if(m_library.entries(), [&](const auto &entry) { return !kind || filterOf(entry.second->kind) == *kind; }));
}

int LibraryModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QVariant LibraryModel::data(const QModelIndex &index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ModelEntry &entry = *at(index.row());
    const QString problem = problemText(entry);
    switch (role) {
    case NameRole: return entry.name;
    case PathRole: return entry.path;
    case DetailRole: return problem.isEmpty() ? QStringLiteral("%1 · %2").arg(kindName(entry), sizeText(entry.bytes)) : problem;
    case BadgeRole: return familyBadge(entry.family);
    case ProblemRole: return !problem.isEmpty();
    case PictureRole: return entry.picture.isEmpty() ? QImage() : m_thumbnails.get(entry.picture);
    case KindRole: return static_cast<int>(entry.kind);
    case Qt::ToolTipRole: return entry.path.toHtmlEscaped();
    case Qt::AccessibleTextRole: return QStringList({entry.name, kindName(entry), familyBadge(entry.family), problem}).join(QStringLiteral(", "));
    default: return {};
    }
}

void LibraryModel::onThumbnail(const QString &picture) {
    for (int row = 0; row < rowCount(); ++row)
        if (at(row)->picture == picture)
            Q_EMIT dataChanged(index(row), index(row), {PictureRole});
}

} // namespace sfumato::ui
