// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace sfumato::ui {

/// A list may be as narrow as so many letters, however long its entries are.
inline void letYield(QComboBox *box, int letters = 6) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(letters);
}

} // namespace sfumato::ui
