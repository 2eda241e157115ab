// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QListWidget>

namespace sfumato::ui {

/// A way of painting, by name, and what it makes of the two prompts: texts with {prompt}.
struct StyleChoice {
    QString name, prompt, negative;
};

/// The styles the built-in model was trained on. The words are the model's own; the names are translated.
std::vector<StyleChoice> builtinStyles();

/// Shows styles as a grid of names of which one is chosen.
class StyleChooser final : public QListWidget {
    Q_OBJECT

public:
    explicit StyleChooser(QWidget *parent = nullptr);

    void setStyles(const std::vector<StyleChoice> &styles);
    /// Without a name where none is chosen.
    StyleChoice chosenStyle() const;
    void setChosenStyle(const QString &prompt, const QString &negative); ///< emits nothing; texts that are no choice select none

Q_SIGNALS:
    void styleChosen(const sfumato::ui::StyleChoice &style);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    int rowHeight() const;
    void layOut();

    std::vector<StyleChoice> m_styles;
};

} // namespace sfumato::ui
