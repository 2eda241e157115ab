// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/tile_image.h"

#include <cstring>
#include <utility>

namespace sfumato::document {
namespace {

/// Where a pixel lies in its tile's bytes.
std::size_t byteOf(QPoint tile, QPoint pixel, int channels) {
    const QPoint inside = pixel - tile * tileSide;
    return (static_cast<std::size_t>(inside.y()) * tileSide + static_cast<std::size_t>(inside.x())) *
           static_cast<std::size_t>(channels);
}

bool allZero(const char *bytes, std::size_t count) {
    return count == 0 || (bytes[0] == 0 && std::memcmp(bytes, bytes + 1, count - 1) == 0);
}

/// The rectangle of the pixels in a tile that are not 0, in the tile's own coordinates.
QRect usedPart(const Tile &tile, int channels) {
    const auto rowBytes = static_cast<std::size_t>(tileSide * channels);
    QRect used;
    for (int y = 0; y < tileSide; ++y) {
        const char *row = tile.constData() + static_cast<std::size_t>(y) * rowBytes;
        if (allZero(row, rowBytes))
            continue;
        const auto blank = [&](int x) { return allZero(row + x * channels, static_cast<std::size_t>(channels)); };
        int left = 0, right = tileSide - 1;
        while (blank(left))
            ++left;
        while (blank(right))
            --right;
        used |= QRect(QPoint(left, y), QPoint(right, y));
    }
    return used;
}

} // namespace

TileImage::TileImage(const QImage &picture, int channels, QPoint at) : TileImage(channels) {
    paste(picture, at);
}

QRect TileImage::tileBounds() const {
    QRect bounds;
    for (auto it = m_tiles.cbegin(); it != m_tiles.cend(); ++it)
        bounds |= tileRect(it.key());
    return bounds;
}

QRect TileImage::bounds() const {
    QRect bounds;
    for (auto it = m_tiles.cbegin(); it != m_tiles.cend(); ++it)
        if (!bounds.contains(tileRect(it.key()))) // what lies inside already cannot change it
            bounds |= usedPart(it.value(), m_channels).translated(it.key() * tileSide);
    return bounds;
}

QImage TileImage::toImage(QRect area) const {
    QImage picture(area.size(), m_channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_Grayscale8);
    picture.fill(0);
    uchar *pixels = picture.bits(); // once: bits() looks for other owners each time
    const qsizetype stride = picture.bytesPerLine();
    forEachTile(area, [&](QPoint key, QRect part) {
        const auto found = m_tiles.constFind(key);
        if (found == m_tiles.cend())
            return;
        for (int y = part.top(); y <= part.bottom(); ++y)
            std::memcpy(pixels + (y - area.top()) * stride + (part.left() - area.left()) * m_channels,
                        found->constData() + byteOf(key, {part.left(), y}, m_channels),
                        static_cast<std::size_t>(part.width() * m_channels));
    });
    return picture;
}

void TileImage::paste(const QImage &picture, QPoint at) {
    const QImage source = picture.convertToFormat(m_channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_Grayscale8);
    forEachTile(QRect(at, source.size()), [&](QPoint key, QRect part) {
        uchar *pixels = writable(key);
        for (int y = part.top(); y <= part.bottom(); ++y)
            std::memcpy(pixels + byteOf(key, {part.left(), y}, m_channels),
                        source.constScanLine(y - at.y()) + (part.left() - at.x()) * m_channels,
                        static_cast<std::size_t>(part.width() * m_channels));
        if (document::isBlank(m_tiles.value(key)))
            m_tiles.remove(key);
    });
}

void TileImage::clear(QRect area) {
    forEachTile(area & tileBounds(), [&](QPoint key, QRect part) {
        if (!m_tiles.contains(key))
            return;
        uchar *pixels = writable(key);
        for (int y = part.top(); y <= part.bottom(); ++y)
            std::memset(pixels + byteOf(key, {part.left(), y}, m_channels), 0,
                        static_cast<std::size_t>(part.width() * m_channels));
        if (document::isBlank(m_tiles.value(key)))
            m_tiles.remove(key);
    });
}

Tile TileImage::exchange(QPoint tile, Tile pixels) {
    Q_ASSERT(pixels.isEmpty() || pixels.size() == tileBytes());
    if (pixels.isEmpty())
        return m_tiles.take(tile);
    return std::exchange(m_tiles[tile], std::move(pixels));
}

uchar *TileImage::writable(QPoint tile) {
    Tile &pixels = m_tiles[tile];
    if (pixels.isEmpty())
        pixels = Tile(tileBytes(), '\0');
    return reinterpret_cast<uchar *>(pixels.data());
}

bool TileImage::operator==(const TileImage &other) const {
    if (m_channels != other.m_channels)
        return false;
    const auto holdsAllOf = [](const TileImage &a, const TileImage &b) {
        for (auto it = b.m_tiles.cbegin(); it != b.m_tiles.cend(); ++it) {
            const auto found = a.m_tiles.constFind(it.key());
            if (found == a.m_tiles.cend() ? !document::isBlank(it.value()) : *found != it.value())
                return false;
        }
        return true;
    };
    return holdsAllOf(*this, other) && holdsAllOf(other, *this);
}

bool isBlank(const Tile &tile) {
    return allZero(tile.constData(), static_cast<std::size_t>(tile.size()));
}

} // namespace sfumato::document
