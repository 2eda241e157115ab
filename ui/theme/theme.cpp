// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QPalette>
#include <QStyleFactory>

#include "ui/theme/palette.h"
#include "ui/theme/style_sheet.h"

namespace sfumato::ui {
namespace {

/// Qt's own roles in our colours, for everything the style sheet does not name.
QPalette qtPalette(const Palette &colours) {
    QPalette palette;
    palette.setColor(QPalette::Window, colours.window);
    palette.setColor(QPalette::WindowText, colours.text);
    palette.setColor(QPalette::Base, colours.field);
    palette.setColor(QPalette::AlternateBase, colours.panel);
    palette.setColor(QPalette::Text, colours.text);
    palette.setColor(QPalette::Button, colours.panel);
    palette.setColor(QPalette::ButtonText, colours.text);
    palette.setColor(QPalette::BrightText, colours.problem);
    palette.setColor(QPalette::PlaceholderText, colours.faint);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, colours.onAccent);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::ToolTipBase, colours.panel);
    palette.setColor(QPalette::ToolTipText, colours.text);
    palette.setColor(QPalette::Mid, colours.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colours.disabled);
    return palette;
}

} // namespace

Theme::Theme(QApplication &application) : QObject(&application), m_application(application) {
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    // Drawn for Inter; where it is not installed the desktop's own font serves.
    if (QFontDatabase::hasFamily(QStringLiteral("Inter"))) {
        QFont font = application.font();
        font.setFamilies({QStringLiteral("Inter"), font.family()});
        application.setFont(font);
    }
    apply();
    application.installEventFilter(this);
}

void Theme::setMode(Mode mode) {
    if (mode == m_mode)
        return;
    m_mode = mode;
    apply();
}

bool Theme::desktopIsDark() {
    m_application.setPalette(QPalette()); // back to what the desktop says
    return m_application.palette().color(QPalette::Window).lightness() < 128;
}

void Theme::apply() {
    m_applying = true;
    const bool system = desktopIsDark();
    m_dark = m_mode == Mode::System ? system : m_mode == Mode::Dark;
    const Palette &colours = m_dark ? darkPalette() : lightPalette();
    m_application.setPalette(qtPalette(colours));
    m_application.setStyleSheet(styleSheet(colours));
    m_applying = false;
    Q_EMIT changed();
}

bool Theme::eventFilter(QObject *watched, QEvent *event) {
    // Only the desktop changes the palette besides us; its event arrives at the application.
    if (event->type() == QEvent::ApplicationPaletteChange && watched == &m_application && m_mode == Mode::System && !m_applying)
        QMetaObject::invokeMethod(this, &Theme::apply, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

} // namespace sfumato::ui
