// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/number_formats.h"

#include <array>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/modelio/safetensors_writer.h"
#include "core/modelio/tensor_source.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato::modelio {
namespace {

TEST(NumberFormats, EveryHalfAndBfloat16SurvivesTheWayThroughFloat) {
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float value = float_from_half(half), wide = float_from_bfloat16(half);
        if (std::isnan(value))
            EXPECT_TRUE(std::isnan(float_from_half(half_from_float(value)))) << bits;
        else
            EXPECT_EQ(half_from_float(value), half);
        if (std::isnan(wide))
            EXPECT_TRUE(std::isnan(float_from_bfloat16(bfloat16_from_float(wide)))) << bits;
        else
            EXPECT_EQ(bfloat16_from_float(wide), half);
    }
}

TEST(NumberFormats, RoundsToTheNearestAndTiesToEven) {
    EXPECT_EQ(half_from_float(1.0f), 0x3C00);
    EXPECT_EQ(half_from_float(65504.0f), 0x7BFF);
    EXPECT_EQ(half_from_float(65519.99f), 0x7BFF);
    EXPECT_EQ(half_from_float(65520.0f), 0x7C00);
    EXPECT_EQ(half_from_float(-std::numeric_limits<float>::infinity()), 0xFC00);
    EXPECT_EQ(half_from_float(0x1p-24f), 0x0001);
    EXPECT_EQ(half_from_float(0x1p-25f), 0x0000);
    EXPECT_EQ(half_from_float(0x1.8p-24f), 0x0002);
    EXPECT_EQ(half_from_float(0x1.ffcp-15f), 0x0400) << "the largest subnormal rounds up into the normals";
    EXPECT_EQ(half_from_float(1.0f + 0x1p-11f), 0x3C00);
    EXPECT_EQ(half_from_float(1.0f + 0x3p-11f), 0x3C02);
    EXPECT_EQ(bfloat16_from_float(1.0f + 0x1p-8f), 0x3F80);
    EXPECT_EQ(bfloat16_from_float(1.0f + 0x3p-8f), 0x3F82);
}

TEST(NumberFormats, ReadsTheFourKindsOfFp8) {
    EXPECT_EQ(float_from_fp8(ElementType::F8E4M3, 0x38), 1.0f);
    EXPECT_EQ(float_from_fp8(ElementType::F8E4M3, 0x7E), 448.0f);
    EXPECT_TRUE(std::isnan(float_from_fp8(ElementType::F8E4M3, 0x7F)));
    EXPECT_EQ(float_from_fp8(ElementType::F8E4M3, 0x01), 0x1p-9f);
    EXPECT_EQ(float_from_fp8(ElementType::F8E4M3, 0xB8), -1.0f);
    EXPECT_EQ(float_from_fp8(ElementType::F8E5M2, 0x3C), 1.0f);
    EXPECT_EQ(float_from_fp8(ElementType::F8E5M2, 0x7B), 57344.0f);
    EXPECT_EQ(float_from_fp8(ElementType::F8E5M2, 0x01), 0x1p-16f);
    EXPECT_TRUE(std::isinf(float_from_fp8(ElementType::F8E5M2, 0x7C)));
    EXPECT_EQ(float_from_fp8(ElementType::F8E4M3FNUZ, 0x40), 1.0f);
    EXPECT_EQ(float_from_fp8(ElementType::F8E4M3FNUZ, 0x7F), 240.0f);
    EXPECT_TRUE(std::isnan(float_from_fp8(ElementType::F8E5M2FNUZ, 0x80)));
    EXPECT_EQ(float_from_fp8(ElementType::F8E5M2FNUZ, 0x40), 1.0f);
}

TEST(NumberFormats, Fp8FilesAreShownAsTheNumbersTheyStandFor) {
    test::TemporaryFolder folder;
    const std::uint8_t weights[4] = {0x38, 0xB8, 0x40, 0x00}; // 1, -1, 2, 0
    const float scale = 0.25f;
    const std::uint8_t none = 0;
    ASSERT_TRUE(write_safetensors(folder.path() / "m.safetensors",
                                  {{"a.weight", ElementType::F8E4M3, {2, 2}, weights},
                                   {"a.scale_weight", ElementType::F32, {}, &scale},
                                   {"a.scale_input", ElementType::F32, {}, &scale},
                                   {"b.weight", ElementType::F8E4M3, {4}, weights},
                                   {"scaled_fp8", ElementType::F8E4M3, {0}, &none}}));
    const auto source = TensorSource::open(folder.path() / "m.safetensors");
    ASSERT_TRUE(source) << describe(source.error());
    EXPECT_EQ(source->names(), (std::vector<std::string>{"a.weight", "b.weight"}));
    EXPECT_EQ(source->find("a.weight")->type, ElementType::F32);
    EXPECT_EQ(source->find("a.weight")->encoding, "F8_E4M3");
    std::array<float, 4> values{};
    ASSERT_TRUE(source->read("a.weight", values.data()));
    EXPECT_EQ(values, (std::array<float, 4>{0.25f, -0.25f, 0.5f, 0.0f}));
    ASSERT_TRUE(source->read("b.weight", values.data()));
    EXPECT_EQ(values, (std::array<float, 4>{1.0f, -1.0f, 2.0f, 0.0f}));
    const float wrong[2] = {1, 2};
    ASSERT_TRUE(write_safetensors(folder.path() / "n.safetensors",
                                  {{"a.weight", ElementType::F8E4M3, {2, 2}, weights}, {"a.scale_weight", ElementType::F32, {2}, wrong}}));
    EXPECT_EQ(TensorSource::open(folder.path() / "n.safetensors").error().code, ErrorCode::UnsupportedFormat);
}

} // namespace
} // namespace sfumato::modelio
