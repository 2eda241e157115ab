// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/colour_button.h"

#include <QColorDialog>
#include <QGridLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QRegularExpressionValidator>

#include "ui/theme/palette.h"
#include "ui/widgets/flat_button.h"
#include "ui/widgets/recent_colours.h"

namespace sfumato::ui {
namespace {

constexpr int swatchSide = 16; ///< view points
constexpr int perRow = 6;

QIcon swatch(const QColor &colour, const QColor &edge, qreal ratio) {
    QPixmap pixmap(QSize(swatchSide, swatchSide) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(edge);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(0.5, 0.5, swatchSide - 1, swatchSide - 1), 3, 3);
    return pixmap;
}

} // namespace

ColourButton::ColourButton(const QString &name, QWidget *parent) : QToolButton(parent), m_name(name) {
    setObjectName(QStringLiteral("colourButton"));
    setAutoRaise(true);
    setIconSize({swatchSide, swatchSide});
    connect(this, &QToolButton::clicked, this, &ColourButton::openPlate);
    setColour(Qt::black);
}

void ColourButton::setColour(const QColor &colour) {
    if (colour == m_colour)
        return;
    m_colour = colour;
    setIcon(swatch(colour, paletteFor(palette()).faint, devicePixelRatioF()));
    setToolTip(m_name);
    setAccessibleName(QStringLiteral("%1 %2").arg(m_name, colour.name()));
}

void ColourButton::choose(const QColor &colour) {
    setColour(colour);
    Q_EMIT chosen(colour);
}

void ColourButton::openPlate() {
    auto *plate = new QFrame(this, Qt::Popup);
    plate->setObjectName(QStringLiteral("chip"));
    plate->setAccessibleName(m_name);
    plate->setAttribute(Qt::WA_DeleteOnClose);
    auto *grid = new QGridLayout(plate);
    grid->setContentsMargins(8, 8, 8, 8);
    grid->setSpacing(2);
    const QList<QColor> recent = recentColours();
    for (int n = 0; n < recent.size(); ++n) {
        auto *button = flatButton({}, recent[n].name(), plate);
        button->setIcon(swatch(recent[n], paletteFor(palette()).faint, devicePixelRatioF()));
        grid->addWidget(button, n / perRow, n % perRow);
        connect(button, &QToolButton::clicked, this, [this, plate, colour = recent[n]] {
            choose(colour);
            plate->close();
        });
    }
    auto *code = new QLineEdit(m_colour.name(), plate);
    code->setAccessibleName(tr("Colour as #rrggbb"));
    code->setToolTip(code->accessibleName());
    static const QRegularExpression form(QStringLiteral("#?[0-9A-Fa-f]{6}"));
    code->setValidator(new QRegularExpressionValidator(form, code));
    connect(code, &QLineEdit::returnPressed, this, [this, plate, code] {
        choose(QColor(QLatin1Char('#') + code->text().right(6)));
        plate->close();
    });
    auto *more = new QPushButton(tr("More colours …"), plate);
    connect(more, &QPushButton::clicked, this, [this, plate] {
        plate->close();
        openDialog();
    });
    const int rows = grid->rowCount();
    grid->addWidget(code, rows, 0, 1, perRow);
    grid->addWidget(more, rows + 1, 0, 1, perRow);
    plate->adjustSize();
    plate->move(mapToGlobal(QPoint(0, -plate->height() - 4))); // the button stands at the lower edge of the canvas
    plate->show();
    code->setFocus();
    code->selectAll();
}

/// Not modal: the canvas can be painted on while it is open.
void ColourButton::openDialog() {
    auto *dialog = new QColorDialog(m_colour, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QColorDialog::DontUseNativeDialog);
    dialog->setWindowTitle(m_name);
    connect(dialog, &QColorDialog::currentColorChanged, this, &ColourButton::choose);
    connect(dialog, &QColorDialog::rejected, this, [this, before = m_colour] { choose(before); });
    dialog->show();
}

} // namespace sfumato::ui
