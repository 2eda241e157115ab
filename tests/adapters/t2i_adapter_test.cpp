// SPDX-License-Identifier: GPL-3.0-or-later
// T2I-Adapters of random weights against their formula, in both layouts, and in a run.
#include <c10/core/InferenceMode.h>

#include "core/pipeline/pipeline.h"
#include "core/sampling/noise.h"
#include "core/torch/tensor_file.h"
#include "tests/adapters/tiny_model.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato {
namespace {

using testing::golden_tensors;
using testing::relative_error;
using testing::tiny_model;
using Tensors = std::map<std::string, at::Tensor>;

at::Tensor random(at::IntArrayRef shape, double scale, uint64_t seed) {
    sampling::NoiseSeeds seeds;
    seeds.seeds = {seed};
    return sampling::start_noise(seeds, shape)[0] * scale;
}

class T2iAdapters : public ::testing::Test {
protected:
    T2iAdapters() {
        uint64_t seed = 1;
        const auto put = [&](const std::string &name, const std::string &original, std::vector<int64_t> shape) {
            diffusers_["adapter." + name + ".weight"] = original_[original + ".weight"] = random(shape, 0.1, seed++);
            diffusers_["adapter." + name + ".bias"] = original_[original + ".bias"] = random({shape[0], 1, 1}, 0.1, seed++).flatten();
        };
        put("conv_in", "conv_in", {widths_[0], 192, 3, 3});
        for (size_t i = 0; i < widths_.size(); ++i) {
            const auto level = std::to_string(i);
            const int64_t width = widths_[i];
            if (i > 0 && width != widths_[i - 1])
                put("body." + level + ".in_conv", "body." + std::to_string(2 * i) + ".in_conv", {width, widths_[i - 1], 1, 1});
            for (size_t j = 0; j < 2; ++j) {
                const auto block = "body." + level + ".resnets." + std::to_string(j), flat = "body." + std::to_string(2 * i + j);
                put(block + ".block1", flat + ".block1", {width, width, 3, 3});
                put(block + ".block2", flat + ".block2", {width, width, 1, 1});
            }
        }
    }
    std::string file(const Tensors &tensors) {
        const auto path = folder_.path() / (std::to_string(files_++) + ".safetensors");
        EXPECT_TRUE(write_tensors(path, tensors));
        return path.string();
    }
    std::vector<at::Tensor> maps(const std::string &path, const at::Tensor &picture) {
        const auto loaded = pipeline::load_control(path, {model_.unet->config(), &model_.unet_weights, 4}, at::kFloat, {});
        EXPECT_TRUE(loaded) << describe(loaded.error());
        const auto *adapter = loaded ? std::get_if<std::shared_ptr<const unet::T2iAdapter>>(&*loaded) : nullptr;
        EXPECT_TRUE(adapter);
        return adapter ? (*adapter)->features(picture) : std::vector<at::Tensor>();
    }

    const pipeline::Model &model_ = *tiny_model("sd1");
    const std::vector<int> widths_ = model_.unet->config().block_out_channels;
    const at::Tensor picture_ = golden_tensors("adapters/controlnet.safetensors").at("hint");
    Tensors diffusers_, original_;
    test::TemporaryFolder folder_;
    int files_ = 0;
};

TEST_F(T2iAdapters, FollowTheirFormulaInEitherLayout) {
    const auto weight = [&](const std::string &name) { return diffusers_.at("adapter." + name + ".weight"); };
    const auto bias = [&](const std::string &name) { return diffusers_.at("adapter." + name + ".bias"); };
    const auto ours = maps(file(diffusers_), picture_), other = maps(file(original_), picture_);
    ASSERT_EQ(ours.size(), widths_.size());
    auto h = at::conv2d(at::pixel_unshuffle(picture_, 8), weight("conv_in"), bias("conv_in"), 1, 1);
    for (size_t i = 0; i < widths_.size(); ++i) {
        const auto body = "body." + std::to_string(i);
        if (i > 0)
            h = at::avg_pool2d(h, 2);
        if (diffusers_.contains("adapter." + body + ".in_conv.weight"))
            h = at::conv2d(h, weight(body + ".in_conv"), bias(body + ".in_conv"));
        for (const std::string block : {".resnets.0.", ".resnets.1."})
            h = h + at::conv2d(at::relu(at::conv2d(h, weight(body + block + "block1"), bias(body + block + "block1"), 1, 1)),
                               weight(body + block + "block2"), bias(body + block + "block2"));
        EXPECT_LT(relative_error(ours[i], h), 2e-5) << "level " << i;
        EXPECT_TRUE(ours[i].equal(other[i])) << "level " << i;
    }
}

TEST_F(T2iAdapters, OfOtherModelsAreRefused) {
    auto wider = diffusers_;
    wider.at("adapter.conv_in.weight") = at::zeros({widths_[0], 768, 3, 3});
    for (const auto &tensors : {wider, Tensors{{"adapter.body.0.resnets.0.block1.weight", at::zeros({widths_[0] + 8, 8, 3, 3})}}}) {
        const auto loaded = pipeline::load_control(file(tensors), {model_.unet->config(), &model_.unet_weights, 4}, at::kFloat, {});
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, ErrorCode::ShapeMismatch);
    }
}

TEST_F(T2iAdapters, SteerARunInTheirShareOfIt) {
    const c10::InferenceMode inference;
    auto silent = diffusers_;
    for (auto &[name, tensor] : silent)
        tensor = at::zeros_like(tensor);
    const auto adapter = file(diffusers_), nothing = file(silent);
    GenerationRequest request;
    request.prompt = "a house";
    request.width = request.height = 64;
    request.steps = 4;
    request.guidance = 3.0;
    request.clip_skip = 1;
    request.seed = 3;
    request.sampler = "euler";
    pipeline::PartsLoader loader;
    const auto made = [&](const std::string &control, double start, double end) {
        const auto grey = std::make_shared<const Image>(64, 64, 3, std::uint8_t{90});
        request.controls.clear();
        if (!control.empty())
            request.controls = {{control, {"grey.png", grey}, "", 1.0, start, end}};
        const auto parts = loader.load(tiny_model("sd1"), request, {});
        EXPECT_TRUE(parts) << describe(parts.error());
        std::vector<std::uint8_t> pixels;
        EXPECT_TRUE(pipeline::generate(*parts, request, {}, [&](GeneratedImage image) -> Result<void> {
            pixels = std::move(image.picture.pixels);
            return {};
        }, {}));
        return pixels;
    };
    const auto plain = made("", 0, 1);
    EXPECT_EQ(made(nothing, 0, 1), plain);
    EXPECT_EQ(made(adapter, 0.9, 0.95), plain);
    EXPECT_NE(made(adapter, 0, 1), plain);
    EXPECT_NE(made(adapter, 0, 1), made(adapter, 0, 0.5));
}

} // namespace
} // namespace sfumato
