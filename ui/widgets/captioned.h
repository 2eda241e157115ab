// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace sfumato::ui {

/// A caption above a field; the caption's mnemonic leads to it, and a field without a name of its own is called after it.
QWidget *captioned(const QString &name, QWidget *field);

} // namespace sfumato::ui
