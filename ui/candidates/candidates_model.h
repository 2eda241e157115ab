// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QAbstractListModel>
#include <QImage>
#include <QPixmap>

namespace sfumato::ui {

enum class CandidateState { Original, Queued, Running, Finished };

/// One picture of the strip.
struct Candidate {
    CandidateState state = CandidateState::Queued;
    QString id;     ///< what the history calls a finished one; of the job for one that is not there yet
    int image = 0;  ///< which of the job's images it is
    int number = 0; ///< shown to the person, from 1 on; 0 for the original
    QImage picture; ///< the picture, or what the running job sees; null while queued
    bool starred = false;
    QString file = {}; ///< where a finished one lies; empty = nowhere
};

/// The original, and the candidates in the order in which they were asked for.
class CandidatesModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        StateRole = Qt::UserRole, ///< CandidateState as int
        StarredRole,
        LabelRole ///< what stands on the thumbnail: "original", "1 · previewing", "2"
    };
    static constexpr int thumbnailSide = 94; ///< view points

    using QAbstractListModel::QAbstractListModel;

    void setOriginal(const QImage &picture);
    /// `count` images that job `job` will make: placeholders at the end.
    void addQueued(const QString &job, int count);
    void showPreview(const QString &job, int image, const QImage &picture);
    /// Image `image` of the job is finished and is called `id` from now on. Without a placeholder it is put at the end.
    void finish(const QString &job, int image, const QString &id, const QImage &picture, const QString &file = {});
    /// The job has ended: what it has not finished goes.
    void dropUnfinished(const QString &job);
    void setStarred(const QString &id, bool starred);
    /// Takes a finished candidate out of the list.
    Candidate take(int row);
    /// Puts it back where it was.
    void putBack(int row, const Candidate &candidate);
    void dropFinished(); ///< what is still to come stays

    const Candidate &at(int row) const { return m_candidates[static_cast<size_t>(row)]; }
    int rowOf(const QString &id) const; ///< of a finished one; -1 = none
    void setRatio(qreal ratio) { m_ratio = ratio; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override; ///< dragged out, a candidate is its file

private:
    struct Entry : Candidate {
        QPixmap thumbnail;
    };
    int unfinished(const QString &job, int image) const;
    void setPicture(int row, const QImage &picture);
    QString label(const Candidate &candidate) const;

    std::vector<Entry> m_candidates;
    int m_lastNumber = 0;
    qreal m_ratio = 1;
};

} // namespace sfumato::ui
