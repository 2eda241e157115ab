// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/session_files.h"

#include <memory>
#include <utility>
#include <vector>

#include <QFileInfo>

#include "app/document/elsewhere.h"
#include "app/document/journal.h"
#include "app/document/project_lock.h"
#include "ui/studio/document_page.h"

namespace sfumato::ui {

SessionFiles::SessionFiles(QString journals, QObject *parent) : QObject(parent), m_journals(std::move(journals)) {}

void SessionFiles::look() {
    document::elsewhere(
        *this,
        [folder = m_journals] {
            QStringList names;
            for (const auto &session : document::recoverableSessions(folder.toStdString()))
                names << session.title.name;
            return names;
        },
        [this](const QStringList &names) {
            if (!names.isEmpty())
                Q_EMIT found(names);
        });
}

void SessionFiles::restore() {
    struct Session {
        std::shared_ptr<Result<document::RestoredSession>> content;
        QDateTime lastChange;
    };
    document::elsewhere(
        *this,
        [folder = m_journals] {
            std::vector<Session> sessions;
            for (const auto &session : document::recoverableSessions(folder.toStdString())) {
                auto restored = std::make_shared<Result<document::RestoredSession>>(document::restoreSession(session.path));
                if (*restored)
                    (*restored)->document->moveTo(*QCoreApplication::instance()->thread());
                sessions.push_back({std::move(restored), session.lastChange});
            }
            return sessions;
        },
        [this](const std::vector<Session> &sessions) {
            for (const auto &[content, lastChange] : sessions)
                if (*content)
                    bringBack(**content, lastChange);
                else
                    Q_EMIT problem(content->error());
        });
}

void SessionFiles::bringBack(document::RestoredSession &session, const QDateTime &lastChange) {
    auto journal = session.resume();
    auto *page = new DocumentPage(std::move(session.document), session.title.name);
    if (!session.title.projectFile.isEmpty())
        giveProject(*page, session.title.projectFile, lastChange);
    page->setJournal(std::move(journal));
    Q_EMIT restored(page);
}

void SessionFiles::giveProject(DocumentPage &page, const QString &file, const QDateTime &lastChange) {
    auto lock = document::ProjectLock::take(file.toStdString());
    const QFileInfo info(file);
    if (!lock) {
        Q_EMIT problem(lock.error());
    } else if (info.exists() && info.lastModified() > lastChange) {
        Q_EMIT noted(tr("%1 was saved again after this session: this is a copy of it.").arg(info.fileName()), tr("Saving it asks for a name, so that neither replaces the other."));
    } else {
        page.setLock(std::move(*lock));
        page.setProjectFile(file);
    }
}

void SessionFiles::forget() {
    for (const auto &session : document::recoverableSessions(m_journals.toStdString()))
        if (const auto gone = document::discardSession(session.path); !gone)
            Q_EMIT problem(gone.error());
}

} // namespace sfumato::ui
