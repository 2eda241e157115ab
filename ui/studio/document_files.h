// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QObject>
#include <QStringList>

#include "app/document/document.h"
#include "app/service/recent_list.h"
#include "app/service/recipe.h"

class QMimeData;
class QWidget;

namespace sfumato::ui {

class DocumentPage;
class DocumentTabs;

/// Documents in and out: files, drops, the clipboard, and what was opened last. Files are read in the background.
class DocumentFiles final : public QObject {
    Q_OBJECT

public:
    /// In `dataFolder` lie the documents' `journals`, the `sources` of jobs, and the list of what was opened last.
    /// `window` is the parent of file dialogs.
    DocumentFiles(DocumentTabs &tabs, const QString &dataFolder, QWidget &window);

    /// An empty canvas; its parameters are `settings`.
    DocumentPage *newDocument(QSize size, const QJsonObject &settings);
    void chooseAndOpen();
    void open(const QString &file);
    void openPicture(const QImage &picture, const QString &name);

    void save(DocumentPage &page, const std::function<void()> &then = {});
    void saveAs(DocumentPage &page, const std::function<void()> &then = {});
    void exportPicture(DocumentPage &page);
    void copy(DocumentPage &page) const;
    void paste();
    void pasteMask(DocumentPage &page);
    void loadMask(DocumentPage &page);
    void saveMask(DocumentPage &page);

    /// Whether drop() would take any of it.
    static bool accepts(const QMimeData &data);
    void drop(const QMimeData &data);

    service::RecentList &recent() { return m_recent; }
    /// What samplers there are, so that recipes can be checked.
    void setCatalog(const Catalog &catalog) { m_catalog = catalog; }

    /// Sessions that did not end well; offered through sessionsFound().
    void lookForSessions();
    void restoreSessions();
    void forgetSessions();

Q_SIGNALS:
    void opened(sfumato::ui::DocumentPage *page);
    void saved(sfumato::ui::DocumentPage *page);
    void problem(const sfumato::Error &error);
    void noted(const QString &title, const QString &body);
    void sessionsFound(const QStringList &names);
    /// A picture that was opened says how it was made.
    void recipeFound(const sfumato::service::Recipe &recipe);

private:
    struct Read; ///< what comes back from the background

    DocumentPage *add(std::unique_ptr<document::Document> document, const QString &name);
    DocumentPage *pageOf(const QString &project) const; ///< the one that has it open, null if none
    void take(const QString &file, Read read);
    void remember(const QString &file);
    void write(DocumentPage &page, const QString &file, const std::function<void()> &then);

    DocumentTabs &m_tabs;
    QString m_journals, m_sources; ///< folders
    service::RecentList m_recent;
    Catalog m_catalog;
    QWidget &m_window;
};

} // namespace sfumato::ui
