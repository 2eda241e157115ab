// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <optional>

#include <QObject>

#include "app/document/undo_history.h"

namespace sfumato::document {

/// Changes that take long on a large canvas. Each is rehearsed on a copy of the document on another thread, and the step
/// that it made there is then performed on the document. Work goes on meanwhile: where the document has changed in
/// between, the change is rehearsed again on what it has become. On small canvases it is made at once.
/// Thread: the document's.
class BackgroundChange final : public QObject {
    Q_OBJECT

public:
    /// One step at most. Works on the document it is given, and on values; any thread.
    using Change = std::function<void(Document &)>;

    explicit BackgroundChange(Document &document, QObject *parent = nullptr);

    /// Makes a change after those that are still pending.
    void perform(Change change);
    /// Forgets all that is pending, as if it had not been asked for.
    void cancel();
    bool isPending() const { return !m_pending.empty(); }

Q_SIGNALS:
    void pendingChanged(bool pending);

private:
    void rehearse();
    void finish(quint64 run, std::optional<Step> step);

    Document &m_document;
    std::deque<Change> m_pending; ///< the first one is being rehearsed
    quint64 m_run = 0;            ///< counts rehearsals; an older one's result is not wanted
    bool m_outdated = false;      ///< the document has changed since the rehearsal began
};

} // namespace sfumato::document
