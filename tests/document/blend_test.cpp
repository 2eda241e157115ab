// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/blend.h"

#include <array>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "app/document/document_state.h"

namespace sfumato::document {
namespace {

using Pixel = std::array<uchar, 4>;

Pixel blended(Pixel below, Pixel above, BlendMode mode, int opacity = 255) {
    blendPixels(below.data(), above.data(), 1, mode, opacity);
    return below;
}

/// The formulas as the specification has them, in floating point.
double mix(BlendMode mode, double b, double s) {
    switch (mode) {
    case BlendMode::Normal: return s;
    case BlendMode::Multiply: return b * s;
    case BlendMode::Screen: return b + s - b * s;
    case BlendMode::Overlay: return mix(BlendMode::HardLight, s, b);
    case BlendMode::Darken: return std::min(b, s);
    case BlendMode::Lighten: return std::max(b, s);
    case BlendMode::ColourDodge: return b == 0 ? 0 : (s == 1 ? 1 : std::min(1.0, b / (1 - s)));
    case BlendMode::ColourBurn: return b == 1 ? 1 : (s == 0 ? 0 : 1 - std::min(1.0, (1 - b) / s));
    case BlendMode::HardLight: return s <= 0.5 ? b * 2 * s : b + (2 * s - 1) - b * (2 * s - 1);
    case BlendMode::SoftLight: {
        const double d = b <= 0.25 ? ((16 * b - 12) * b + 4) * b : std::sqrt(b);
        return s <= 0.5 ? b - (1 - 2 * s) * b * (1 - b) : b + (2 * s - 1) * (d - b);
    }
    case BlendMode::Difference: return std::abs(b - s);
    case BlendMode::Exclusion: return b + s - 2 * b * s;
    case BlendMode::Addition: return std::min(1.0, b + s);
    }
    return 0;
}

TEST(Blend, AgreesWithTheSpecificationInEveryMode) {
    std::mt19937 random(5);
    for (int i = 0; i < 13 * 2000; ++i) {
        const auto mode = BlendMode(i % blendModeCount);
        Pixel below{}, above{};
        for (int c = 0; c < 4; ++c) {
            below[c] = static_cast<uchar>(random());
            above[c] = static_cast<uchar>(random());
        }
        if (i % 3 == 0)
            below[3] = 255;
        const double as = above[3] / 255.0, ab = below[3] / 255.0, ao = as + ab - as * ab;
        const Pixel got = blended(below, above, mode);
        EXPECT_NEAR(got[3], 255 * ao, 1.0);
        if (ao < 0.05)
            continue; // where next to nothing is seen, eight bits of alpha leave colours coarse
        for (int c = 0; c < 3; ++c) {
            const double cb = below[c] / 255.0, cs = above[c] / 255.0;
            const double wanted = (as * (1 - ab) * cs + as * ab * mix(mode, cb, cs) + (1 - as) * ab * cb) / ao;
            ASSERT_NEAR(got[c], 255 * wanted, 1.6) << blendModeId(mode).toStdString() << " " << int(below[c]) << " " << int(above[c]);
        }
    }
}

TEST(Blend, LeavesTheBackdropBitIdenticalUnderTransparency) {
    for (int mode = 0; mode < blendModeCount; ++mode)
        for (int value = 0; value < 256; ++value) {
            const Pixel below = {uchar(value), uchar(255 - value), 77, uchar(value)};
            EXPECT_EQ(blended(below, {1, 2, 3, 0}, BlendMode(mode)), below);
            EXPECT_EQ(blended(below, {1, 2, 3, 255}, BlendMode(mode), 0), below);
        }
}

TEST(Blend, AnOpaqueNormalPixelReplacesExactly) {
    EXPECT_EQ(blended({9, 8, 7, 6}, {200, 100, 50, 255}, BlendMode::Normal), (Pixel{200, 100, 50, 255}));
}

TEST(Blend, EveryModeHasAnIdThatLeadsBackToIt) {
    for (int mode = 0; mode < blendModeCount; ++mode)
        EXPECT_EQ(blendModeFromId(blendModeId(BlendMode(mode))), BlendMode(mode));
    EXPECT_FALSE(blendModeFromId(QStringLiteral("no such mode")));
}

TEST(Flatten, RespectsOrderOffsetOpacityAndVisibility) {
    QImage base(100, 80, QImage::Format_RGB32);
    base.fill(Qt::white);
    DocumentState state = stateFromPicture(base);
    QImage square(10, 10, QImage::Format_RGBA8888);
    square.fill(Qt::black);
    Layer layer;
    layer.id = 1;
    layer.pixels = TileImage(square, 4);
    layer.offset = {95, 75};
    layer.opacity = 0.5;
    state.layers.push_back(layer);
    const QImage flat = flatten(state, {90, 70, 20, 20});
    EXPECT_EQ(flat.pixelColor(0, 0), QColor(255, 255, 255));
    EXPECT_EQ(flat.pixelColor(5, 5), QColor(127, 127, 127));
    EXPECT_EQ(flat.pixelColor(12, 12), QColor(0, 0, 0, 128)) << "outside the base picture";
    EXPECT_EQ(flat.pixelColor(18, 18).alpha(), 0);
    state.layers[0].visible = false;
    EXPECT_EQ(flatten(state, {90, 70, 20, 20}).pixelColor(5, 5), QColor(255, 255, 255));
}

} // namespace
} // namespace sfumato::document
