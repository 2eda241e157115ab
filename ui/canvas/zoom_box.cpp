// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/zoom_box.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

#include "ui/widgets/flat_button.h"

namespace sfumato::ui {
namespace {

QToolButton *button(QWidget *parent, const QString &text, const QString &name) {
    auto *made = flatButton({}, name, parent);
    made->setText(text);
    made->setFocusPolicy(Qt::TabFocus); // a click leaves the keys to the canvas
    return made;
}

} // namespace

ZoomBox::ZoomBox(QWidget *parent) : QFrame(parent), m_percent(new QLabel(this)) {
    setObjectName(QStringLiteral("chip"));
    auto *out = button(this, QStringLiteral("−"), tr("Zoom out"));
    auto *in = button(this, QStringLiteral("+"), tr("Zoom in"));
    auto *whole = button(this, tr("fit"), tr("Fit the picture into the window"));
    m_percent->setAlignment(Qt::AlignCenter);
    m_percent->setTextFormat(Qt::PlainText);
    m_percent->setMinimumWidth(m_percent->fontMetrics().horizontalAdvance(QStringLiteral("6400 %")));
    auto *line = new QFrame(this);
    line->setFrameShape(QFrame::VLine);
    line->setFixedHeight(fontMetrics().ascent());
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2, 0, 2, 0);
    row->setSpacing(2);
    for (QWidget *widget : std::initializer_list<QWidget *>{out, m_percent, in, line, whole})
        row->addWidget(widget, 0, Qt::AlignVCenter);
    connect(out, &QToolButton::clicked, this, &ZoomBox::zoomOutRequested);
    connect(in, &QToolButton::clicked, this, &ZoomBox::zoomInRequested);
    connect(whole, &QToolButton::clicked, this, &ZoomBox::fitRequested);
}

void ZoomBox::show(double zoom, double rotation) {
    const double percent = zoom * 100;
    QString text = tr("%1 %").arg(QLocale().toString(percent, 'f', percent < 10 ? 1 : 0));
    if (rotation != 0)
        text += tr(" · %1°").arg(QLocale().toString(rotation, 'f', 0));
    m_percent->setText(text);
    m_percent->setAccessibleName(tr("Zoom %1").arg(text));
    adjustSize();
}

} // namespace sfumato::ui
