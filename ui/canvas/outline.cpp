// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/outline.h"

#include <array>
#include <cassert>

namespace sfumato::ui {
namespace {

enum Side : signed char { none = -1, top, right, bottom, left };

/// A mask seen as squares between pixel centres; square (x, y) has pixel (x - 1, y - 1) at its first corner.
class Squares {
public:
    Squares(const QImage &mask, int threshold)
        : width(mask.width() + 1), height(mask.height() + 1), m_mask(mask), m_threshold(threshold) {}

    const int width, height;

    /// Which corners are inside, as bits clockwise from the first: 1, 2, 4, 8.
    int inside(int x, int y) const {
        return (in(x - 1, y - 1) ? 1 : 0) | (in(x, y - 1) ? 2 : 0) | (in(x, y) ? 4 : 0) | (in(x - 1, y) ? 8 : 0);
    }

    /// Where the line crosses a side of the square, in the mask's pixels.
    QPointF crossing(int x, int y, Side side) const {
        const auto between = [&](int ax, int ay, int bx, int by) {
            const double a = value(ax, ay), b = value(bx, by), t = (m_threshold - 0.5 - a) / (b - a);
            return QPointF(ax + 0.5 + t * (bx - ax), ay + 0.5 + t * (by - ay));
        };
        switch (side) {
        case top: return between(x - 1, y - 1, x, y - 1);
        case right: return between(x, y - 1, x, y);
        case bottom: return between(x - 1, y, x, y);
        default: return between(x - 1, y - 1, x - 1, y);
        }
    }

private:
    int value(int x, int y) const {
        return x >= 0 && y >= 0 && x < m_mask.width() && y < m_mask.height() ? m_mask.constScanLine(y)[x] : 0;
    }
    bool in(int x, int y) const { return value(x, y) >= m_threshold; }

    const QImage &m_mask;
    int m_threshold;
};

/// The side by which the line that came in by `from` leaves a square, with the inside on its left.
/// In the two saddles the insides do not touch.
Side leave(int corners, Side from) {
    switch (corners) {
    case 1: return top;
    case 2: return right;
    case 3: return right;
    case 4: return bottom;
    case 5: return from == left ? top : bottom;
    case 6: return bottom;
    case 7: return bottom;
    case 8: return left;
    case 9: return top;
    case 10: return from == top ? right : left;
    case 11: return right;
    case 12: return left;
    case 13: return top;
    case 14: return left;
    default: return none;
    }
}

/// The side by which a line may enter a square that has not been walked through yet.
Side enter(int corners) {
    static constexpr std::array<Side, 16> sides{none, left, top, left, right, left, top, left,
                                                bottom, bottom, top, bottom, right, right, top, none};
    return sides[static_cast<size_t>(corners)];
}

Side opposite(Side side) { return static_cast<Side>((side + 2) % 4); }

} // namespace

std::vector<QPolygonF> outline(const QImage &mask, int threshold) {
    assert(mask.isNull() || mask.depth() == 8);
    std::vector<QPolygonF> lines;
    if (mask.isNull())
        return lines;
    const Squares squares(mask, threshold);
    // Bit s of a square: the line that enters it by side s has been walked.
    std::vector<unsigned char> walked(static_cast<size_t>(squares.width) * static_cast<size_t>(squares.height), 0);
    const auto at = [&](int x, int y) -> unsigned char & {
        return walked[static_cast<size_t>(y) * static_cast<size_t>(squares.width) + static_cast<size_t>(x)];
    };
    const auto follow = [&](int x, int y, Side from) {
        QPolygonF line;
        while (!(at(x, y) & (1 << from))) {
            at(x, y) = static_cast<unsigned char>(at(x, y) | (1 << from));
            const Side to = leave(squares.inside(x, y), from);
            line << squares.crossing(x, y, to);
            x += to == right ? 1 : to == left ? -1 : 0;
            y += to == bottom ? 1 : to == top ? -1 : 0;
            from = opposite(to);
        }
        line << line.front();
        lines.push_back(std::move(line));
    };
    for (int y = 0; y < squares.height; ++y)
        for (int x = 0; x < squares.width; ++x) {
            const int corners = squares.inside(x, y);
            const Side from = enter(corners);
            if (from == none)
                continue;
            if (!(at(x, y) & (1 << from)))
                follow(x, y, from);
            const Side second = corners == 5 ? right : corners == 10 ? bottom : none;
            if (second != none && !(at(x, y) & (1 << second)))
                follow(x, y, second);
        }
    return lines;
}

} // namespace sfumato::ui
