// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace sfumato::ui {

enum class LibraryLook { List, Grid };

/// Draws an entry of the library: its picture or the sign of its kind, name, what it is, and the family's badge.
class LibraryDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setLook(LibraryLook look) { m_look = look; }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    LibraryLook m_look = LibraryLook::List;
};

} // namespace sfumato::ui
