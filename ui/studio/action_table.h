// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMenu;
class QMenuBar;
class QToolBar;

namespace sfumato::ui {

class ActionRegistry;

/// Puts every action of the studio into the registry, with its usual keys. What they do is connected elsewhere.
void addStudioActions(ActionRegistry &registry);

/// The menus, of those actions. Returns the one for files opened last, which its owner fills.
QMenu *fillMenuBar(QMenuBar &bar, const ActionRegistry &registry);

/// The strip of tools on the left.
void fillToolStrip(QToolBar &strip, const ActionRegistry &registry);

} // namespace sfumato::ui
