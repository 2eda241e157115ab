// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/document_tabs.h"

#include <QTabBar>
#include <QTabWidget>

#include "ui/studio/document_page.h"
#include "ui/studio/welcome.h"

namespace sfumato::ui {

DocumentTabs::DocumentTabs(QWidget *parent) : QStackedWidget(parent), m_tabs(new QTabWidget), m_welcome(new Welcome) {
    m_tabs->setAccessibleName(tr("Open pictures"));
    m_tabs->setDocumentMode(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setAccessibleName(tr("Open pictures"));
    addWidget(m_welcome);
    addWidget(m_tabs);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        m_welcome->setReturnable(false);
        setCurrentIndex(m_tabs->count() > 0 ? 1 : 0);
        Q_EMIT currentChanged(current());
    });
    connect(m_welcome, &Welcome::backRequested, this, [this] { setCurrentIndex(1); });
    connect(m_tabs, &QTabWidget::tabCloseRequested, this, [this](int index) {
        Q_EMIT closeRequested(static_cast<DocumentPage *>(m_tabs->widget(index)));
    });
}

DocumentTabs::~DocumentTabs() { m_tabs->disconnect(this); } // it would tell of every page that goes

DocumentPage *DocumentTabs::current() const { return static_cast<DocumentPage *>(m_tabs->currentWidget()); }

QList<DocumentPage *> DocumentTabs::pages() const {
    QList<DocumentPage *> pages;
    for (int i = 0; i < m_tabs->count(); ++i)
        pages << static_cast<DocumentPage *>(m_tabs->widget(i));
    return pages;
}

void DocumentTabs::add(DocumentPage *page) {
    connect(page, &DocumentPage::titleChanged, this, [this, page] { showTitle(page); });
    const int index = m_tabs->addTab(page, {});
    showTitle(page);
    m_tabs->setCurrentIndex(index);
}

void DocumentTabs::remove(DocumentPage *page) {
    m_tabs->removeTab(m_tabs->indexOf(page));
    page->deleteLater();
}

void DocumentTabs::show(DocumentPage *page) {
    m_tabs->setCurrentWidget(page);
    setCurrentIndex(1);
}

void DocumentTabs::showWelcome() {
    m_welcome->setReturnable(m_tabs->count() > 0);
    setCurrentIndex(0);
}

void DocumentTabs::showTitle(DocumentPage *page) {
    QString name = page->name();
    name.replace(QLatin1Char('&'), QStringLiteral("&&")); // a file's name is no mnemonic
    const int index = m_tabs->indexOf(page);
    m_tabs->setTabText(index, page->document().isModified() ? name + QStringLiteral(" ●") : name);
    m_tabs->setTabToolTip(index, page->projectFile().toHtmlEscaped());
}

} // namespace sfumato::ui
