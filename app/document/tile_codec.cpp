// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/tile_codec.h"

#include <cstring>

namespace sfumato::document {
namespace {

// The first byte says how the rest is written.
constexpr char asItStands = 0, inRuns = 1;

// A run's first byte: 0..127 is followed by one to 128 pixels, 128..255 by one pixel that stands two to 129 times.
constexpr int longestLiteral = 128, longestRepeat = 129, repeatFlag = 128;

template <int unit>
class Packer {
public:
    explicit Packer(const Tile &tile) : m_pixels(tile.constData()), m_count(static_cast<int>(tile.size()) / unit) {}

    QByteArray pack() {
        m_out.reserve(m_count * unit + 1);
        m_out.append(inRuns);
        int at = 0;
        while (at < m_count && m_out.size() <= m_count * unit) {
            const int repeats = repeatsAt(at);
            at += repeats > 1 ? repeated(at, repeats) : literal(at);
        }
        if (at < m_count || m_out.size() > m_count * unit) {
            m_out.resize(0);
            m_out.append(asItStands).append(m_pixels, m_count * unit);
        }
        m_out.squeeze();
        return m_out;
    }

private:
    bool same(int a, int b) const { return std::memcmp(m_pixels + a * unit, m_pixels + b * unit, unit) == 0; }

    int repeatsAt(int at) const {
        int count = 1;
        while (count < longestRepeat && at + count < m_count && same(at, at + count))
            ++count;
        return count;
    }

    int repeated(int at, int count) {
        m_out.append(static_cast<char>(repeatFlag + count - 2)).append(m_pixels + at * unit, unit);
        return count;
    }

    int literal(int at) {
        int count = 1;
        // Two equal pixels alone are not worth a run of their own among others.
        while (count < longestLiteral && at + count < m_count &&
               !(at + count + 2 < m_count && same(at + count, at + count + 1) && same(at + count, at + count + 2)))
            ++count;
        m_out.append(static_cast<char>(count - 1)).append(m_pixels + at * unit, count * unit);
        return count;
    }

    const char *m_pixels;
    int m_count;
    QByteArray m_out;
};

std::optional<Tile> unpackRuns(const QByteArray &packed, int unit) {
    const qsizetype whole = qsizetype(tileSide) * tileSide * unit;
    Tile tile;
    tile.reserve(whole);
    qsizetype at = 1;
    while (at < packed.size()) {
        const int head = static_cast<uchar>(packed[at++]);
        const int count = head < repeatFlag ? head + 1 : head - repeatFlag + 2, given = head < repeatFlag ? count : 1;
        if (at + qsizetype(given) * unit > packed.size() || tile.size() + qsizetype(count) * unit > whole)
            return std::nullopt;
        for (int i = 0; i < count; i += given)
            tile.append(packed.constData() + at, qsizetype(given) * unit);
        at += qsizetype(given) * unit;
    }
    return tile.size() == whole ? std::optional(tile) : std::nullopt;
}

} // namespace

QByteArray packTile(const Tile &tile, int channels) {
    if (tile.isEmpty())
        return {};
    return channels == 1 ? Packer<1>(tile).pack() : Packer<4>(tile).pack();
}

std::optional<Tile> unpackTile(const QByteArray &packed, int channels) {
    if (packed.isEmpty())
        return Tile();
    if (packed[0] == inRuns)
        return unpackRuns(packed, channels);
    if (packed[0] == asItStands && packed.size() == qsizetype(tileSide) * tileSide * channels + 1)
        return packed.mid(1);
    return std::nullopt;
}

} // namespace sfumato::document
