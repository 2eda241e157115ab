// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

/// Draws an SVG whose strokes are currentColor. The colour is looked up at every painting, so a change of theme
/// needs no new icons.
class TintedIcon final : public QIconEngine {
public:
    TintedIcon(QByteArray svg, QColor fixed) : m_svg(std::move(svg)), m_fixed(fixed) {}

    QIconEngine *clone() const override { return new TintedIcon(m_svg, m_fixed); }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override {
        QByteArray tinted = m_svg;
        tinted.replace("currentColor", colour(mode, state).name().toLatin1());
        QSvgRenderer renderer(tinted);
        painter->setRenderHint(QPainter::Antialiasing);
        renderer.render(painter, QRectF(rect));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override {
        if (size.isEmpty()) // a button that has no room yet
            return {};
        QPixmap pixmap(size); // in device pixels
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

private:
    QColor colour(QIcon::Mode mode, QIcon::State state) const {
        const Palette &palette = paletteFor(QGuiApplication::palette());
        if (mode == QIcon::Disabled)
            return palette.disabled;
        if (m_fixed.isValid())
            return m_fixed;
        return state == QIcon::On ? palette.accentHover : palette.text;
    }

    QByteArray m_svg;
    QColor m_fixed; ///< invalid: the theme's
};

} // namespace

QIcon icon(const QString &name) { return icon(name, {}); }

QIcon icon(const QString &name, const QColor &colour) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    const bool there = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(there, "icon", qPrintable(name));
    return there ? QIcon(new TintedIcon(file.readAll(), colour)) : QIcon();
}

} // namespace sfumato::ui
