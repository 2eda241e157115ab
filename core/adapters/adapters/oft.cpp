// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/algebra.h"

namespace sfumato::adapters {
namespace {

/// The rows of the weight, in blocks, turned by Cayley's rotation of a skew matrix: R = (I + Q)(I - Q)^-1, Q = B - B^T.
/// Here alpha is no scale but the longest Q may be.
at::Tensor change(const Parts &parts, const at::Tensor &weight) {
    const auto &blocks = parts.at("oft_blocks");
    if (blocks.dim() == 4)
        refuse(ErrorCode::UnsupportedFormat, "is a butterfly (BOFT), which is not supported");
    expect(blocks.dim() == 3 && blocks.size(1) == blocks.size(2) && blocks.size(0) * blocks.size(1) == weight.size(0),
           "has blocks that do not divide the weight's rows");
    auto q = blocks - blocks.transpose(1, 2);
    const double longest = scale(parts, 1), length = q.norm().item<double>();
    if (parts.contains("alpha") && longest > 0 && length > longest)
        q = q * (longest / length);
    const auto one = at::eye(blocks.size(1)).unsqueeze(0);
    const auto turned = at::matmul(one + q, at::linalg_inv(one - q)) - one;
    return at::einsum("knm,knp->kmp", {turned, weight.reshape({blocks.size(0), blocks.size(1), -1})});
}

const Registration registration{Algorithm{
    .id = "oft",
    .name = "OFT",
    .spellings = {{".oft_blocks", "oft_blocks"}},
    .needs = {{"oft_blocks"}},
    .change = change,
    .source = "Qiu et al. 2023, Controlling Text-to-Image Diffusion by Orthogonal Finetuning; LyCORIS, modules/diag_oft.py",
}};

} // namespace
} // namespace sfumato::adapters
