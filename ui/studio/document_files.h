// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include "app/document/document.h"
#include "app/service/recent_list.h"
#include "app/service/recipe.h"
#include "ui/studio/session_files.h"

class QMimeData;
class QWidget;

namespace sfumato::ui {

class DocumentPage;
class DocumentTabs;
struct ImportedPicture;

/// Documents in and out: files, drops, the clipboard, and what was opened last. Files are read in the background.
class DocumentFiles final : public QObject {
    Q_OBJECT

public:
    /// In `dataFolder` lie the documents' `journals`, the `sources` of jobs, the `controls` of panels, and the list of what was opened last.
    /// `window` is the parent of file dialogs.
    DocumentFiles(DocumentTabs &tabs, const QString &dataFolder, QWidget &window);

    /// An empty canvas; its parameters are `settings`.
    DocumentPage *newDocument(QSize size, const QJsonObject &settings);
    void chooseAndOpen();
    void open(const QString &file);
    void openPicture(const QImage &picture, const QString &name); ///< a large one in a moment

    void save(DocumentPage &page, const std::function<void()> &then = {});
    void saveAs(DocumentPage &page, const std::function<void()> &then = {});
    /// Saves over what another program has written there meanwhile.
    void replace(DocumentPage &page, const std::function<void()> &then = {});
    void exportPicture(DocumentPage &page);
    void copy(DocumentPage &page);
    /// A picture becomes a layer of what is open; files are opened.
    void paste();

    /// Whether drop() would take any of it.
    static bool accepts(const QMimeData &data);
    /// Opens files and pictures.
    void drop(const QMimeData &data);

    service::RecentList &recent() { return m_recent; }
    /// What samplers there are, so that recipes can be checked.
    void setCatalog(const Catalog &catalog) { m_catalog = catalog; }

    /// What holds the files that recipes name; outlives this.
    void setLibrary(const service::ModelLibrary &library) { m_library = &library; }
    service::RecipeMeans recipeMeans() const;

    SessionFiles &sessions() { return *m_sessions; }

Q_SIGNALS:
    void opened(sfumato::ui::DocumentPage *page);
    void saving(const QString &name); ///< a project is being written, which takes seconds for a large one
    void saveProgressed(const QString &name, double share); ///< 0..1
    void saveEnded(const QString &name); ///< well or not
    void saved(sfumato::ui::DocumentPage *page);
    /// The page is not saved: another program has written its project. replace() would lose that.
    void changedElsewhere(sfumato::ui::DocumentPage *page, const sfumato::Error &error);
    void problem(const sfumato::Error &error);
    /// One of recent() is not there any more.
    void recentMissing(const QString &file, const sfumato::Error &error);
    void noted(const QString &title, const QString &body);
    /// A picture that was opened says how it was made.
    void recipeFound(const sfumato::service::Recipe &recipe);

private:
    struct Read; ///< what comes back from the background

    enum class IfWritten { Tell, Replace }; ///< what becomes of a project that another program has written meanwhile

    DocumentPage *add(std::unique_ptr<document::Document> document, const QString &name);
    void show(DocumentPage *page);
    DocumentPage *pageOf(const QString &project) const; ///< the one that has it open, null if none
    void take(const QString &file, Read read);
    void tellOf(const QString &name, const std::vector<std::string> &notes, const std::optional<service::Recipe> &recipe);
    bool openFiles(const QMimeData &data); ///< whether there are any
    void importFrom(const QMimeData &data, const QString &name, const std::function<void(const ImportedPicture &)> &then);
    void remember(const QString &file);
    void write(DocumentPage &page, const QString &file, IfWritten written, const std::function<void()> &then);

    DocumentTabs &m_tabs;
    QString m_journals, m_sources, m_controls; ///< folders
    service::RecentList m_recent;
    Catalog m_catalog;
    const service::ModelLibrary *m_library = nullptr;
    QThreadPool m_writer; ///< one thread: of two saves of a file, the later one is written last; ends with the last of them
    QWidget &m_window;
    SessionFiles *m_sessions;
};

} // namespace sfumato::ui
