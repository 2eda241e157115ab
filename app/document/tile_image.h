// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QImage>
#include <QPoint>
#include <QRect>

namespace sfumato::document {

constexpr int tileSide = 64; ///< pixels

/// tileSide * tileSide * channels bytes, row by row; an empty one stands for a tile of zeros.
using Tile = QByteArray;

/// Tiles are named by their place in the grid: (0, 0) has its top left pixel at the origin, (-1, 0) lies left of it.
inline QPoint tileAt(QPoint pixel) {
    static_assert(tileSide == 1 << 6);
    return {pixel.x() >> 6, pixel.y() >> 6};
}
inline QRect tileRect(QPoint tile) {
    return {tile * tileSide, QSize(tileSide, tileSide)};
}

/// A picture of any size in tiles that exist only where something was painted. Copies share their tiles until one is
/// written to, so a copy costs nothing and serves as a snapshot on any thread. Coordinates may be negative.
/// 4 channels: RGBA, 8 bits, straight (not premultiplied) alpha, sRGB. 1 channel: a mask, 255 = repaint.
/// Pixels that were never written are 0: transparent, or not masked.
class TileImage {
public:
    explicit TileImage(int channels) : m_channels(channels) { Q_ASSERT(channels == 1 || channels == 4); }
    /// The picture with its top left pixel at `at`; the format is converted as paste() does.
    TileImage(const QImage &picture, int channels, QPoint at = {});

    int channels() const { return m_channels; }
    int tileBytes() const { return tileSide * tileSide * m_channels; }
    qint64 bytes() const { return qint64(m_tiles.size()) * tileBytes(); }

    /// The smallest rectangle that holds every pixel which is not 0 (in RGBA: not transparent black); null if none.
    QRect bounds() const;
    /// The rectangle of the tiles that exist: quick, and never smaller than bounds().
    QRect tileBounds() const;
    bool isBlank() const { return bounds().isNull(); }

    /// The pixels of `area`, RGBA8888 or Grayscale8 after the number of channels.
    QImage toImage(QRect area) const;
    /// Replaces pixels, alpha included; what is drawn over is forgotten. Any format of QImage.
    void paste(const QImage &picture, QPoint at);
    /// Sets the pixels of `area` to 0.
    void clear(QRect area);

    const QHash<QPoint, Tile> &tiles() const { return m_tiles; }
    Tile tile(QPoint tile) const { return m_tiles.value(tile); }
    /// Sets a tile and returns the one that was there. Its size is tileBytes() or 0.
    Tile exchange(QPoint tile, Tile pixels);
    /// A tile's own pixels to write to, valid until the next change of this picture.
    uchar *writable(QPoint tile);

    /// The same pixels, whether or not zeros are stored.
    bool operator==(const TileImage &other) const;

private:
    int m_channels;
    QHash<QPoint, Tile> m_tiles;
};

/// True where every byte is 0; such tiles need not be kept.
bool isBlank(const Tile &tile);

/// Calls `visit(tile, part)` for every tile that `area` touches, with the part of `area` inside the tile.
template <typename Visitor>
void forEachTile(QRect area, Visitor visit) {
    if (area.isEmpty())
        return;
    const QPoint first = tileAt(area.topLeft()), last = tileAt(area.bottomRight());
    for (int y = first.y(); y <= last.y(); ++y)
        for (int x = first.x(); x <= last.x(); ++x)
            visit(QPoint(x, y), tileRect({x, y}) & area);
}

} // namespace sfumato::document
