// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/tensor_image.h"

#include <limits>

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace sfumato {
namespace {

/// Every value of a byte in every channel, at places that tell rows, columns and channels apart.
Image gradient(int channels) {
    Image image(32, 8, channels);
    for (size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
    return image;
}

TEST(TensorImage, ComesBackBitIdenticalInBothRanges) {
    const Image picture = gradient(3);
    for (const auto range : {PixelRange::Unit, PixelRange::Signed}) {
        const auto tensor = tensor_from_picture(picture, range);
        EXPECT_EQ(tensor.sizes(), (at::IntArrayRef{1, 3, 8, 32}));
        EXPECT_TRUE(tensor.is_contiguous());
        EXPECT_EQ(picture_from_tensor(tensor, range), picture);
    }
}

TEST(TensorImage, PutsChannelRowAndColumnWhereTheyBelong) {
    Image picture(3, 2, 3);
    picture.row(1)[2 * 3 + 0] = 255; // red, lower right
    const auto unit = tensor_from_picture(picture, PixelRange::Unit);
    EXPECT_EQ(unit[0][0][1][2].item<float>(), 1.0f);
    EXPECT_EQ(unit.sum().item<float>(), 1.0f);
    EXPECT_EQ(tensor_from_picture(picture, PixelRange::Signed)[0][1][0][0].item<float>(), -1.0f);
}

TEST(TensorImage, LeavesAlphaOut) {
    Image picture(1, 1, 4);
    picture.pixels = {10, 20, 30, 40};
    const auto tensor = tensor_from_picture(picture, PixelRange::Unit);
    EXPECT_EQ(picture_from_tensor(tensor, PixelRange::Unit).pixels, (std::vector<std::uint8_t>{10, 20, 30}));
}

TEST(TensorImage, MaskIsOneWhereItIsWhite) {
    const Image mask = gradient(1);
    const auto tensor = tensor_from_mask(mask);
    EXPECT_EQ(tensor.sizes(), (at::IntArrayRef{1, 1, 8, 32}));
    EXPECT_EQ(tensor.max().item<float>(), 1.0f);
    EXPECT_EQ(picture_from_tensor(tensor, PixelRange::Unit), mask);
}

TEST(TensorImage, ClipsToTheRangeAndRoundsToTheNearest) {
    const auto unit = at::tensor({-5.0f, 0.4f / 255, 0.6f / 255, 1.0f, 7.0f}).view({1, 1, 1, 5});
    EXPECT_EQ(picture_from_tensor(unit, PixelRange::Unit).pixels, (std::vector<std::uint8_t>{0, 0, 1, 255, 255}));
    const auto both = at::tensor({0.5f, -1.0f}).view({1, 1, 1, 2}); // 0.75 * 255 = 191.25
    EXPECT_EQ(picture_from_tensor(both, PixelRange::Signed).pixels, (std::vector<std::uint8_t>{191, 0}));
}

TEST(TensorImage, RoundsHalvesToEvenAsTheReferenceDoes) {
    int halves = 0;
    for (int k = 0; k < 255; ++k) {
        const float x = (static_cast<float>(k) + 0.5f) / 255.0f;
        if (x * 255.0f != static_cast<float>(k) + 0.5f) // no exact half in fp32
            continue;
        ++halves;
        EXPECT_EQ(picture_from_tensor(at::full({1, 1, 1}, x, at::kFloat), PixelRange::Unit).pixels.front(), k + k % 2);
    }
    EXPECT_GT(halves, 50);
}

TEST(TensorImage, RefusesAPictureWithNan) {
    auto values = at::zeros({1, 3, 2, 2}, at::kFloat);
    values[0][1][0][1] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_THROW(picture_from_tensor(values, PixelRange::Signed), Failure);
}

} // namespace
} // namespace sfumato
