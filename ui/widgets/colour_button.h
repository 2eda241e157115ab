// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace sfumato::ui {

/// Shows a colour; a click opens a small plate with the colours painted with last, a field for its code and the way to a
/// dialog with all others.
class ColourButton final : public QToolButton {
    Q_OBJECT

public:
    /// name: of what has the colour, e.g. "Colour of the brush".
    explicit ColourButton(const QString &name, QWidget *parent = nullptr);

    const QColor &colour() const { return m_colour; }
    void setColour(const QColor &colour); ///< emits nothing

Q_SIGNALS:
    void chosen(const QColor &colour); ///< by the user; in the dialog while it is open, too

private:
    void choose(const QColor &colour);
    void openPlate();
    void openDialog();

    QString m_name;
    QColor m_colour;
};

} // namespace sfumato::ui
