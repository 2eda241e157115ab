// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QLabel;
class QToolButton;
class QVBoxLayout;
class QWidget;

namespace sfumato::ui {

/// Makes of `section` a list that can be added to: its title, `empty` (what stands there while it is), and the button that
/// `adds`, above its `rows`. Returns the button.
QToolButton *makeListSection(QWidget *section, const QString &title, QLabel *empty, const QString &adds, QVBoxLayout *rows);

} // namespace sfumato::ui
