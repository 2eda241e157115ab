// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"

namespace sfumato::ui {
namespace {

// Sizes in pt follow the screen; the few px are hairlines, radii and paddings. @name stands for a colour.
constexpr auto basics = R"(
QWidget { font-size: 9pt; color: @text; }
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { background: @line; width: 1px; height: 1px; }
#panel, #dock { background: @panel; }
#strip, #toolStrip { background: @window; }
#surround { background: @surround; }
#hairline { background: @line; }
QLabel { background: transparent; }
QLabel[role="caption"], QLabel[role="value"] { color: @faint; font-size: 8.25pt; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="title"] { font-size: 18pt; font-weight: 600; }
QLabel[role="problem"] { color: @problem; font-size: 8.25pt; }
#chip { background: @window; border: 1px solid @line; border-radius: 6px; padding: 4px 8px; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; padding: 3px; }
)";

constexpr auto fields = R"(
QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QLineEdit, QKeySequenceEdit {
    background: @field; border: 1px solid @line; border-radius: 6px; padding: 5px 7px;
    selection-background-color: @accent; selection-color: @onAccent;
}
QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QLineEdit:focus { border-color: @accent; }
QComboBox { min-height: 1.4em; }
QComboBox::drop-down { border: 0; width: 20px; }
QComboBox::down-arrow { image: url(@arrow); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @line; selection-background-color: @accent; selection-color: @onAccent; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { background: transparent; border: 0; width: 18px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(@spinUp); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(@spinDown); width: 10px; height: 10px; }
QAbstractSpinBox[role="value"] {
    background: transparent; border: 1px solid transparent; padding: 0; color: @faint; font-size: 8.25pt;
}
QAbstractSpinBox[role="value"]:hover { color: @text; }
QAbstractSpinBox[role="value"]:focus { color: @text; border-color: @accent; border-radius: 3px; }
QSlider { min-height: 14px; max-height: 14px; }
QSlider::groove:horizontal { background: @line; height: 3px; border-radius: 1px; }
QSlider::sub-page:horizontal { background: @accent; height: 3px; border-radius: 1px; }
QSlider::handle:horizontal { background: @handle; border: 1px solid @handle; width: 10px; height: 10px; margin: -5px 0; border-radius: 6px; }
QSlider::handle:horizontal:focus, QSlider::handle:horizontal:hover { border-color: @accent; }
QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: @disabled; border-color: @disabled; }
QCheckBox, QRadioButton { spacing: 6px; background: transparent; }
QCheckBox::indicator { width: 13px; height: 13px; border: 1px solid @faint; border-radius: 3px; background: @field; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(@tick); }
QCheckBox:focus { color: @accent; }
)";

constexpr auto buttons = R"(
QPushButton { background: @raised; border: 1px solid @line; border-radius: 6px; padding: 5px 12px; }
QPushButton:hover { background: @hover; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; background: @panel; }
QPushButton[role="primary"] { background: @accent; color: @onAccent; border: 1px solid @accent; font-weight: 600; padding: 8px 10px; }
QPushButton[role="primary"]:hover { background: @accentHover; }
QPushButton[role="primary"]:focus { border-color: @text; }
QPushButton[role="primary"]:disabled { background: @raised; color: @faint; border-color: @line; }
QPushButton[role="flat"] { background: transparent; border: 1px solid transparent; }
QPushButton[role="flat"]:hover { background: @hover; }
QPushButton[role="flat"]:focus { border-color: @accent; }
QPushButton[role="example"] { text-align: left; padding: 10px 12px; background: @panel; }
QPushButton[role="example"]:hover { background: @raised; border-color: @accent; }
QPushButton[role="link"] { text-align: left; background: transparent; border: 1px solid transparent; color: @faint; padding: 3px 6px; }
QPushButton[role="link"]:hover { color: @text; background: @panel; }
QPushButton[role="example"]:focus, QPushButton[role="link"]:focus { border-color: @accent; }
#segments, #styles { background: @field; border: 1px solid @line; border-radius: 7px; }
QPushButton[role="segment"] { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 4px 2px; }
QPushButton[role="segment"]:hover { color: @text; background: @panel; }
QPushButton[role="segment"]:checked { background: @raised; font-weight: 500; }
QPushButton[role="segment"]:focus { border-color: @accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: @hover; }
QToolButton:checked { background: @checked; border-color: @accent; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @disabled; }
QToolButton::menu-indicator { image: none; }
QProgressBar { background: @line; border: 0; border-radius: 1px; max-height: 3px; min-height: 3px; }
QProgressBar::chunk { background: @accent; border-radius: 1px; }
)";

