// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QToolButton;
class QWidget;

namespace sfumato::ui {

/// A tool button without a frame. `name` is its tooltip and what a screen reader says; `icon` is one of resources/icons,
/// null for a button that gets a text.
QToolButton *flatButton(const QString &icon, const QString &name, QWidget *parent = nullptr);

} // namespace sfumato::ui
