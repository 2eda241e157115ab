// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QObject>

namespace sfumato::ui {

class ActionRegistry;
class DocumentPage;

/// Connects the actions that work on the open document: tools, view, mask, layers, candidates, undo.
/// Without a document they are switched off.
class CanvasActions final : public QObject {
    Q_OBJECT

public:
    explicit CanvasActions(ActionRegistry &registry);

    void setPage(DocumentPage *page); ///< null = none is open

private:
    void on(const char *id, std::function<void(DocumentPage &)> action);
    void connectTools();
    void connectView();
    void connectMask();
    void connectDocument();
    void refresh();

    ActionRegistry &m_registry;
    DocumentPage *m_page = nullptr;
    QList<QMetaObject::Connection> m_connections; ///< to the page in front
};

} // namespace sfumato::ui