constexpr auto lists = R"(
QAbstractItemView { background: transparent; border: 0; outline: 0; alternate-background-color: @panel; }
QAbstractItemView::item { border-radius: 6px; padding: 3px; }
QAbstractItemView::item:hover { background: @hover; }
QAbstractItemView::item:selected { background: @raised; color: @text; }
QAbstractItemView:focus { border: 0; }
#chips::item { background: @raised; border: 1px solid @line; padding: 3px 8px; }
#chips::item:hover, #chips::item:selected { background: @hover; border-color: @accent; }
QHeaderView { background: transparent; }
QHeaderView::section { background: transparent; color: @faint; border: 0; border-bottom: 1px solid @line; padding: 4px; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget#panel { background: @panel; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: @hover; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";

constexpr auto bars = R"(
QStatusBar { background: @window; color: @faint; border-top: 1px solid @line; }
QStatusBar QLabel { color: @faint; font-size: 8.25pt; }
QStatusBar::item { border: 0; }
QMenuBar { background: @window; border-bottom: 1px solid @line; padding: 1px 6px; }
QMenuBar::item { padding: 4px 7px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @hover; }
QMenuBar QLabel { color: @text; padding: 5px 8px; }
QMenu { background: @panel; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: @accent; color: @onAccent; }
QMenu::item:disabled { color: @disabled; background: transparent; }
QMenu::separator { background: @line; height: 1px; margin: 4px 6px; }
QMenu::icon { padding-left: 6px; }
QDockWidget { font-weight: 600; titlebar-close-icon: url(@close); titlebar-normal-icon: url(@float); }
QDockWidget::title { background: @panel; padding: 7px 10px; text-align: left; }
QDockWidget > QWidget { background: @panel; }
QTabWidget::pane { border: 0; }
QTabBar { background: @window; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @faint; padding: 7px 12px; border: 0; border-top-left-radius: 6px; border-top-right-radius: 6px; margin-top: 3px; }
QTabBar::tab:selected { background: @surround; color: @text; }
QTabBar::tab:hover:!selected { color: @text; }
QTabBar::close-button { image: url(@close); }
QSplitter::handle { background: @line; }
#messageBar { background: @raised; border-bottom: 1px solid @line; }
#messageBar[kind="problem"] { border-left: 3px solid @problem; }
#messageBar[kind="note"] { border-left: 3px solid @accent; }
)";

} // namespace

QString styleSheet(const Palette &palette) {
    const bool dark = palette.window.lightness() < 128;
    QColor checked = palette.accent;
    checked.setAlphaF(0.22f);
    const QString folder = dark ? QStringLiteral(":/icons/dark/") : QStringLiteral(":/icons/light/");
    // Longer names first: @accentHover must not be taken for @accent.
    const std::pair<QLatin1String, QString> values[] = {
        {QLatin1String("@accentHover"), palette.accentHover.name()},
        {QLatin1String("@accent"), palette.accent.name()},
        {QLatin1String("@onAccent"), palette.onAccent.name()},
        {QLatin1String("@window"), palette.window.name()},
        {QLatin1String("@panel"), palette.panel.name()},
        {QLatin1String("@surround"), palette.surround.name()},
        {QLatin1String("@field"), palette.field.name()},
        {QLatin1String("@raised"), palette.raised.name()},
        {QLatin1String("@hover"), palette.hover.name()},
        {QLatin1String("@handle"), dark ? palette.text.name() : palette.accent.name()},
        {QLatin1String("@line"), palette.line.name()},
        {QLatin1String("@text"), palette.text.name()},
        {QLatin1String("@faint"), palette.faint.name()},
        {QLatin1String("@disabled"), palette.disabled.name()},
        {QLatin1String("@problem"), palette.problem.name()},
        {QLatin1String("@checked"), checked.name(QColor::HexArgb)},
        {QLatin1String("@arrow"), folder + QStringLiteral("arrow.svg")},
        {QLatin1String("@spinUp"), folder + QStringLiteral("spin-up.svg")},
        {QLatin1String("@spinDown"), folder + QStringLiteral("spin-down.svg")},
        {QLatin1String("@tick"), QStringLiteral(":/icons/tick.svg")},
        {QLatin1String("@close"), folder + QStringLiteral("close.svg")},
        {QLatin1String("@float"), folder + QStringLiteral("float.svg")},
    };
    QString sheet;
    for (const char *part : {basics, fields, buttons, lists, bars})
        sheet += QString::fromLatin1(part);
    for (const auto &[name, value] : values)
        sheet.replace(name, value);
    return sheet;
}

} // namespace sfumato::ui
