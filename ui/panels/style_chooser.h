// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QListWidget>

namespace sfumato::ui {

/// A way of painting, by name, and the prompt it makes: text with {prompt}.
struct StyleChoice {
    QString name, text;
};

/// The styles the built-in model was trained on. The words are the model's own; the names are translated.
std::vector<StyleChoice> builtinStyles();

/// Shows styles as a grid of names of which one is chosen.
class StyleChooser final : public QListWidget {
    Q_OBJECT

public:
    explicit StyleChooser(QWidget *parent = nullptr);

    void setStyles(const std::vector<StyleChoice> &styles);
    QString chosenStyle() const;
    void setChosenStyle(const QString &text); ///< emits nothing; a text that is no choice selects none

Q_SIGNALS:
    void styleChosen(const QString &text);
};

} // namespace sfumato::ui
