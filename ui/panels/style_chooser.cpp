// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/style_chooser.h"

#include <algorithm>

#include <QCoreApplication>

namespace sfumato::ui {
namespace {

constexpr int columns = 2;
constexpr int mostRows = 6;
constexpr int inset = 2; ///< points, between the frame and the choices

} // namespace

std::vector<StyleChoice> builtinStyles() {
    const auto style = [](const char *name, const char *text) {
        return StyleChoice{QCoreApplication::translate("StyleChooser", name), QLatin1String(text), {}};
    };
    return {style(QT_TRANSLATE_NOOP("StyleChooser", "Flat"), "{prompt}, flat"),
            style(QT_TRANSLATE_NOOP("StyleChooser", "Watercolour"), "{prompt}, watercolour"),
            style(QT_TRANSLATE_NOOP("StyleChooser", "Oil"), "{prompt}, oil"),
            style(QT_TRANSLATE_NOOP("StyleChooser", "Pencil"), "{prompt}, pencil"),
            style(QT_TRANSLATE_NOOP("StyleChooser", "Ink"), "{prompt}, ink"),
            style(QT_TRANSLATE_NOOP("StyleChooser", "Pixel art"), "{prompt}, pixel art"),
            style(QT_TRANSLATE_NOOP("StyleChooser", "Neon"), "{prompt}, neon"),
            style(QT_TRANSLATE_NOOP("StyleChooser", "Pastel"), "{prompt}, pastel")};
}

StyleChooser::StyleChooser(QWidget *parent) : QListWidget(parent) {
    setObjectName(QStringLiteral("styles"));
    setAccessibleName(tr("Style"));
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUniformItemSizes(true);
    setSpacing(0);
    setViewportMargins(inset, inset, inset, inset);
    connect(this, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            Q_EMIT styleChosen(chosenStyle());
    });
}

void StyleChooser::setStyles(const std::vector<StyleChoice> &styles) {
    const StyleChoice kept = chosenStyle();
    const QSignalBlocker blocker(this);
    clear();
    m_styles = styles;
    for (const auto &choice : styles) {
        auto *item = new QListWidgetItem(choice.name, this);
        item->setToolTip((choice.negative.isEmpty() ? choice.prompt : tr("%1\nnot: %2").arg(choice.prompt, choice.negative)).toHtmlEscaped());
        item->setTextAlignment(Qt::AlignCenter);
    }
    const int rows = std::min((count() + columns - 1) / columns, mostRows);
    setVerticalScrollBarPolicy(count() > mostRows * columns ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    setFixedHeight(rows * rowHeight() + 2 * (inset + frameWidth()));
    layOut();
    setChosenStyle(kept.prompt, kept.negative);
}

int StyleChooser::rowHeight() const { return fontMetrics().height() + 12; }

/// The columns share the width.
void StyleChooser::layOut() {
    const QSize cell((viewport()->width() - 1) / columns, rowHeight()); // what fills the width to the last point goes into the next row
    setGridSize(cell);
    for (int i = 0; i < count(); ++i)
        item(i)->setSizeHint(cell);
}

void StyleChooser::resizeEvent(QResizeEvent *event) {
    QListWidget::resizeEvent(event);
    layOut();
}

StyleChoice StyleChooser::chosenStyle() const { return currentRow() >= 0 ? m_styles[static_cast<std::size_t>(currentRow())] : StyleChoice(); }

void StyleChooser::setChosenStyle(const QString &prompt, const QString &negative) {
    const QSignalBlocker blocker(this);
    const auto found = std::find_if(m_styles.begin(), m_styles.end(), [&](const StyleChoice &style) { return style.prompt == prompt && style.negative == negative; });
    setCurrentRow(found == m_styles.end() ? -1 : static_cast<int>(found - m_styles.begin()));
}

} // namespace sfumato::ui
