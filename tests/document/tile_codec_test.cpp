// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/tile_codec.h"

#include <random>

#include <gtest/gtest.h>

namespace sfumato::document {
namespace {

/// Runs of random lengths, as far as `variety` allows more than one colour.
Tile randomTile(std::mt19937 &random, int channels, unsigned variety, unsigned longest) {
    Tile tile;
    while (tile.size() < tileSide * tileSide * channels) {
        QByteArray pixel;
        for (int c = 0; c < channels; ++c)
            pixel.append(static_cast<char>(random() % variety));
        tile.append(pixel.repeated(1 + random() % longest));
    }
    tile.truncate(tileSide * tileSide * channels);
    return tile;
}

TEST(TileCodec, GivesBackEveryTile) {
    std::mt19937 random(1);
    for (const int channels : {1, 4})
        for (const unsigned variety : {1U, 2U, 5U, 256U})
            for (const unsigned longest : {1U, 2U, 3U, 100U, 129U, 130U, 5000U}) {
                const Tile tile = randomTile(random, channels, variety, longest);
                const QByteArray packed = packTile(tile, channels);
                EXPECT_EQ(unpackTile(packed, channels), tile);
                EXPECT_LE(packed.size(), tile.size() + 1);
            }
    EXPECT_EQ(unpackTile(packTile(Tile(), 4), 4), Tile());
}

TEST(TileCodec, MakesPaintedTilesSmall) {
    EXPECT_LT(packTile(Tile(4096, '\xff'), 1).size(), 100);
    EXPECT_LT(packTile(Tile(4096 * 4, '\x7f'), 4).size(), 200);
}

TEST(TileCodec, AnswersAnyBytes) {
    std::mt19937 random(2);
    for (int i = 0; i < 3000; ++i) {
        QByteArray bytes = packTile(randomTile(random, i % 2 ? 1 : 4, 3, 60), i % 2 ? 1 : 4);
        bytes.truncate(random() % (bytes.size() + 1));
        for (int n = 0; n < 3 && !bytes.isEmpty(); ++n)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        const auto tile = unpackTile(bytes, i % 2 ? 1 : 4);
        if (tile) {
            EXPECT_TRUE(tile->isEmpty() || tile->size() == 4096 * (i % 2 ? 1 : 4));
        }
    }
}

} // namespace
} // namespace sfumato::document
