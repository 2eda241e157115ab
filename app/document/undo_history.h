// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractListModel>
#include <QString>

#include "app/document/edit.h"
#include "app/document/step_spill.h"

namespace sfumato::document {

class Document;

/// Something a person did, as one entry of the history.
struct Step {
    QString name; ///< translated: "Brush stroke"
    std::vector<Edit> edits;
    QString mergeKey; ///< consecutive steps of the same key become one; empty = never
};

/// Is told of everything before it counts as done. The journal is one.
class HistoryRecorder {
public:
    virtual ~HistoryRecorder() = default;
    /// `step` holds what the document holds afterwards; merged: it was joined to the step before.
    virtual void performed(const Step &step, bool merged) = 0;
    virtual void jumped(int position) = 0;
};

/// The one undo history of a document, and the list of its named steps. Row 0 is the document as it was opened,
/// row i the document after step i; position() is the row that the document is at.
/// Thread: the document's.
class UndoHistory final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IsUndoneRole = Qt::UserRole }; ///< true for rows after position(): they can be redone

    explicit UndoHistory(Document &document);
    ~UndoHistory() override;

    /// Applies a step and appends it; what had been undone is forgotten.
    void perform(Step step);
    /// The same for a step whose edits are exchanged with the document already: a brush stroke that has ended.
    void adopt(Step step);
    /// The next step starts an entry of its own, even with the key of the one before (a field has lost the focus).
    void endMerging() { m_mayMerge = false; }

    int position() const { return m_position; }
    int stepCount() const { return static_cast<int>(m_steps.size()); }
    bool canUndo() const { return m_position > 0; }
    bool canRedo() const { return m_position < stepCount(); }
    QString undoName() const; ///< of the step that undo() takes back; empty if none
    QString redoName() const;
    void undo();
    void redo();
    /// Undoes or redoes until position() is `position`, 0..stepCount().
    void jumpTo(int position);

    bool isClean() const { return m_position == m_clean; }
    void setClean();
    void setUnclean(); ///< there is no clean position until the next setClean()

    void setRecorder(HistoryRecorder *recorder) { m_recorder = recorder; }

    /// Steps may hold `bytes` in memory; of what goes beyond, those farthest from position() are kept in a file in
    /// `folder`. Without this call: 512 MB and the user's cache folder. Where the file cannot be written they stay in memory.
    void setBudget(qint64 bytes, const std::filesystem::path &folder);
    qint64 bytesInMemory() const { return m_bytes; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void positionChanged(int position); ///< after every step, undo and redo
    void cleanChanged(bool clean);
    void failed(const sfumato::Error &error); ///< steps could not be stored, or one could not be read back

private:
    struct Entry {
        Step step;            ///< without edits while they are spilled
        qint64 bytes = 0;     ///< of its edits in memory
        SpilledEdits spilled; ///< where they are otherwise
    };

    void append(Step step);
    bool exchange(Entry &entry);
    void spill(Entry &entry);
    void keepBudget();

    Document &m_document;
    std::vector<Entry> m_steps;
    std::unique_ptr<StepSpill> m_spill;
    qint64 m_budget = 512LL << 20;
    qint64 m_bytes = 0;
    bool m_spillFailed = false; ///< told once; not tried again
    int m_position = 0;
    int m_clean = 0; ///< the position at which nothing is unsaved; -1 = it cannot be reached any more
    bool m_mayMerge = false;
    HistoryRecorder *m_recorder = nullptr;
};

} // namespace sfumato::document
