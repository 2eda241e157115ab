// SPDX-License-Identifier: GPL-3.0-or-later
// From the pointer's move to the painted screen, on a canvas of 6000 x 4000 pixels: median and 95th percentile of each
// kind of work, in milliseconds of this thread's processor time, which other programs do not lengthen, and of the clock;
// last the 95th percentile as a share of a frame at 60 Hz. Run with QT_QPA_PLATFORM=offscreen.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include "app/document/layer_operations.h"
#include "app/document/undo_history.h"
#include "bench/ui/noise_picture.h"
#include "ui/canvas/canvas_view.h"

using namespace sfumato;
using namespace sfumato::ui;

namespace {

constexpr double frame = 1000.0 / 60;
constexpr int moves = 300;

void send(CanvasView &view, QEvent::Type type, QPointF at, Qt::MouseButton button) {
    QMouseEvent event(type, at, view.mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : button,
                      type == QEvent::MouseButtonRelease ? Qt::NoButton : button, {});
    QApplication::sendEvent(&view, &event);
}

void settle(CanvasView &view) {
    do
        QApplication::processEvents();
    while (!view.isUpToDate());
}

double processorTime() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// What was measured of one kind of work, in milliseconds.
struct Times {
    std::vector<double> processor, clock;

    template <typename Work>
    void add(Work work) {
        QElapsedTimer timer;
        timer.start();
        const double start = processorTime();
        work();
        QApplication::processEvents();
        processor.push_back(processorTime() - start);
        clock.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
};

double share(std::vector<double> times, double part) {
    std::sort(times.begin(), times.end());
    return times[std::min(times.size() - 1, static_cast<size_t>(static_cast<double>(times.size()) * part))];
}

void print(const char *name, const Times &times, double end) {
    const double p95 = share(times.processor, 0.95);
    std::printf("%-44s %8.2f %8.2f %8.2f %9.2f %8.2f %8.2f\n", name, share(times.processor, 0.5), p95, share(times.processor, 1), end,
                share(times.clock, 0.95), p95 / frame);
}

/// Drags along a spiral around the view's middle and measures every move until it is painted, and then the button's release.
void measure(CanvasView &view, const char *name, Qt::MouseButton button) {
    settle(view);
    const QPointF middle(view.width() / 2.0, view.height() / 2.0);
    const auto along = [&](int n) {
        const double t = n * 0.12, radius = 40 + n * 0.9;
        return middle + QPointF(radius * std::cos(t), radius * 0.7 * std::sin(t));
    };
    send(view, QEvent::MouseButtonPress, along(0), button);
    QApplication::processEvents();
    Times moved, released;
    for (int n = 1; n <= moves; ++n)
        moved.add([&] { send(view, QEvent::MouseMove, along(n), button); });
    released.add([&] { send(view, QEvent::MouseButtonRelease, along(moves), button); });
    print(name, moved, released.processor.front());
}

/// Turns the wheel from fitted to 400 % and back.
void measureZoom(CanvasView &view) {
    view.fit();
    settle(view);
    const QPointF at(view.width() / 3.0, view.height() / 3.0);
    Times turned;
    for (int n = 0; n < 40; ++n)
        turned.add([&] {
            QWheelEvent wheel(at, view.mapToGlobal(at), {}, {0, n < 20 ? 120 : -120}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(&view, &wheel);
        });
    print("zoom by the wheel", turned, 0);
}

/// A click of the wand or the fill: the longest time in which the window could not answer, and when all was done.
void measureClick(CanvasView &view, document::Document &document, const char *name, ToolKind tool) {
    view.setTool(tool);
    settle(view);
    const int before = document.history().position();
    const QPointF at(view.width() / 2.0, view.height() / 2.0);
    Times answers;
    QElapsedTimer all;
    all.start();
    answers.add([&] {
        send(view, QEvent::MouseButtonPress, at, Qt::LeftButton);
        send(view, QEvent::MouseButtonRelease, at, Qt::LeftButton);
    });
    while (document.history().position() == before || !view.isUpToDate())
        answers.add([] {});
    const double done = static_cast<double>(all.nsecsElapsed()) / 1e6;
    std::printf("%-44s %8s %8s %8.2f %9.2f\n", name, "", "", share(answers.processor, 1), done);
    document.history().undo();
}

} // namespace

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    QImage picture = noisePicture({6000, 4000});
    QPainter(&picture).fillRect(500, 300, 5000, 3000, QColor(90, 120, 160)); // for the wand: 15 megapixels that look alike
    document::Document document(document::stateFromPicture(picture));
    const auto layer = document::addPictureLayer(document, QStringLiteral("layer"), noisePicture({3000, 3000}), {1500, 500});
    document::setLayerOpacity(document, layer, 0.5);
    document.setFrame({2500, 1500, 1024, 1024});
    CanvasView view(document);
    view.resize(1400, 900);
    view.show();
    const auto brush = [&](double size) {
        document::Brush made = view.brush();
        made.size = size;
        view.setBrush(made);
    };
    std::printf("%-44s %8s %8s %8s %9s %8s %8s\n", "6000 x 4000, ms a move", "median", "95 %", "worst", "release", "clock 95", "frames");
    view.setZoom(1);
    brush(64);
    measure(view, "brush 64 px, 100 %", Qt::LeftButton);
    brush(400);
    measure(view, "brush 400 px, 100 %", Qt::LeftButton);
    view.fit();
    brush(64);
    measure(view, "brush 64 px, fitted", Qt::LeftButton);
    brush(400);
    measure(view, "brush 400 px, fitted", Qt::LeftButton);
    view.setTarget(layer);
    view.setPaintOn(PaintOn::Layer);
    measure(view, "brush 400 px on a layer, fitted", Qt::LeftButton);
    view.setTool(ToolKind::Eraser);
    measure(view, "eraser 400 px on a layer, fitted", Qt::LeftButton);
    view.rotateBy(15);
    measure(view, "eraser 400 px on a layer, fitted, turned", Qt::LeftButton);
    view.resetRotation();
    view.setZoom(1);
    measure(view, "pan, 100 %", Qt::MiddleButton);
    view.setZoom(0.4);
    measure(view, "pan, 40 %", Qt::MiddleButton);
    measureZoom(view);
    view.fit();
    for (const auto paintOn : {PaintOn::Mask, PaintOn::Layer}) {
        view.setPaintOn(paintOn);
        measureClick(view, document, paintOn == PaintOn::Mask ? "fill the mask" : "fill a layer", ToolKind::Fill);
    }
    measureClick(view, document, "wand", ToolKind::Wand);
    return 0;
}
