// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QImage>

namespace sfumato::ui {

/// Shows a picture and takes another one by being pressed or by drop; without one it says what is wanted.
class PictureWell final : public QAbstractButton {
    Q_OBJECT

public:
    /// `name`: what a screen reader says; `wanted`: shown while there is no picture.
    PictureWell(const QString &name, const QString &wanted, QWidget *parent = nullptr);

    void setPicture(const QImage &picture); ///< null = none
    void setWanted(const QString &text);
    /// One that only shows takes nothing and no focus.
    void setReadOnly();

    QSize sizeHint() const override;

Q_SIGNALS:
    void fileDropped(const QString &file);
    void pictureDropped(const QImage &picture);

protected:
    void paintEvent(QPaintEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QImage m_picture;
    QString m_wanted;
};

} // namespace sfumato::ui
