// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/bicubic.h"

#include <cstdint>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace sfumato::image {
namespace {

Image pattern(int w, int h, int channels) {
    Image out(w, h, channels);
    std::uint8_t *to = out.pixels.data();
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x)
            for (int c = 0; c < channels; ++c)
                *to++ = static_cast<std::uint8_t>(x * 37 + y * 91 + x * y * 13 + c * 59);
    return out;
}

/// FNV-1a over the pixels, so that large results can be compared by one number.
std::uint32_t fingerprint(const Image &picture) {
    return std::accumulate(picture.pixels.begin(), picture.pixels.end(), std::uint32_t{0x811c9dc5},
                           [](std::uint32_t hash, std::uint8_t value) { return (hash ^ value) * 0x01000193u; });
}

/// Painted from column 11 and row 5 on: both edges lie inside a cell of 8.
Image corner() {
    Image mask(32, 24, 1);
    for (int y = 5; y < 24; ++y)
        for (int x = 11; x < 32; ++x)
            mask.row(y)[x] = 255;
    return mask;
}

// The expected values below are what Pillow 9.5 makes of the same pixels.

TEST(ResizeAsPil, GivesPillowsBytes) {
    EXPECT_EQ(resize_as_pil(pattern(24, 16, 1), 3, 2).pixels,
              (std::vector<std::uint8_t>{135, 137, 129, 125, 124, 135}));
    EXPECT_EQ(resize_as_pil(pattern(5, 4, 1), 7, 3).pixels,
              (std::vector<std::uint8_t>{17,  36,  72,  111, 145, 136, 110, 142, 183, 185, 122,
                                         167, 151, 103, 59,  104, 139, 132, 196, 165, 95}));
}

TEST(ResizeAsPil, GivesPillowsBytesForWholePictures) {
    struct Case {
        int w, h, channels, new_w, new_h;
        std::uint32_t expected;
    };
    for (const Case &c : {Case{512, 512, 1, 64, 64, 0x47c70f89}, Case{200, 131, 3, 77, 300, 0x3b0d7632},
                          Case{33, 1, 1, 5, 1, 0x2f8fa15f}, Case{1, 1, 3, 9, 4, 0x65f451c1},
                          Case{640, 384, 3, 641, 383, 0xfa12cfaa}})
        EXPECT_EQ(fingerprint(resize_as_pil(pattern(c.w, c.h, c.channels), c.new_w, c.new_h)), c.expected)
            << c.w << " x " << c.h << " to " << c.new_w << " x " << c.new_h;
}

TEST(ResizeAsPil, LeavesAPictureOfTheWantedSizeAlone) {
    EXPECT_EQ(resize_as_pil(pattern(19, 7, 3), 19, 7), pattern(19, 7, 3));
}

TEST(MaskToLatentAsA1111, KeepsPillowsGrey) {
    const MaskField field = mask_to_latent_as_a1111(corner(), 8, Grey::Keep);
    const std::vector<int> bytes{0, 64, 104, 104, 0, 161, 255, 255, 0, 157, 255, 255};
    ASSERT_EQ(field.width, 4);
    ASSERT_EQ(field.height, 3);
    ASSERT_EQ(field.values.size(), bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i)
        EXPECT_EQ(field.values[i], static_cast<float>(bytes[i]) / 255.0f) << i;
}

TEST(MaskToLatentAsA1111, RoundsToKeepOrRepaint) {
    EXPECT_EQ(mask_to_latent_as_a1111(corner(), 8).values, (std::vector<float>{0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1}));
}

TEST(MaskToLatentAsA1111, LosesALonePixelThatMaxKeeps) {
    Image mask(16, 8, 1);
    mask.row(4)[4] = 255;
    EXPECT_EQ(mask_to_latent_as_a1111(mask, 8).values, (std::vector<float>{0, 0}));
    EXPECT_EQ(mask_to_latent(mask, 8, MaskResample::Max).values, (std::vector<float>{1, 0}));
}

} // namespace
} // namespace sfumato::image
