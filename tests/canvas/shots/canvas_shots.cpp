// SPDX-License-Identifier: GPL-3.0-or-later
// canvas_shots FOLDER: grabs the canvas, the layers panel, the strip and the comparison in their states, for looking at.
// QT_SCALE_FACTOR sets the device pixel ratio.
#include <cstdio>

#include <QApplication>
#include <QDir>
#include <QGridLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QTest>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/candidates/compare_view.h"
#include "ui/canvas/canvas_view.h"
#include "ui/layers/layers_panel.h"
#include "ui/theme/theme.h"

using namespace sfumato;
using namespace sfumato::ui;

namespace {

/// Mountains at dusk; with a house or a tree on the hill.
QImage landscape(QSize size, bool tree) {
    QImage picture(size, QImage::Format_RGBA8888);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(size.width() / 1024.0, size.height() / 1024.0);
    QLinearGradient sky(0, 0, 0, 700);
    sky.setColorAt(0, QColor(0x4a4a78));
    sky.setColorAt(0.6, QColor(0xc06a6e));
    sky.setColorAt(1, QColor(0xe0a060));
    painter.fillRect(0, 0, 1024, 1024, sky);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0xffe2a0));
    painter.drawEllipse(QPointF(720, 440), 78, 74);
    painter.setBrush(QColor(0x62507a));
    painter.drawPolygon(QPolygonF({{0, 580}, {160, 400}, {320, 580}, {470, 330}, {690, 610}, {850, 480}, {1024, 600}, {1024, 1024}, {0, 1024}}));
    painter.setBrush(QColor(0x46604f));
    painter.drawPolygon(QPolygonF({{0, 710}, {220, 660}, {500, 700}, {760, 740}, {1024, 700}, {1024, 1024}, {0, 1024}}));
    if (tree) {
        painter.setBrush(QColor(0x7a3a28));
        painter.drawRect(462, 760, 30, 80);
        painter.setBrush(QColor(0x5f8f4e));
        for (const QPointF at : {QPointF(430, 730), QPointF(525, 735), QPointF(478, 680)})
            painter.drawEllipse(at, 62, 58);
    } else {
        painter.setBrush(QColor(0xa04a3a));
        painter.drawRect(440, 760, 90, 70);
    }
    return picture;
}

void save(QWidget &widget, const QDir &folder, const QString &name) {
    for (int n = 0; n < 40; ++n)
        QTest::qWait(10); // previews and tiles arrive by themselves
    widget.grab().save(folder.filePath(name + QStringLiteral(".png")));
}

void point(CanvasView &view, QEvent::Type type, QPointF canvas, Qt::MouseButton button) {
    const QPointF at = view.transform().toView(canvas);
    QMouseEvent event(type, at, view.mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : button,
                      type == QEvent::MouseButtonRelease ? Qt::NoButton : button, {});
    QApplication::sendEvent(&view, &event);
}

void stroke(CanvasView &view, const QPolygonF &line) {
    point(view, QEvent::MouseButtonPress, line.first(), Qt::LeftButton);
    for (const QPointF &at : line)
        point(view, QEvent::MouseMove, at, Qt::LeftButton);
    point(view, QEvent::MouseButtonRelease, line.last(), Qt::LeftButton);
}

