// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/dtype_policy.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace sfumato {
namespace {

const at::Device cpu(at::kCPU), gpu(at::kCUDA, 0);

TEST(DtypePolicy, AutoIsF32OnACpuAndF16OnAGpu) {
    EXPECT_EQ(dtype_policy(DType::Auto, cpu, true), (DtypePolicy{at::kFloat, at::kFloat}));
    EXPECT_EQ(dtype_policy(DType::Auto, gpu, false), (DtypePolicy{at::kHalf, at::kHalf, gpu}));
}

TEST(DtypePolicy, KeepsAnAutoencoderThatOverflowsOutOfF16) {
    EXPECT_EQ(dtype_policy(DType::F16, gpu, true), (DtypePolicy{at::kHalf, at::kFloat, gpu}));
    EXPECT_EQ(dtype_policy(DType::BF16, gpu, true), (DtypePolicy{at::kBFloat16, at::kBFloat16, gpu})); // has the range of fp32
}

TEST(DtypePolicy, RefusesF16OnACpuAndSaysWhatToUse) {
    const auto policy = dtype_policy(DType::F16, cpu, false);
    ASSERT_FALSE(policy);
    EXPECT_EQ(policy.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(policy.error().subject, "--dtype");
    EXPECT_NE(policy.error().advice.find("bf16"), std::string::npos);
}

#if defined(__x86_64__) && defined(__linux__)
TEST(DtypePolicy, AgreesWithTheKernelAboutBf16) {
    std::ifstream file("/proc/cpuinfo");
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(processor_has_bf16(), text.str().find(" avx512_bf16") != std::string::npos);
}
#endif

} // namespace
} // namespace sfumato
