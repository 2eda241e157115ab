// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QStringList>
#include <QThread>

#include "app/service/json_file.h"
#include "app/service/model_entry.h"
#include "app/service/model_places.h"
#include "core/base/cancel.h"

namespace sfumato::service {

class ModelIndex;

/// The models on this machine: what lies in the model folders and in the folders and files that the user named, read in
/// place and described in the background. Nothing is moved, copied or changed.
/// Thread: the one that made it; files are looked at on a thread of its own.
class ModelLibrary final : public QObject {
    Q_OBJECT

public:
    using Entries = std::map<QString, std::shared_ptr<const ModelEntry>>; ///< by path

    /// What is known is kept in `dataFolder`: library.json (folders) and models.db (descriptions, hashes).
    explicit ModelLibrary(const QString &dataFolder, QObject *parent = nullptr);
    ~ModelLibrary() override;

    /// Folders and single files that the user added.
    const QStringList &places() const { return m_places; }
    /// A folder, an installation of A1111's or ComfyUI, or one file; rescans. Nothing happens where it is there already.
    /// Errors: NotFound; those of writing the list.
    Result<void> add(const QString &place);
    /// Forgets a place; its files stay. Errors: those of writing the list.
    Result<void> remove(const QString &place);

    /// All places that are looked at: the model folders, then the user's.
    QStringList folders() const;

    /// Looks at all places again; a scan that is under way ends first. changed() tells what is new, scanned() the end.
    void rescan();
    bool scanning() const { return m_scans > 0; }

    const Entries &entries() const { return m_entries; }
    /// Null where there is none.
    std::shared_ptr<const ModelEntry> find(const QString &path) const;
    /// The one of that kind that prompts call so, by name or by path within its folder; null where there is none.
    std::shared_ptr<const ModelEntry> named(modelio::ModelKind kind, const QString &name) const;
    /// Names of all of that kind, sorted.
    QStringList names(modelio::ModelKind kind) const;

    /// Computes a file's SHA-256 in the background, unless it is known; changed() follows. The newest wish is done first
    /// and ends an older one. Folders have none.
    void askHash(const QString &path);

    /// What a person should know: an unusable list of folders.
    const std::optional<Error> &problem() const { return m_file.problem(); }

Q_SIGNALS:
    void changed();                     ///< entries() differ; while scanning at most a few times a second
    void progressed(int done, int total);
    void scanned();                     ///< no scan is under way any more
    void problemOccurred(const sfumato::Error &error);

private:
    void onBatch(const std::vector<ModelEntry> &batch);
    void onScanned(const std::vector<ModelEntry> &all, bool whole);
    Result<void> store(QStringList places);

    // On m_thread:
    void scan(const QStringList &places, const CancelToken &cancel);
    void hash(const ModelEntry &entry, const CancelToken &cancel);
    ModelIndex &index();
    void tell(const Result<void> &done);

    JsonFile m_file;
    QString m_indexFile;
    QStringList m_places;
    Entries m_entries;
    int m_scans = 0; ///< asked for and not ended
    CancelToken m_scan, m_hash;
    QThread m_thread;
    QObject *m_worker;                   ///< lives on m_thread
    std::unique_ptr<ModelIndex> m_index; ///< touched on m_thread only
};

} // namespace sfumato::service
