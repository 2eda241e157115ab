// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>

#include <QDateTime>
#include <QPointer>
#include <QWidget>

#include "app/document/document.h"
#include "app/document/journal.h"
#include "app/document/project_lock.h"
#include "ui/layers/layers_panel.h"
#include "ui/panels/parameters.h"

class QStackedWidget;

namespace sfumato::ui {

class CandidateStrip;
class CanvasView;
class CompareView;

/// What is known of a finished candidate, so that it can be kept.
struct CandidateOrigin {
    QRect frame;
    QImage mask;    ///< Grayscale8 of the frame's size; null = all of it was made
    QString recipe; ///< request JSON
    qint64 entry = 0; ///< in the history
    QString name;   ///< of the layer it becomes
};

/// One tab: a document with its canvas, its candidates and its journal.
class DocumentPage final : public QWidget {
    Q_OBJECT

public:
    DocumentPage(std::unique_ptr<document::Document> document, const QString &name, QWidget *parent = nullptr);
    ~DocumentPage() override;

    document::Document &document() { return *m_document; }
    CanvasView &canvas() { return *m_canvas; }
    CandidateStrip &strip() { return *m_strip; }
    /// The layers of this document; lives in the dock while the page is in front.
    LayersPanel &layers() { return *m_layers; }

    /// How the mask is laid over the picture; opacity 0..1.
    void setMaskLook(const QColor &colour, double opacity);

    const QString &name() const { return m_name; }
    /// Where the project is saved; empty before that.
    const QString &projectFile() const { return m_projectFile; }
    /// It has been saved there as it was at changes() == `changes`; what has changed since is still to be saved.
    void setProject(const QString &file, const QString &name, quint64 changes);
    /// Counts every step, undo and redo.
    quint64 changes() const { return m_changes; }
    /// It was saved there before; what has changed since is still to be saved.
    void setProjectFile(const QString &file) { m_projectFile = file; }

    Parameters parameters() const { return Parameters::fromJson(m_document->settings()); }

    /// No other window saves there while it is held; null = nobody is kept from it.
    void setLock(std::shared_ptr<document::ProjectLock> lock) { m_lock = std::move(lock); }
    const std::shared_ptr<document::ProjectLock> &lock() const { return m_lock; }

    /// Everything from here on is written to a journal in `folder`, or to the one the document came back from.
    Result<void> startJournal(const QString &folder);
    void setJournal(std::unique_ptr<document::Journal> journal);
    /// The page is closed on purpose: nothing is to be offered again.
    void discardJournal();
    /// When the last step was put on the disk; invalid while there is none.
    const QDateTime &keptAt() const { return m_keptAt; }

    /// A result that can be kept from now on, by its name in the history.
    void addCandidate(const QString &id, const CandidateOrigin &origin);
    const CandidateOrigin *candidate(const QString &id) const;
    /// Makes a candidate a layer, one undo step.
    void keep(const QString &id);
    /// An empty layer on top, which is painted from now on.
    void addLayerToPaint();
    /// Shows the chosen candidate in place, or the document again.
    void showCandidate(int row);

    /// Lays the chosen candidate beside what was there before, or with none chosen the document beside its base picture.
    void compare();
    bool comparing() const;
    void showCanvas();

Q_SIGNALS:
    void titleChanged(); ///< name, or whether there is something to save
    void kept();         ///< keptAt() is another
    void problem(const sfumato::Error &error);
    void starRequested(qint64 entry, bool starred);
    void moreLikeThisRequested(qint64 entry);
    void rerunRequested(qint64 entry);
    void rerunLayerRequested(const QString &recipe);

private:
    struct Comparison {
        QImage before, after;
    };

    void connectStrip();
    void compare(QSize size, const std::function<Comparison()> &pictures);
    qint64 entryOf(const QString &id) const;

    std::unique_ptr<document::Document> m_document;
    QString m_name;
    QString m_projectFile;
    std::shared_ptr<document::ProjectLock> m_lock; ///< on the project file
    quint64 m_changes = 0;
    CanvasView *m_canvas;
    CompareView *m_compare;
    QStackedWidget *m_stage;
    CandidateStrip *m_strip;
    QPointer<LayersPanel> m_layers; ///< the dock that shows it may be gone before
    std::unique_ptr<document::Journal> m_journal;
    QDateTime m_keptAt;
    std::map<QString, CandidateOrigin> m_candidates;
};

} // namespace sfumato::ui
