// SPDX-License-Identifier: GPL-3.0-or-later
// An autoencoder whose numbers overflow in 16 bits.
#include "core/pipeline/picture_codec.h"

#include "tests/enlarging/tiny_run.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::tiny_request;

class Overflow : public testing::TinyRun {
protected:
    /// The tiny model's autoencoder with its decoder's first layer so strong that the next one overflows in f16. Norms
    /// take the factor away again, so that in f32 the picture is a picture.
    std::string strong_vae(double factor) {
        auto tensors = read_tensors(golden("sd1/model/vae/diffusion_pytorch_model.safetensors")).value();
        tensors.at("decoder.conv_in.weight").mul_(factor);
        const auto file = folder_.path() / "strong.safetensors";
        EXPECT_TRUE(write_tensors(file, tensors));
        return file.string();
    }
    /// The tiny model, its autoencoder in this type.
    static std::shared_ptr<const pipeline::Model> model_with_vae(at::ScalarType dtype) {
        const auto description = pipeline::describe_model(golden("sd1/model")).value();
        return pipeline::load_model(description, {at::kFloat, dtype}, {}).value();
    }
};

TEST_F(Overflow, IsRepeatedInF32WithAWarning) {
    auto request = tiny_request();
    request.vae = strong_vae(1e6);
    const auto precise = run(request, model_with_vae(at::kFloat));
    ASSERT_TRUE(precise.result) << describe(precise.result.error());
    EXPECT_TRUE(precise.result->warnings.empty());
    request.count = 2;
    const auto narrow = run(request, model_with_vae(at::kHalf));
    ASSERT_TRUE(narrow.result) << describe(narrow.result.error());
    EXPECT_EQ(narrow.pictures.at(0), precise.pictures.at(0));
    ASSERT_EQ(narrow.result->warnings.size(), 1u);
    EXPECT_NE(narrow.result->warnings[0].find("overflowed in f16"), std::string::npos) << narrow.result->warnings[0];
}

TEST_F(Overflow, ThatRemainsInF32IsAnErrorAndNoBlackPicture) {
    auto request = tiny_request();
    request.vae = strong_vae(std::numeric_limits<double>::infinity());
    for (const auto dtype : {at::kHalf, at::kFloat}) {
        const auto run_ = run(request, model_with_vae(dtype));
        ASSERT_FALSE(run_.result);
        EXPECT_EQ(run_.result.error().subject, "VAE");
        EXPECT_TRUE(run_.pictures.empty());
    }
}

TEST_F(Overflow, OfTheEncoderIsRepeatedToo) {
    auto tensors = read_tensors(golden("sd1/model/vae/diffusion_pytorch_model.safetensors")).value();
    tensors.at("encoder.conv_in.weight").mul_(1e6);
    const auto file = folder_.path() / "strong.safetensors";
    ASSERT_TRUE(write_tensors(file, tensors));
    auto request = tiny_request();
    request.vae = file.string();
    request.init = SourceImage{"in.png", std::make_shared<const Image>(64, 64, 3, 90)};
    const auto narrow = run(request, model_with_vae(at::kHalf));
    ASSERT_TRUE(narrow.result) << describe(narrow.result.error());
    EXPECT_EQ(narrow.pictures.at(0), run(request, model_with_vae(at::kFloat)).pictures.at(0));
    EXPECT_EQ(narrow.result->warnings.size(), 1u);
}

} // namespace
} // namespace sfumato
