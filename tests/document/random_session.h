// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>

#include <QByteArray>

#include "app/document/document.h"

namespace sfumato::document {

/// Does what a person might do, at random but the same for the same seed: strokes, layers, mask operations, frame,
/// settings, undo. Each act performs at most one step of the history.
class RandomSession {
public:
    explicit RandomSession(unsigned seed) : m_random(seed) {}
    void act(Document &document);

    static DocumentState start(); ///< a small picture

private:
    int number(int low, int high) { return low + static_cast<int>(m_random() % unsigned(high - low + 1)); }
    QPointF point() { return {number(-200, 3000) / 10.0, number(-200, 2200) / 10.0}; }
    QRect area() { return {number(-40, 200), number(-40, 150), number(1, 120), number(1, 90)}; }
    QImage picture(QSize size);
    LayerId anyLayer(const Document &document);

    void stroke(Document &document);
    void changeLayers(Document &document);
    void changeLayer(Document &document, LayerId layer);
    void changeMask(Document &document);
    void changeSettings(Document &document);
    void travel(Document &document);

    std::mt19937 m_random; ///< used as it comes: distributions differ between libraries
};

/// A digest of all that a state holds.
QByteArray fingerprint(const DocumentState &state);

} // namespace sfumato::document
