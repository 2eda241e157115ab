// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/options_bar.h"

#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include "ui/panels/segmented.h"
#include "ui/widgets/colour_button.h"
#include "ui/widgets/flat_button.h"

namespace sfumato::ui {
namespace {

constexpr int widestName = 110; ///< of a layer, view points
constexpr int iconSide = 14;

int percent(double share) { return static_cast<int>(std::lround(100 * share)); }

void set(QSpinBox &box, int value) {
    const QSignalBlocker quiet(box);
    box.setValue(value);
}

} // namespace

OptionsBar::OptionsBar(QWidget *parent)
    : QFrame(parent), m_paintOn(new Segmented(tr("What is painted"), {tr("Mask"), tr("Layer")})), m_layer(new QLabel),
      m_colour(new ColourButton(tr("Colour to paint with"))), m_size(number(tr("Size of the brush"), tr("size "), tr(" px"), 1, 4096)),
      m_hardness(number(tr("Hardness of the brush"), tr("hardness "), tr(" %"), 0, 100)),
      m_opacity(number(tr("Opacity of the paint"), tr("opacity "), tr(" %"), 1, 100)),
      m_pressureSize(pressureSwitch(QStringLiteral("pressure-size"), tr("The pen's pressure sets the size"), &document::Brush::pressureSize)),
      m_pressureOpacity(pressureSwitch(QStringLiteral("pressure-opacity"), tr("The pen's pressure sets the opacity"), &document::Brush::pressureOpacity)),
      m_text(new QLabel) {
    setObjectName(QStringLiteral("chip"));
    for (auto *choice : m_paintOn->findChildren<QPushButton *>())
        choice->setFocusPolicy(Qt::TabFocus); // a click leaves the keys to the canvas
    m_colour->setFocusPolicy(Qt::TabFocus);
    for (QLabel *label : {m_layer, m_text})
        label->setTextFormat(Qt::PlainText);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(4, 0, 4, 0);
    row->setSpacing(6);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_paintOn, m_layer, m_colour, m_size, m_hardness, m_opacity, m_pressureSize,
                                                            m_pressureOpacity, m_text})
        row->addWidget(widget, 0, Qt::AlignVCenter);

    connect(m_paintOn, &Segmented::chosen, this, [this](int which) { Q_EMIT paintOnChosen(static_cast<PaintOn>(which)); });
    connect(m_colour, &ColourButton::chosen, this, [this](const QColor &colour) { edit([&](auto &brush) { brush.colour = colour; }); });
    connect(m_size, &QSpinBox::valueChanged, this, [this](int value) { edit([&](auto &brush) { brush.size = value; }); });
    connect(m_hardness, &QSpinBox::valueChanged, this, [this](int value) { edit([&](auto &brush) { brush.hardness = value / 100.0; }); });
    connect(m_opacity, &QSpinBox::valueChanged, this, [this](int value) { edit([&](auto &brush) { brush.opacity = value / 100.0; }); });
}

QSpinBox *OptionsBar::number(const QString &name, const QString &prefix, const QString &suffix, int least, int most) {
    auto *box = new QSpinBox;
    box->setProperty("role", "value");
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setRange(least, most);
    box->setPrefix(prefix);
    box->setSuffix(suffix);
    box->setKeyboardTracking(false);
    box->setAccessibleName(name);
    box->setToolTip(name);
    connect(box->findChild<QLineEdit *>(), &QLineEdit::returnPressed, this, &OptionsBar::finished);
    return box;
}

QToolButton *OptionsBar::pressureSwitch(const QString &icon, const QString &name, bool document::Brush::*field) {
    QToolButton *made = flatButton(icon, name);
    made->setCheckable(true);
    made->setIconSize({iconSide, iconSide});
    made->setFocusPolicy(Qt::TabFocus);
    connect(made, &QToolButton::clicked, this, [this, field](bool on) { edit([&](auto &brush) { brush.*field = on; }); });
    return made;
}

template <typename Change>
void OptionsBar::edit(Change change) {
    change(m_brush);
    Q_EMIT brushEdited(m_brush);
}

void OptionsBar::show(const State &state) {
    if (m_shown == state) // panning asks at every move
        return;
    m_shown = state;
    m_brush = state.brush;
    m_paintOn->setCurrent(static_cast<int>(state.paintOn));
    m_layer->setText(QLocale().quoteString(m_layer->fontMetrics().elidedText(state.layer, Qt::ElideRight, widestName)));
    m_colour->setColour(m_brush.colour);
    set(*m_size, static_cast<int>(std::lround(m_brush.size)));
    set(*m_hardness, percent(m_brush.hardness));
    set(*m_opacity, percent(m_brush.opacity));
    m_pressureSize->setChecked(m_brush.pressureSize);
    m_pressureOpacity->setChecked(m_brush.pressureOpacity);
    m_text->setText(state.text);

    const bool strokes = state.tool == ToolKind::Brush || state.tool == ToolKind::Eraser;
    const bool paints = strokes || state.tool == ToolKind::Fill, layer = state.paintOn == PaintOn::Layer;
    m_paintOn->setVisible(paints);
    m_layer->setVisible(paints && layer && !state.layer.isEmpty());
    m_colour->setVisible(state.tool == ToolKind::Eyedropper || (paints && layer && state.tool != ToolKind::Eraser));
    for (QWidget *widget : std::initializer_list<QWidget *>{m_size, m_hardness, m_pressureSize, m_pressureOpacity})
        widget->setVisible(strokes);
    m_opacity->setVisible(strokes || (paints && layer));
    m_text->setVisible(!state.text.isEmpty());
    setVisible(paints || state.tool == ToolKind::Eyedropper || !state.text.isEmpty());
    adjustSize();
}

} // namespace sfumato::ui
