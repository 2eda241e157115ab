// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>

namespace sfumato::ui {

/// A key that is held, belongs to a gesture, or has its meaning in one field or list alone. It cannot be changed.
struct FixedKey {
    QString group; ///< where it means that; translated
    QString text;  ///< what it does; translated
    QString keys;  ///< as they are read, "; " between several
};

/// All of them, by group, for the sheet of shortcuts.
std::vector<FixedKey> fixedKeys();

} // namespace sfumato::ui
