// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QStringList>

#include "core/base/result.h"

namespace sfumato::document {
struct RestoredSession;
}

namespace sfumato::ui {

class DocumentPage;

/// Documents of sessions that did not end well. Their journals are read in the background.
class SessionFiles final : public QObject {
    Q_OBJECT

public:
    /// `journals`: the folder.
    explicit SessionFiles(QString journals, QObject *parent = nullptr);

    /// They are offered through found().
    void look();
    void restore();
    void forget();

Q_SIGNALS:
    void found(const QStringList &names);
    /// The page belongs to who listens. It is its project's, unless that is open elsewhere or has been changed since.
    void restored(sfumato::ui::DocumentPage *page);
    void problem(const sfumato::Error &error);
    void noted(const QString &title, const QString &body);

private:
    void bringBack(document::RestoredSession &session, const QDateTime &lastChange);
    void giveProject(DocumentPage &page, const QString &file, const QDateTime &lastChange);

    QString m_journals;
};

} // namespace sfumato::ui
