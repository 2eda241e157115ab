// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QString>
#include <QWidget>

namespace sfumato::ui {

/// Shows one picture as large as the space allows, or what a running job sees so far.
class PictureView final : public QWidget {
    Q_OBJECT

public:
    explicit PictureView(QWidget *parent = nullptr);

    /// A finished picture; `path` is where it lies on disk and what is dragged out of the window.
    void showPicture(const QImage &picture, const QString &path);
    /// A latent preview of a picture of `fullSize` pixels: drawn smoothly enlarged.
    void showPreview(const QImage &preview, QSize fullSize);
    /// Back to the last finished picture, e.g. after a cancelled job.
    void endPreview();

    bool hasPicture() const { return !m_picture.isNull(); }
    const QImage &picture() const { return m_picture; }
    const QString &path() const { return m_path; }
    QSize sizeHint() const override { return {640, 640}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    QRect target(QSize picture) const;

    QImage m_picture;
    QString m_path;
    QImage m_preview;
    QSize m_previewSize;
    QPoint m_pressed;
};

} // namespace sfumato::ui
