// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

#include <QApplication>
#include <QPointingDevice>
#include <QTabletEvent>
#include <QTest>
#include <QWheelEvent>

#include <gtest/gtest.h>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/undo_history.h"
#include "ui/canvas/canvas_view.h"

namespace sfumato::ui {

/// A picture in which every pixel has a colour of its own, opaque.
inline QImage colourful(int w, int h) {
    QImage picture(w, h, QImage::Format_RGBA8888);
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x)
            picture.setPixelColor(x, y, QColor((x * 7) & 255, (y * 5) & 255, (x + y) & 255));
    return picture;
}

inline QImage plain(QSize size, QColor colour) {
    QImage picture(size, QImage::Format_RGBA8888);
    picture.fill(colour);
    return picture;
}

/// What a canvas shows when everything is drawn, in device pixels.
inline QImage everything(CanvasView &view) {
    QImage shown = view.grab().toImage().convertToFormat(QImage::Format_RGB32);
    for (int n = 0; n < 200 && !view.isUpToDate(); ++n)
        shown = view.grab().toImage().convertToFormat(QImage::Format_RGB32);
    shown.setDevicePixelRatio(1);
    return shown;
}

/// A canvas on the screen (an offscreen one) around a document, at 100 % with the picture in the middle.
class CanvasTest : public testing::Test {
protected:
    explicit CanvasTest(const QImage &picture = colourful(300, 200)) : document(document::stateFromPicture(picture)), view(document) {
        view.resize(640, 480);
        view.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&view));
        view.setZoom(1);
        MaskStyle style = view.maskStyle();
        style.colour = Qt::red;
        view.setMaskStyle(style);
        view.setFocus();
    }

    /// The view's point over the middle of a pixel of the canvas.
    QPointF at(double x, double y) const { return view.transform().toView(QPointF(x + 0.5, y + 0.5)); }
    QPoint over(double x, double y) const { return at(x, y).toPoint(); }

    void drag(QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton, Qt::KeyboardModifiers keys = {}) {
        QTest::mousePress(&view, button, keys, from);
        for (int n = 1; n <= 4; ++n)
            move(from + (to - from) * n / 4, button, keys);
        QTest::mouseRelease(&view, button, keys, to);
    }
    /// The same at points between the view's own, which a screen with more device pixels reaches.
    void dragExactly(QPointF from, QPointF to) {
        send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        move(to, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
    }
    void send(QEvent::Type type, QPointF to, Qt::MouseButton button, Qt::MouseButtons down) {
        QMouseEvent event(type, to, view.mapToGlobal(to), button, down, {});
        QApplication::sendEvent(&view, &event);
    }
    void move(QPointF to, Qt::MouseButtons buttons = Qt::NoButton, Qt::KeyboardModifiers keys = {}) {
        QMouseEvent event(QEvent::MouseMove, to, view.mapToGlobal(to), Qt::NoButton, buttons, keys);
        QApplication::sendEvent(&view, &event);
    }
    void pen(QEvent::Type type, QPointF to, double pressure, QPointingDevice::PointerType end = QPointingDevice::PointerType::Pen) {
        const QPointingDevice device(QStringLiteral("pen"), 7, QInputDevice::DeviceType::Stylus, end, QInputDevice::Capability::Pressure, 1, 3);
        const bool down = type != QEvent::TabletRelease;
        QTabletEvent event(type, &device, to, view.mapToGlobal(to), pressure, 0, 0, 0, 0, 0, {},
                           type == QEvent::TabletMove ? Qt::NoButton : Qt::LeftButton, down ? Qt::LeftButton : Qt::NoButton);
        QApplication::sendEvent(&view, &event);
    }
    void wheel(QPointF where, int angle, Qt::KeyboardModifiers keys = {}) {
        QWheelEvent event(where, view.mapToGlobal(where), {}, {0, angle}, Qt::NoButton, keys, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &event);
    }

    int maskAt(int x, int y) const { return document.maskIn({x, y, 1, 1}).constScanLine(0)[0]; }
    QImage screen() { return everything(view); }
    /// The colour of the screen in the middle of a pixel of the canvas.
    QColor colourAt(const QImage &shown, double x, double y) const {
        const QPointF device = view.transform().canvasToDevice().map(QPointF(x + 0.5, y + 0.5));
        return shown.pixelColor(static_cast<int>(std::floor(device.x())), static_cast<int>(std::floor(device.y())));
    }
    void setBrush(double size, double hardness = 1) {
        document::Brush brush = view.brush();
        brush.size = size;
        brush.hardness = hardness;
        view.setBrush(brush);
    }

    document::Document document;
    CanvasView view;
};

} // namespace sfumato::ui
