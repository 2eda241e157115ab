// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/brush.h"

#include <algorithm>
#include <cmath>

namespace sfumato::document {

Dab::Dab(QPointF middle, double radius, double hardness, double strength) : m_middle(middle), m_reach(radius + 0.5) {
    const double core = std::min(radius * hardness, radius - 0.5);
    for (int i = 0; i < steps; ++i) {
        const double distance = m_reach * std::sqrt((i + 0.5) / steps);
        const double t = std::clamp((distance - core) / (m_reach - core), 0.0, 1.0);
        m_falloff[std::size_t(i)] = static_cast<uchar>(std::lround(255 * strength * (1 - t * t * (3 - 2 * t))));
    }
    m_falloff[steps] = 0;
}

QRect Dab::area() const {
    const auto low = [&](double middle) { return static_cast<int>(std::floor(middle - m_reach)); };
    const auto high = [&](double middle) { return static_cast<int>(std::ceil(middle + m_reach)); };
    return QRect(QPoint(low(m_middle.x()), low(m_middle.y())), QPoint(high(m_middle.x()), high(m_middle.y())));
}

QRect Dab::raise(uchar *coverage, int stride, QRect part) const {
    const auto scale = static_cast<float>(steps / (m_reach * m_reach));
    const auto start = static_cast<float>(part.left() + 0.5 - m_middle.x());
    QRect raised;
    for (int row = 0; row < part.height(); ++row, coverage += stride) {
        const auto dy = static_cast<float>(part.top() + row + 0.5 - m_middle.y());
        const float dy2 = dy * dy * scale;
        if (dy2 >= steps)
            continue;
        int first = part.width(), last = -1;
        for (int x = 0; x < part.width(); ++x) {
            const float dx = start + static_cast<float>(x);
            const int step = static_cast<int>(std::min(dx * dx * scale + dy2, static_cast<float>(steps)));
            const uchar value = m_falloff[std::size_t(step)];
            if (value <= coverage[x])
                continue;
            coverage[x] = value;
            first = std::min(first, x);
            last = x;
        }
        if (last >= 0)
            raised |= QRect(QPoint(part.left() + first, part.top() + row), QPoint(part.left() + last, part.top() + row));
    }
    return raised;
}

} // namespace sfumato::document
