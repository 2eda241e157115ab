// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QMenu;

namespace sfumato::ui {

class ActionRegistry;
class DocumentFiles;
class DocumentPage;
class DocumentTabs;
class MaskFiles;
class MessageBar;

/// Connects the actions that bring documents in and out, and tells what became of them.
class FileActions final : public QObject {
    Q_OBJECT

public:
    /// `recent`: the menu of files opened last.
    /// `window` is the parent of file dialogs.
    FileActions(ActionRegistry &registry, DocumentFiles &files, DocumentTabs &tabs, MessageBar &messages, QMenu &recent, QWidget &window);

    /// Asks, without a dialog, where something would be lost.
    void close(DocumentPage *page);

private:
    void connectActions();
    void connectFiles();
    void showRecent();

    ActionRegistry &m_registry;
    DocumentFiles &m_files;
    DocumentTabs &m_tabs;
    MessageBar &m_messages;
    QMenu &m_recent;
    MaskFiles *m_masks;
};

} // namespace sfumato::ui
