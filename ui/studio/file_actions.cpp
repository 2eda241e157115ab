// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/file_actions.h"

#include <utility>

#include <QAction>
#include <QFileInfo>
#include <QMenu>
#include <QPointer>

#include "ui/actions/action_registry.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/studio/mask_files.h"
#include "ui/studio/welcome.h"
#include "ui/widgets/message_bar.h"

namespace sfumato::ui {

FileActions::FileActions(ActionRegistry &registry, DocumentFiles &files, DocumentTabs &tabs, MessageBar &messages, QMenu &recent, QWidget &window)
    : QObject(&files), m_registry(registry), m_files(files), m_tabs(tabs), m_messages(messages), m_recent(recent),
      m_masks(new MaskFiles(window)) {
    connectActions();
    connectFiles();
    showRecent();
}

void FileActions::connectActions() {
    const auto on = [this](const char *id, auto action) { connect(m_registry.action(QLatin1String(id)), &QAction::triggered, this, action); };
    const auto onPage = [this, on](const char *id, auto action) {
        on(id, [this, action] {
            if (auto *page = m_tabs.current())
                action(*page);
        });
    };
    on("file.open", [this] { m_files.chooseAndOpen(); });
    onPage("file.save", [this](DocumentPage &page) { m_files.save(page); });
    onPage("file.saveAs", [this](DocumentPage &page) { m_files.saveAs(page); });
    onPage("file.export", [this](DocumentPage &page) { m_files.exportPicture(page); });
    onPage("file.close", [this](DocumentPage &page) { close(&page); });
    onPage("mask.copy", [this](DocumentPage &page) { m_masks->copy(page); });
    onPage("mask.paste", [this](DocumentPage &page) { m_masks->paste(page); });
    onPage("mask.load", [this](DocumentPage &page) { m_masks->load(page); });
    onPage("mask.save", [this](DocumentPage &page) { m_masks->save(page); });
    onPage("edit.copy", [this](DocumentPage &page) { m_files.copy(page); });
    on("edit.paste", [this] { m_files.paste(); });
    auto *restore = m_registry.action(QStringLiteral("file.restore"));
    restore->setEnabled(false); // until sessions are found
    on("file.restore", [this, restore] {
        restore->setEnabled(false);
        m_messages.dismissAll();
        m_files.sessions().restore();
    });
}

void FileActions::connectFiles() {
    connect(&m_tabs, &DocumentTabs::closeRequested, this, &FileActions::close);
    auto &welcome = m_tabs.welcome();
    connect(&welcome, &Welcome::openRequested, &m_files, &DocumentFiles::chooseAndOpen);
    connect(&welcome, &Welcome::recentChosen, &m_files, &DocumentFiles::open);
    connect(&m_files.recent(), &service::RecentList::changed, this, &FileActions::showRecent);
    const auto tellProblem = [this](const Error &error) { m_messages.tell(error); };
    const auto tellNote = [this](const QString &title, const QString &body) { m_messages.tell(MessageBar::Kind::Note, title, body); };
    connect(&m_files, &DocumentFiles::problem, &m_messages, tellProblem);
    connect(m_masks, &MaskFiles::problem, &m_messages, tellProblem);
    connect(&m_files, &DocumentFiles::noted, &m_messages, tellNote);
    connect(m_masks, &MaskFiles::noted, &m_messages, tellNote);
    connect(&m_files, &DocumentFiles::changedElsewhere, this, [this](DocumentPage *shown, const Error &error) {
        const QPointer page(shown);
        m_messages.tell(error, {{tr("Save under another name"), [this, page] {
                                     if (page)
                                         m_files.saveAs(*page);
                                 }},
                                {tr("Replace it"), [this, page] {
                                     if (page)
                                         m_files.replace(*page);
                                 }}});
    });
    connect(&m_files, &DocumentFiles::recentMissing, this, [this](const QString &file, const Error &error) {
        m_messages.tell(error, {{tr("Remove it from the list"), [this, file] {
                                     if (const auto removed = m_files.recent().remove(file); !removed)
                                         m_messages.tell(removed.error());
                                 }}});
    });
    connect(&m_files.sessions(), &SessionFiles::found, this, [this](const QStringList &names) {
        auto *restore = m_registry.action(QStringLiteral("file.restore"));
        restore->setEnabled(true);
        m_messages.tell(MessageBar::Kind::Note, tr("The last session was not closed: %n picture(s) can come back.", nullptr, static_cast<int>(names.size())),
                        names.join(QStringLiteral(", ")), {{tr("Bring back"), [restore] { restore->trigger(); }}, {tr("Forget"), [this, restore] {
                                                               restore->setEnabled(false);
                                                               m_files.sessions().forget();
                                                           }}});
    });
}

void FileActions::showRecent() {
    const QStringList &files = m_files.recent().items();
    m_recent.clear();
    for (const QString &file : files) {
        QString name = QFileInfo(file).fileName();
        connect(m_recent.addAction(name.replace(QLatin1Char('&'), QStringLiteral("&&"))), &QAction::triggered, this, [this, file] { m_files.open(file); });
    }
    m_recent.addSeparator();
    connect(m_recent.addAction(tr("&Clear the list")), &QAction::triggered, this, [this] {
        if (const auto cleared = m_files.recent().clear(); !cleared)
            m_messages.tell(cleared.error());
    });
    m_recent.setEnabled(!files.isEmpty());
    m_tabs.welcome().setRecent(files);
}

void FileActions::close(DocumentPage *page) {
    const auto closeNow = [this, page = QPointer(page)] {
        if (!page)
            return;
        page->discardJournal();
        m_tabs.remove(page);
    };
    if (!page->document().isModified()) {
        closeNow();
        return;
    }
    m_tabs.show(page);
    m_messages.tell(MessageBar::Kind::Note, tr("“%1” has changes that are not saved.").arg(page->name()), {},
                    {{tr("Save and close"), [this, page = QPointer(page), closeNow] {
                          if (page)
                              m_files.save(*page, closeNow);
                      }},
                     {tr("Close without saving"), closeNow}});
}

} // namespace sfumato::ui
