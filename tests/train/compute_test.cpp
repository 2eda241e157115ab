// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/torch/device.h"
#include "core/torch/dtype_policy.h"
#include "core/train/compute.h"

namespace sfumato::train {
namespace {

TEST(Device, NamesAreChecked) {
    EXPECT_TRUE(open_device("cpu"));
    EXPECT_TRUE(open_device("auto"));
    for (const char *name : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:128", "CPU", ""}) {
        const auto device = open_device(name);
        ASSERT_FALSE(device) << name;
        EXPECT_EQ(device.error().code, ErrorCode::InvalidArgument) << name;
    }
}

TEST(Device, ThatIsNotThereSaysWhatIsMissing) {
    const auto any = open_device("auto");
    ASSERT_TRUE(any);
    if (any->is_cuda())
        GTEST_SKIP() << "this machine has a card";
    const auto device = open_device("cuda:0");
    ASSERT_FALSE(device);
    EXPECT_EQ(device.error().code, ErrorCode::DeviceUnavailable);
    EXPECT_EQ(device.error().subject, "--device");
    EXPECT_FALSE(device.error().advice.empty());
}

TEST(Generator, IsTheSameForTheSameSeed) {
    const auto one = at::randn({4}, make_generator(at::kCPU, 3)), two = at::randn({4}, make_generator(at::kCPU, 3));
    EXPECT_TRUE(at::equal(one, two));
    EXPECT_FALSE(at::equal(one, at::randn({4}, make_generator(at::kCPU, 4))));
}

TEST(Compute, PrecisionFollowsTheProcessorUnlessToldOtherwise) {
    TrainingRequest request;
    request.device = "cpu";
    const auto automatic = choose_compute(request);
    ASSERT_TRUE(automatic);
    EXPECT_EQ(automatic->bf16, processor_has_bf16());
    request.precision = "f32";
    EXPECT_FALSE(choose_compute(request)->bf16);
    request.precision = "bf16";
    const auto wanted = choose_compute(request);
    EXPECT_EQ(wanted.has_value(), processor_has_bf16());
}

TEST(Compute, MixedPrecisionLastsAsLongAsItsScope) {
    const auto matrix = at::ones({4, 4});
    {
        const MixedPrecision mixed({at::kCPU, true});
        EXPECT_EQ(matrix.mm(matrix).scalar_type(), at::kBFloat16);
    }
    {
        const MixedPrecision plain({at::kCPU, false});
        EXPECT_EQ(matrix.mm(matrix).scalar_type(), at::kFloat);
    }
    EXPECT_EQ(matrix.mm(matrix).scalar_type(), at::kFloat);
}

TEST(Compute, BatchesAreChannelsLastAndParametersAreLeaves) {
    const Compute compute;
    EXPECT_TRUE(compute.batch(at::zeros({2, 3, 4, 4})).is_contiguous(at::MemoryFormat::ChannelsLast));
    const auto leaves = compute.trainable({{"a", at::ones({2}).set_requires_grad(true) * 2}});
    EXPECT_TRUE(leaves.at("a").is_leaf());
    EXPECT_TRUE(leaves.at("a").requires_grad());
    EXPECT_EQ(leaves.at("a").sum().item<double>(), 4.0);
}

} // namespace
} // namespace sfumato::train
