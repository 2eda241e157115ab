// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/studio_docks.h"

#include <utility>

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QSettings>
#include <QSplitter>

namespace sfumato::ui {
namespace {

constexpr int layoutVersion = 1; // of what QMainWindow remembers
constexpr QSize firstSize{1400, 850};
constexpr int panelWidth = 274;
constexpr int dockWidth = 264;
constexpr std::pair<const char *, int> dockHeights[] = {{"history", 220}, {"layers", 240}, {"noise", 190}, {"queue", 170}};
const QString geometryKey = QStringLiteral("window/geometry");
const QString stateKey = QStringLiteral("window/state");
const QString splitterKey = QStringLiteral("window/centre");

} // namespace

StudioDocks::StudioDocks(QMainWindow &window) : QObject(&window), m_window(window) {
    window.setDockNestingEnabled(true);
}

QDockWidget *StudioDocks::add(const QString &id, const QString &title, QWidget *content) {
    auto *dock = new QDockWidget(title);
    dock->setObjectName(id);
    content->setObjectName(QStringLiteral("dock"));
    content->setAttribute(Qt::WA_StyledBackground);
    dock->setWidget(content);
    m_window.addDockWidget(Qt::RightDockWidgetArea, dock);
    m_docks << dock;
    return dock;
}

void StudioDocks::addToggles(QMenu &menu) const {
    menu.addSeparator();
    for (QDockWidget *dock : m_docks)
        menu.addAction(dock->toggleViewAction());
}

void StudioDocks::toggle(QWidget &panel) {
    const bool show = panel.isHidden();
    panel.setVisible(show);
    if (show) {
        for (QDockWidget *dock : std::as_const(m_hidden))
            dock->show();
        m_hidden.clear();
        return;
    }
    for (QDockWidget *dock : std::as_const(m_docks))
        if (!dock->isHidden()) {
            m_hidden << dock;
            dock->hide();
        }
}

void StudioDocks::restore(QSplitter &splitter) {
    const QSettings settings;
    m_window.resize(firstSize);
    splitter.setSizes({panelWidth, firstSize.width() - panelWidth - dockWidth});
    m_window.resizeDocks(m_docks, QList<int>(m_docks.size(), dockWidth), Qt::Horizontal);
    QList<QDockWidget *> docks;
    QList<int> heights;
    for (const auto &[id, height] : dockHeights)
        if (auto *dock = m_window.findChild<QDockWidget *>(QLatin1String(id))) {
            docks << dock;
            heights << height;
        }
    m_window.resizeDocks(docks, heights, Qt::Vertical);
    m_window.restoreGeometry(settings.value(geometryKey).toByteArray());
    m_window.restoreState(settings.value(stateKey).toByteArray(), layoutVersion);
    splitter.restoreState(settings.value(splitterKey).toByteArray());
}

void StudioDocks::store(const QSplitter &splitter) const {
    QSettings settings;
    settings.setValue(geometryKey, m_window.saveGeometry());
    settings.setValue(stateKey, m_window.saveState(layoutVersion));
    settings.setValue(splitterKey, splitter.saveState());
}

} // namespace sfumato::ui
