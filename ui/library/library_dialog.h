// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QTimer>

#include "ui/library/library_model.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QListWidget;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace sfumato::ui {

class LibraryDelegate;
class ModelDetails;

/// The models on this machine: folders they lie in, a list to search, and the one that is chosen. Stays open beside the
/// window; what is to be done with a model is asked for by signals.
class LibraryDialog final : public QDialog {
    Q_OBJECT

public:
    LibraryDialog(service::ModelLibrary &library, service::Thumbnails &thumbnails, QWidget *parent = nullptr);

    /// Chooses an entry, whatever was searched for.
    void choose(const QString &path);
    /// Shows one kind of file alone.
    void showKind(modelio::ModelKind kind);

Q_SIGNALS:
    void useRequested(const QString &path);
    void wordRequested(const QString &word);
    void inspectRequested(const QString &path);
    void convertRequested(const QString &path);
    void problemOccurred(const sfumato::Error &error);

private:
    QWidget *buildFolders();
    QLayout *buildHeader();
    QWidget *buildList();
    void showFolders();
    void showKinds();
    void showState();
    void setGrid(bool on);
    void keepChosen();
    void addFolder();
    void removeFolder();
    std::shared_ptr<const service::ModelEntry> chosen() const;

    service::ModelLibrary &m_library;
    LibraryModel m_model;
    LibraryDelegate *m_delegate;
    QLineEdit *m_search;
    QComboBox *m_kinds;
    QToolButton *m_rescan;
    QListView *m_list;
    QLabel *m_empty;
    QStackedWidget *m_pages; ///< the list, or why it is empty
    QListWidget *m_folders;
    QPushButton *m_remove;
    QLabel *m_state;
    QProgressBar *m_progress;
    ModelDetails *m_details;
    QString m_chosen; ///< path; kept while rows come and go
    QTimer m_searchDelay;
};

} // namespace sfumato::ui
