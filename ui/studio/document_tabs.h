// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>

class QTabWidget;

namespace sfumato::ui {

class DocumentPage;
class Welcome;

/// The open documents in tabs; with none open, the welcome.
class DocumentTabs final : public QStackedWidget {
    Q_OBJECT

public:
    explicit DocumentTabs(QWidget *parent = nullptr);
    ~DocumentTabs() override;

    DocumentPage *current() const; ///< null while nothing is open
    QList<DocumentPage *> pages() const;
    Welcome &welcome() { return *m_welcome; }

    void add(DocumentPage *page); ///< takes it, and brings it to the front
    void remove(DocumentPage *page);
    void show(DocumentPage *page);
    void showWelcome();

Q_SIGNALS:
    void currentChanged(sfumato::ui::DocumentPage *page);
    void closeRequested(sfumato::ui::DocumentPage *page);

private:
    void showTitle(DocumentPage *page);

    QTabWidget *m_tabs;
    Welcome *m_welcome;
};

} // namespace sfumato::ui
