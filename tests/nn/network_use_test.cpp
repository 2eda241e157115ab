// SPDX-License-Identifier: GPL-3.0-or-later
// What samplers and the trainer rely on besides the numbers: layouts, types, batches, gradients, loading.
#include <array>
#include <fstream>

#include <malloc.h>
#include <unistd.h>

#include <ATen/CPUGeneratorImpl.h>

#include "core/nn/initialiser.h"
#include "core/text/encoder/clip_text_encoder.h"
#include "core/unet/unet.h"
#include "tests/nn/golden_vae.h"

namespace sfumato {
namespace {

using sfumato::testing::golden;
using sfumato::testing::golden_tensors;
using sfumato::testing::relative_error;

constexpr double tolerance = 2e-5; // as in networks_test: ten times what the reference itself moves by

modelio::ModelFolder folder(const std::string &set) { return value_or_throw(modelio::open_model_folder(golden(set + "/model"))); }

unet::UNet load_unet(const modelio::ModelFolder &model, at::ScalarType type = at::kFloat) {
    const auto source = value_or_throw(modelio::TensorSource::open(model.unet_weights));
    nn::WeightLoader loader(source, type);
    unet::UNet unet(nn::Scope(loader), model.unet);
    EXPECT_TRUE(value_or_throw(loader.finish()).empty());
    return unet;
}

at::Tensor noise(at::IntArrayRef shape, uint64_t seed) { return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat); }

void expect_gradients(const std::map<std::string, at::Tensor> &parameters) {
    for (const auto &[name, parameter] : parameters) {
        ASSERT_TRUE(parameter.grad().defined()) << name;
        EXPECT_TRUE(parameter.grad().isfinite().all().item<bool>()) << name;
        EXPECT_GT(parameter.grad().abs().max().item<double>(), 0.0) << name;
    }
}

class UNetUse : public ::testing::TestWithParam<std::string> {
protected:
    const modelio::ModelFolder model = folder(GetParam());
    const std::map<std::string, at::Tensor> golden_case = golden_tensors(GetParam() + "/cases/unet_t321.safetensors");
    const at::Tensor x = golden_case.at("x"), context = golden_case.at("context"), eps = golden_case.at("eps");
    const at::Tensor t = at::full({2}, 321.0, at::kFloat);
};

TEST_P(UNetUse, KeepsTheMemoryFormatOfItsInput) {
    const auto unet = load_unet(model);
    for (const auto format : {at::MemoryFormat::Contiguous, at::MemoryFormat::ChannelsLast}) {
        const auto output = unet.forward(x.contiguous(format), t, context, {}, [&](const std::string &name, const at::Tensor &map) {
            EXPECT_TRUE(map.dim() != 4 || map.is_contiguous(format)) << name;
        });
        EXPECT_LT(relative_error(output, eps), tolerance);
    }
}

TEST_P(UNetUse, TakesOneTimestepForAllImages) {
    EXPECT_LT(relative_error(load_unet(model).forward(x, at::scalar_tensor(321.0), context), eps), tolerance);
}

TEST_P(UNetUse, GivesAnImageTheSameAloneAndInABatch) {
    const auto alone = load_unet(model).forward(x.narrow(0, 1, 1), t.narrow(0, 1, 1), context.narrow(0, 1, 1));
    EXPECT_LT(relative_error(alone, eps.narrow(0, 1, 1)), tolerance);
}

TEST_P(UNetUse, AnswersInTheTypeOfItsWeights) {
    const auto output = load_unet(model, at::kBFloat16).forward(x.to(at::kBFloat16), t, context.to(at::kBFloat16));
    EXPECT_EQ(output.scalar_type(), at::kBFloat16);
    EXPECT_LT(relative_error(output, eps), 0.1); // 8 bits a number through some fifty layers; 0.025 was measured
}

TEST_P(UNetUse, AddsTheResidualsOfAControlNetwork) {
    const auto unet = load_unet(model);
    at::Tensor middle;
    unet.forward(x, t, context, {}, [&](const std::string &name, const at::Tensor &map) {
        if (name == "mid_block")
            middle = at::zeros_like(map);
    });
    EXPECT_LT(relative_error(unet.forward(x, t, context, {{}, middle}), eps), tolerance);
    EXPECT_GT(relative_error(unet.forward(x, t, context, {{}, middle + 1.0}), eps), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Golden, UNetUse, ::testing::Values("sd1", "sd2v"));

TEST(UNetUse, RunsAtAnySizeFromOneCell) {
    const auto model = folder("sd1");
    const auto unet = load_unet(model);
    for (const auto &[h, w] : {std::pair<int64_t, int64_t>{1, 1}, {3, 5}, {9, 7}}) {
        const auto output = unet.forward(noise({1, 4, h, w}, 1), at::scalar_tensor(7.5), noise({1, 3, model.unet.cross_attention_dim}, 2));
        EXPECT_EQ(output.sizes(), (at::IntArrayRef{1, 4, h, w}));
        EXPECT_TRUE(output.isfinite().all().item<bool>());
    }
}

TEST(UNetUse, InpaintingModelTakesNineChannels) {
    const auto model = folder("sd1_inpaint");
    const auto output = load_unet(model).forward(noise({1, 9, 8, 8}, 1), at::scalar_tensor(500.0), noise({1, 77, model.unet.cross_attention_dim}, 2));
    EXPECT_EQ(output.sizes(), (at::IntArrayRef{1, 4, 8, 8}));
}

/// Hands out bf16 copies of fp32 parameters, through which gradients flow back.
class Lowered final : public nn::ParameterSource {
public:
    explicit Lowered(const std::map<std::string, at::Tensor> &masters) : masters_(masters) {}
    at::Tensor take(const std::string &name, at::IntArrayRef, nn::Init, int64_t) override {
        return masters_.at(name).to(at::kBFloat16);
    }

private:
    const std::map<std::string, at::Tensor> &masters_;
};

TEST(Training, BFloat16CopiesGiveTheirFp32ParametersGradients) {
    const auto model = folder("sd1");
    nn::Initialiser initialiser(at::detail::createCPUGenerator(3));
    const unet::UNet shape_only(nn::Scope(initialiser), model.unet);
    Lowered lowered(initialiser.parameters());
    const unet::UNet unet(nn::Scope(lowered), model.unet);
    const auto context = noise({2, 9, model.unet.cross_attention_dim}, 2).to(at::kBFloat16);
    unet.forward(noise({2, 4, 8, 8}, 1).to(at::kBFloat16), at::scalar_tensor(400.0), context).to(at::kFloat).pow(2).mean().backward();
    expect_gradients(initialiser.parameters());
}

TEST(Training, EveryAutoencoderParameterGetsAGradient) {
    nn::Initialiser initialiser(at::detail::createCPUGenerator(4));
    const vae::AutoencoderKl vae(nn::Scope(initialiser), folder("sd1").vae);
    const auto posterior = vae.encode(noise({2, 3, 32, 32}, 1));
    const auto z = posterior.mean + at::exp(0.5 * posterior.logvar) * noise(posterior.mean.sizes(), 2);
    vae.decode(z).pow(2).mean().backward();
    expect_gradients(initialiser.parameters());
}

TEST(Training, EveryTextEncoderParameterGetsAGradient) {
    const auto model = folder("sd2v");
    nn::Initialiser initialiser(at::detail::createCPUGenerator(5));
    const text::ClipTextEncoder encoder(nn::Scope(initialiser), model.text);
    const auto ids = at::arange(2 * 77, at::kLong).view({2, 77});
    // Weighted, since the mean square of a normalised row is one whatever its parameters are.
    (encoder.forward(ids) * noise({2, 77, model.text.hidden_size}, 6)).sum().backward();
    expect_gradients(initialiser.parameters());
}

TEST(Training, LoadedParametersCanBeTrainedFurther) {
    const auto model = folder("sd1");
    const auto source = value_or_throw(modelio::TensorSource::open(model.unet_weights));
    nn::WeightLoader loader(source, at::kFloat);
    const unet::UNet unet(nn::Scope(loader), model.unet);
    for (const auto &[name, parameter] : loader.taken())
        parameter.set_requires_grad(true);
    const auto context = noise({1, 9, model.unet.cross_attention_dim}, 2);
    unet.forward(noise({1, 4, 8, 8}, 1), at::scalar_tensor(400.0), context).pow(2).mean().backward();
    expect_gradients(loader.taken());
}

TEST(Initialiser, GivesTheSameParametersForTheSameGenerator) {
    const auto model = folder("sd1");
    nn::Initialiser first(at::detail::createCPUGenerator(8)), second(at::detail::createCPUGenerator(8)), other(at::detail::createCPUGenerator(9));
    for (auto *initialiser : {&first, &second, &other})
        const unet::UNet unet(nn::Scope(*initialiser), model.unet);
    for (const auto &[name, parameter] : first.parameters())
        EXPECT_TRUE(at::equal(parameter, second.parameters().at(name))) << name;
    const auto &weight = first.parameters().at("conv_in.weight");
    EXPECT_FALSE(at::equal(weight, other.parameters().at("conv_in.weight")));
    EXPECT_LE(weight.abs().max().item<double>(), 1.0 / std::sqrt(36.0)); // fan in 4 x 3 x 3
    EXPECT_GT(weight.abs().max().item<double>(), 0.9 / std::sqrt(36.0));
}

TEST(WeightLoader, StopsAtTheNextTensorWhenCancelled) {
    const auto model = folder("sd1");
    const auto source = value_or_throw(modelio::TensorSource::open(model.unet_weights));
    const CancelToken cancel;
    nn::WeightLoader loader(source, at::kFloat, cancel);
    loader.take("conv_in.bias", {16}, nn::Init::Zeros, 1);
    cancel.cancel();
    EXPECT_THROW(loader.take("conv_in.weight", {16, 4, 3, 3}, nn::Init::Zeros, 1), Failure);
}

TEST(WeightLoader, ConvertsEveryFloatingTypeAndNamesWhatIsLeftOver) {
    const auto path = std::filesystem::temp_directory_path() / ("sfumato_types_" + std::to_string(::getpid()) + ".safetensors");
    const auto value = at::tensor({0.5f, -2.0f, 96.0f}); // exact in all of them
    const std::vector<at::ScalarType> types{at::kHalf, at::kBFloat16, at::kFloat, at::kDouble};
    std::map<std::string, at::Tensor> tensors{{"spare", value}};
    for (const auto type : types)
        tensors[c10::toString(type)] = value.to(type);
    value_or_throw(write_tensors(path, tensors));
    {
        const auto source = value_or_throw(modelio::TensorSource::open(path));
        nn::WeightLoader loader(source, at::kBFloat16);
        for (const auto type : types) {
            const auto loaded = loader.take(c10::toString(type), {3}, nn::Init::Zeros, 1);
            EXPECT_EQ(loaded.scalar_type(), at::kBFloat16);
            EXPECT_TRUE(at::equal(loaded.to(at::kFloat), value)) << c10::toString(type);
        }
        EXPECT_EQ(value_or_throw(loader.finish()), std::vector<std::string>{"spare"});
    }
    std::filesystem::remove(path);
}

/// What this process holds of memory that no file is behind, in bytes.
int64_t own_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssAnon:"))
            return std::stoll(line.substr(8)) * 1024;
    return 0;
}

TEST(WeightLoader, HoldsTheWeightsAndLittleElseAfterConvertingThem) {
    const auto path = std::filesystem::temp_directory_path() / ("sfumato_sizes_" + std::to_string(::getpid()) + ".safetensors");
    std::map<std::string, at::Tensor> tensors; // in the sizes of a U-Net's, a third as wide
    for (int64_t i = 0; i < 240; ++i) {
        const int64_t width = std::array<int64_t, 4>{107, 214, 427, 427}[static_cast<size_t>(i / 60)];
        tensors["layer." + std::to_string(1000 + i)] = at::ones({width * width * (i % 3 == 0 ? 9 : 1)}, at::kHalf);
    }
    value_or_throw(write_tensors(path, tensors));
    const auto source = value_or_throw(modelio::TensorSource::open(path));
    const auto bytes = static_cast<int64_t>(source.bytes());
    tensors.clear();
    ::malloc_trim(0); // what is held freed would serve the loader, and not be counted
    const int64_t before = own_memory();
    {
        nn::WeightLoader loader(source, at::kBFloat16);
        for (const std::string &name : source.names())
            loader.take(name, source.find(name)->shape, nn::Init::Zeros, 1);
        value_or_throw(loader.finish());
        EXPECT_LT(static_cast<double>(own_memory() - before), 1.1 * static_cast<double>(bytes));
        RecordProperty("percent", static_cast<int>(100 * (own_memory() - before) / bytes));
    }
    std::filesystem::remove(path);
}

} // namespace
} // namespace sfumato
