// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QApplication;

namespace sfumato::ui {

/// Gives the application its palette, font and style sheet, and follows the desktop where it is told to.
class Theme final : public QObject {
    Q_OBJECT

public:
    enum class Mode { System, Dark, Light };

    explicit Theme(QApplication &application);

    Mode mode() const { return m_mode; }
    /// Whether the desktop, or the choice, asks for dark colours.
    bool dark() const { return m_dark; }
    void setMode(Mode mode);

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();
    bool desktopIsDark();

    QApplication &m_application;
    Mode m_mode = Mode::System;
    bool m_dark = true;
    bool m_applying = false;
};

} // namespace sfumato::ui