void shoot(const QDir &folder, const QString &theme) {
    const QImage before = landscape({1024, 1024}, false), after = landscape({1024, 1024}, true);
    document::Document document(document::stateFromPicture(before));
    document::addPictureLayer(document, QStringLiteral("Restyle result"), before, {});
    const auto dim = document::addPictureLayer(document, QStringLiteral("Evening light"), before.copy(0, 0, 1024, 300), {0, 40});
    document::setLayerOpacity(document, dim, 0.35);
    document::setLayerBlend(document, dim, document::BlendMode::SoftLight);

    QWidget window;
    window.setObjectName(QStringLiteral("panel"));
    window.setAttribute(Qt::WA_StyledBackground);
    auto *canvas = new CanvasView(document);
    auto *strip = new CandidateStrip;
    auto *layers = new LayersPanel(document, canvas->changes());
    layers->setFixedWidth(270);
    auto *grid = new QGridLayout(&window);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    grid->addWidget(canvas, 0, 0);
    grid->addWidget(strip, 1, 0);
    grid->addWidget(layers, 0, 1, 2, 1);
    window.resize(1100, 800);
    window.show();

    document.setFrame({264, 500, 464, 464});
    document::combine(document, document::selectEllipse({340, 600, 300, 270}, {0, 0, 1024, 1024}), document::MaskCombine::Replace, 24);
    canvas->setFrameLabel(QStringLiteral("inpaint region 512 × 512"));
    document::Brush brush = canvas->brush();
    brush.pressureSize = true;
    canvas->setBrush(brush);
    strip->candidates().setOriginal(before);
    strip->candidates().addQueued(QStringLiteral("job"), 4);
    strip->candidates().finish(QStringLiteral("job"), 0, QStringLiteral("a"), after);
    strip->candidates().setStarred(QStringLiteral("a"), true);
    strip->candidates().showPreview(QStringLiteral("job"), 1, after.scaled(32, 32).scaled(256, 256, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    strip->setCurrentRow(1);
    point(*canvas, QEvent::MouseMove, {620, 420}, Qt::NoButton);
    save(window, folder, theme + QStringLiteral("-painted"));

    const QRect region = document.frame();
    canvas->beginLive(region, document.maskIn(region));
    canvas->showLive(after.copy(region).scaled(58, 58, Qt::IgnoreAspectRatio, Qt::SmoothTransformation), 15);
    save(window, folder, theme + QStringLiteral("-live"));
    canvas->endLive();

    canvas->showCandidate(after.copy(region), region, document.maskIn(region));
    canvas->setShown(Shown::After);
    save(window, folder, theme + QStringLiteral("-candidate"));
    canvas->showCandidate({}, {}, {});

    const QImage mask = document.maskIn(region);
    document::keepResult(document, {after.copy(region), region, mask, QStringLiteral("oak tree on a hill"), QStringLiteral("{}"), QStringLiteral("r1")});
    canvas->setShown(Shown::Difference);
    save(window, folder, theme + QStringLiteral("-difference"));
    canvas->setShown(Shown::After);

    MaskStyle style = canvas->maskStyle();
    style.hatch = true;
    canvas->setMaskStyle(style);
    document.setFrame({-180, 300, 720, 640});
    canvas->setFrameLabel(QStringLiteral("outpaint 720 × 640"));
    canvas->setProcessedPart({-180, 300, 560, 640});
    canvas->setTool(ToolKind::Frame);
    canvas->fit();
    save(window, folder, theme + QStringLiteral("-frame"));

    style.hatch = false;
    canvas->setMaskStyle(style);
    canvas->setTool(ToolKind::Lasso);
    canvas->rotateBy(-15);
    point(*canvas, QEvent::MouseButtonPress, {560, 420}, Qt::LeftButton);
    for (const QPointF at : {QPointF(650, 340), QPointF(800, 350), QPointF(850, 450), QPointF(780, 540), QPointF(640, 530)})
        point(*canvas, QEvent::MouseMove, at, Qt::LeftButton);
    save(window, folder, theme + QStringLiteral("-lasso"));
    point(*canvas, QEvent::MouseButtonRelease, {640, 530}, Qt::LeftButton);

    canvas->setTool(ToolKind::Eraser);
    canvas->resetRotation();
    canvas->setZoom(4);
    stroke(*canvas, {{500, 600}, {520, 640}, {530, 700}});
    save(window, folder, theme + QStringLiteral("-zoomed"));

    CompareView compare;
    compare.resize(700, 480);
    compare.setPictures(before, after);
    compare.show();
    const std::pair<CompareMode, QString> modes[] = {{CompareMode::Split, QStringLiteral("-split")},
                                                     {CompareMode::SideBySide, QStringLiteral("-side")},
                                                     {CompareMode::Difference, QStringLiteral("-changes")}};
    for (const auto &[mode, name] : modes) {
        compare.setMode(mode);
        save(compare, folder, theme + QStringLiteral("-compare") + name);
    }
}

} // namespace

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "usage: canvas_shots FOLDER\n");
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    if (!folder.mkpath(QStringLiteral("."))) {
        std::fprintf(stderr, "canvas_shots: cannot make %s\n", argv[1]);
        return 1;
    }
    Theme theme(application);
    theme.setMode(Theme::Mode::Dark);
    shoot(folder, QStringLiteral("dark"));
    theme.setMode(Theme::Mode::Light);
    shoot(folder, QStringLiteral("light"));
    return 0;
}
