// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "ui/candidates/candidates_model.h"

class QListView;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace sfumato::ui {

/// The original and the candidates in a row. Left and Right move, Enter keeps the chosen one as a layer, Del discards it,
/// Ctrl+Z (in the strip) brings the last discarded one back, S stars it.
/// It only asks; who owns document, history and queue does it.
class CandidateStrip final : public QWidget {
    Q_OBJECT

public:
    explicit CandidateStrip(QWidget *parent = nullptr);

    /// What is shown: pictures come in through it.
    CandidatesModel &candidates() { return *m_model; }
    /// The row chosen; -1 = none.
    int currentRow() const;
    void setCurrentRow(int row);
    /// The chosen candidate if it is finished; null otherwise.
    const Candidate *current() const;

    void next() { step(1); }
    void previous() { step(-1); }
    void keep();
    void discard();
    void undoDiscard();
    bool canUndoDiscard() const { return !m_discarded.empty(); }

Q_SIGNALS:
    void currentChanged(int row);
    void keepRequested(const QString &id);
    void discarded(const QString &id); ///< it has left the strip
    void restored(const QString &id);  ///< it is back
    void starRequested(const QString &id, bool starred);
    void moreLikeThisRequested(const QString &id);
    void rerunRequested(const QString &id);
    void compareRequested(const QString &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Discarded {
        int row;
        Candidate candidate;
    };

    void buildButtons(QVBoxLayout &column);
    void step(int by);
    void star();
    void updateButtons();

    CandidatesModel *m_model;
    QListView *m_list;
    QPushButton *m_keep;
    QPushButton *m_discard;
    QToolButton *m_star;
    QToolButton *m_more;
    QToolButton *m_rerun;
    QToolButton *m_compare;
    QToolButton *m_undo;
    std::vector<Discarded> m_discarded; ///< the newest last
};

} // namespace sfumato::ui
