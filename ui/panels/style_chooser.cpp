// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/style_chooser.h"

#include <algorithm>

#include <QCoreApplication>

namespace sfumato::ui {
namespace {

constexpr int columns = 2;

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
    const int height = fontMetrics().height() + 12;
    for (const auto &choice : styles) {
        auto *item = new QListWidgetItem(choice.name, this);
        item->setToolTip((choice.negative.isEmpty() ? choice.prompt : tr("%1\nnot: %2").arg(choice.prompt, choice.negative)).toHtmlEscaped());
        item->setTextAlignment(Qt::AlignCenter);
        item->setSizeHint({fontMetrics().averageCharWidth() * 15, height});
    }
    const int rows = std::min((count() + columns - 1) / columns, 6);
    setFixedHeight(rows * height + 2 * frameWidth() + 4);
    setChosenStyle(kept.prompt, kept.negative);
}

StyleChoice StyleChooser::chosenStyle() const { return currentRow() >= 0 ? m_styles[static_cast<std::size_t>(currentRow())] : StyleChoice(); }

void StyleChooser::setChosenStyle(const QString &prompt, const QString &negative) {
    const QSignalBlocker blocker(this);
    const auto found = std::find_if(m_styles.begin(), m_styles.end(), [&](const StyleChoice &style) { return style.prompt == prompt && style.negative == negative; });
    setCurrentRow(found == m_styles.end() ? -1 : static_cast<int>(found - m_styles.begin()));
}

} // namespace sfumato::ui
