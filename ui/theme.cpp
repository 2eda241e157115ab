// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>

namespace sfumato::ui {
namespace {

// Sizes in pt and em follow the screen; the few px are hairlines and radii.
constexpr auto sheet = R"(
QWidget { font-size: 10pt; }
QMainWindow, QDialog { background: #1c1c1e; }
#panel, #strip { background: #222225; }
#panel { border-right: 1px solid #37373c; }
#strip { border-top: 1px solid #37373c; }
QLabel[role="caption"] { color: #9a9aa2; font-size: 9pt; }
QLabel[role="problem"] { color: #ffb37a; font-size: 9pt; }
QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QLineEdit {
    background: #18181a; border: 1px solid #37373c; border-radius: 6px; padding: 5px 7px;
    selection-background-color: #e08a3c; selection-color: #1a1206;
}
QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QLineEdit:focus { border-color: #e08a3c; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox QAbstractItemView { background: #222225; border: 1px solid #37373c; selection-background-color: #e08a3c; selection-color: #1a1206; }
QPushButton {
    background: #2c2c30; border: 1px solid #37373c; border-radius: 6px; padding: 6px 12px;
}
QPushButton:hover { background: #35353a; }
QPushButton:focus { border-color: #e08a3c; }
QPushButton:disabled { color: #6c6c74; }
QPushButton#generate {
    background: #e08a3c; color: #1a1206; border: 1px solid #e08a3c; font-weight: 600; padding: 9px 14px; text-align: left;
}
QPushButton#generate:hover { background: #eb9a50; }
QPushButton#generate:focus { border-color: #ffffff; }
QPushButton#generate:disabled { background: #6b4a2c; border-color: #6b4a2c; }
QProgressBar { background: #37373c; border: 0; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: #e08a3c; border-radius: 2px; }
QListView { background: transparent; border: 0; }
QListView::item { border: 2px solid transparent; border-radius: 6px; padding: 2px; }
QListView::item:selected { border-color: #e08a3c; background: transparent; }
QStatusBar { background: #1c1c1e; color: #9a9aa2; border-top: 1px solid #37373c; }
QStatusBar::item { border: 0; }
QMenuBar { background: #1c1c1e; } QMenuBar::item:selected { background: #35353a; border-radius: 4px; }
QMenu { background: #222225; border: 1px solid #37373c; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; } QMenu::item:selected { background: #e08a3c; color: #1a1206; }
QMenu::item:disabled { color: #6c6c74; }
QToolTip { background: #222225; color: #ececee; border: 1px solid #37373c; }
)";

} // namespace

void applyTheme(QApplication &application) {
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QPalette palette;
    palette.setColor(QPalette::Window, QColor(colour::window));
    palette.setColor(QPalette::WindowText, QColor(colour::text));
    palette.setColor(QPalette::Base, QColor(colour::field));
    palette.setColor(QPalette::AlternateBase, QColor(colour::panel));
    palette.setColor(QPalette::Text, QColor(colour::text));
    palette.setColor(QPalette::Button, QColor(colour::panel));
    palette.setColor(QPalette::ButtonText, QColor(colour::text));
    palette.setColor(QPalette::PlaceholderText, QColor(colour::faint));
    palette.setColor(QPalette::Highlight, QColor(colour::accent));
    palette.setColor(QPalette::HighlightedText, QColor(colour::onAccent));
    palette.setColor(QPalette::Link, QColor(colour::accent));
    palette.setColor(QPalette::ToolTipBase, QColor(colour::panel));
    palette.setColor(QPalette::ToolTipText, QColor(colour::text));
    application.setPalette(palette);
    application.setStyleSheet(QString::fromLatin1(sheet));
}

} // namespace sfumato::ui
