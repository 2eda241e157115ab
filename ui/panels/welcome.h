// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace sfumato::ui {

/// What the first start shows instead of an empty window: prompts for the built-in model, one click to run each.
class Welcome final : public QWidget {
    Q_OBJECT

public:
    explicit Welcome(QWidget *parent = nullptr);

Q_SIGNALS:
    void promptChosen(const QString &prompt);
};

} // namespace sfumato::ui
