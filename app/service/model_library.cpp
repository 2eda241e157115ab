// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/model_library.h"

#include <algorithm>
#include <utility>

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>

#include "app/service/model_index.h"
#include "app/service/model_reader.h"
#include "app/service/paths.h"
#include "core/base/file_io.h"
#include "core/base/sha256.h"

namespace sfumato::service {
namespace {

constexpr int libraryVersion = 1;
constexpr int batchPause = 200; // milliseconds between two batches that are told
const QString placesKey = QStringLiteral("places");

QString clean(const QString &place) { return QDir::cleanPath(QFileInfo(place).absoluteFilePath()); }

} // namespace

ModelLibrary::ModelLibrary(const QString &dataFolder, QObject *parent)
    : QObject(parent), m_file(QDir(dataFolder).filePath(QStringLiteral("library.json")).toStdString(), libraryVersion),
      m_indexFile(QDir(dataFolder).filePath(QStringLiteral("models.db"))), m_worker(new QObject) {
    for (const QJsonValue &place : m_file.root().value(placesKey).toArray())
        if (!place.toString().isEmpty())
            m_places << place.toString();
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("library"));
    m_thread.start(QThread::LowPriority);
}

ModelLibrary::~ModelLibrary() {
    m_scan.cancel();
    m_hash.cancel();
    // The database belongs to the thread.
    QMetaObject::invokeMethod(m_worker, [this] { m_index.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

Result<void> ModelLibrary::store(QStringList places) {
    m_places = std::move(places);
    return m_file.set(placesKey, QJsonArray::fromStringList(m_places));
}

Result<void> ModelLibrary::add(const QString &place) {
    const QString wanted = clean(place);
    if (!QFileInfo::exists(wanted))
        return fail(ErrorCode::NotFound, display(wanted.toStdString()), "there is no such file or folder");
    if (m_places.contains(wanted))
        return {};
    const auto stored = store(m_places + QStringList(wanted));
    rescan();
    return stored;
}

Result<void> ModelLibrary::remove(const QString &place) {
    QStringList left = m_places;
    if (!left.removeOne(place))
        return {};
    const auto stored = store(left);
    rescan();
    return stored;
}

void ModelLibrary::rescan() {
    m_scan.cancel();
    m_scan = {};
    m_hash.cancel(); // a large file must not keep it waiting
    ++m_scans;
    QMetaObject::invokeMethod(m_worker, [this, places = folders(), cancel = m_scan] { scan(places, cancel); });
}

QStringList ModelLibrary::folders() const {
    QStringList folders;
    for (const auto &folder : modelFolders())
        folders << QString::fromStdString(folder.string());
    return folders + m_places;
}

ModelIndex &ModelLibrary::index() {
    if (!m_index) {
        m_index = std::make_unique<ModelIndex>(m_indexFile);
        if (const auto &problem = m_index->problem())
            tell(tl::unexpected<Error>(*problem));
    }
    return *m_index;
}

void ModelLibrary::tell(const Result<void> &done) {
    if (!done)
        QMetaObject::invokeMethod(this, [this, error = done.error()] { Q_EMIT problemOccurred(error); });
}

void ModelLibrary::scan(const QStringList &places, const CancelToken &cancel) {
    std::vector<ModelPlace> folders;
    for (const QString &place : places) {
        const auto inside = QFileInfo(place).isDir() ? modelPlacesIn(place) : std::vector{ModelPlace{place, modelio::ModelKind::Other, false}};
        folders.insert(folders.end(), inside.begin(), inside.end());
    }
    const std::vector<FoundModel> found = findModels(folders, cancel);
    std::vector<ModelEntry> all, batch;
    std::vector<std::pair<FoundModel, ModelEntry>> fresh;
    QElapsedTimer sinceBatch;
    sinceBatch.start();
    const auto hand = [&] {
        if (!fresh.empty())
            tell(index().keep(std::exchange(fresh, {})));
        const int done = static_cast<int>(all.size()), total = static_cast<int>(found.size());
        QMetaObject::invokeMethod(this, [this, done, total, batch = std::exchange(batch, {})] {
            onBatch(batch);
            Q_EMIT progressed(done, total);
        });
        sinceBatch.restart();
    };
    for (const FoundModel &model : found) {
        if (cancel.cancelled())
            break;
        auto known = index().find(model);
        if (!known) {
            known = describeModel(model);
            known->sha256 = index().hashOf(*known);
            fresh.emplace_back(model, *known);
        }
        batch.push_back(*known);
        all.push_back(std::move(*known));
        if (sinceBatch.hasExpired(batchPause))
            hand();
    }
    hand();
    QMetaObject::invokeMethod(this, [this, all = std::move(all), whole = !cancel.cancelled()] { onScanned(all, whole); });
}

void ModelLibrary::onBatch(const std::vector<ModelEntry> &batch) {
    bool different = false;
    for (const ModelEntry &entry : batch) {
        auto &known = m_entries[entry.path];
        if (known && *known == entry)
            continue;
        known = std::make_shared<const ModelEntry>(entry);
        different = true;
    }
    if (different)
        Q_EMIT changed();
}

void ModelLibrary::onScanned(const std::vector<ModelEntry> &all, bool whole) {
    --m_scans;
    if (whole && all.size() != m_entries.size()) { // some are gone: batches only add
        Entries left;
        for (const ModelEntry &entry : all)
            left.insert_or_assign(entry.path, m_entries[entry.path]);
        m_entries = std::move(left);
        Q_EMIT changed();
    }
    if (m_scans == 0)
        Q_EMIT scanned();
}

std::shared_ptr<const ModelEntry> ModelLibrary::find(const QString &path) const {
    const auto found = m_entries.find(path);
    return found == m_entries.end() ? nullptr : found->second;
}

std::shared_ptr<const ModelEntry> ModelLibrary::named(modelio::ModelKind kind, const QString &name) const {
    const bool withFolder = name.contains(QLatin1Char('/'));
    const auto isCalledSo = [&](const ModelEntry &entry) {
        if (!withFolder)
            return entry.name == name;
        const QFileInfo file(entry.path);
        return QString(file.path() + QLatin1Char('/') + entry.name).endsWith(QLatin1Char('/') + name);
    };
    for (const auto &[path, entry] : m_entries)
        if (entry->kind == kind && isCalledSo(*entry))
            return entry;
    return nullptr;
}

QStringList ModelLibrary::names(modelio::ModelKind kind) const {
    QStringList names;
    for (const auto &[path, entry] : m_entries)
        if (entry->kind == kind && entry->problem.isEmpty())
            names << entry->name;
    names.sort(Qt::CaseInsensitive);
    names.removeDuplicates();
    return names;
}

void ModelLibrary::askHash(const QString &path) {
    const auto entry = find(path);
    if (!entry || !entry->sha256.isEmpty() || QFileInfo(path).isDir())
        return;
    m_hash.cancel();
    m_hash = {};
    QMetaObject::invokeMethod(m_worker, [this, entry = *entry, cancel = m_hash] { hash(entry, cancel); });
}

void ModelLibrary::hash(const ModelEntry &entry, const CancelToken &cancel) {
    const auto sha256 = sha256_of_file(entry.path.toStdString(), cancel);
    if (!sha256)
        return; // cancelled, or gone: the next scan tells
    const QString text = QString::fromStdString(*sha256);
    tell(index().keepHash(entry, text));
    QMetaObject::invokeMethod(this, [this, path = entry.path, text] {
        const auto known = m_entries.find(path);
        if (known == m_entries.end())
            return;
        auto hashed = std::make_shared<ModelEntry>(*known->second);
        hashed->sha256 = text;
        known->second = std::move(hashed);
        Q_EMIT changed();
    });
}

} // namespace sfumato::service
