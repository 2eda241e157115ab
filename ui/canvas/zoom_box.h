// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace sfumato::ui {

/// The plate in the canvas' corner: − 81 % + | fit.
class ZoomBox final : public QFrame {
    Q_OBJECT

public:
    explicit ZoomBox(QWidget *parent);

    /// zoom: 1 = 100 %; rotation in degrees, shown where it is not 0.
    void show(double zoom, double rotation);

Q_SIGNALS:
    void zoomOutRequested();
    void zoomInRequested();
    void fitRequested();

private:
    QLabel *m_percent;
};

} // namespace sfumato::ui
