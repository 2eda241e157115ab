// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/algebra.h"

#include <cmath>
#include <sstream>

namespace sfumato::adapters {
namespace {

/// Files say 1 to 256; what is far beyond is damage.
constexpr double largest_alpha = 1e5;

std::string shown(const at::Tensor &tensor) {
    std::ostringstream text;
    text << tensor.sizes();
    return text.str();
}

} // namespace

at::Tensor matrix(const at::Tensor &part) {
    expect(part.dim() >= 2, "has a part of shape " + shown(part) + " where a matrix belongs");
    return part.flatten(1);
}

at::Tensor product(const at::Tensor &left, const at::Tensor &right) {
    expect(left.size(1) == right.size(0), "has parts of different ranks: " + shown(left) + " and " + shown(right));
    expect(left.size(1) > 0, "has rank 0");
    return at::mm(left, right);
}

double scale(const Parts &parts, int64_t rank) {
    expect(rank > 0, "has rank 0");
    const auto found = parts.find("alpha");
    if (found == parts.end())
        return 1.0;
    expect(found->second.numel() == 1, "has an alpha of shape " + shown(found->second));
    const double alpha = found->second.item<double>();
    if (!std::isfinite(alpha) || alpha < 0 || alpha > largest_alpha)
        refuse(ErrorCode::CorruptFile, "has an alpha of " + std::to_string(alpha) + ", which is not between 0 and 100000");
    return alpha / static_cast<double>(rank);
}

void expect_fit(int64_t elements, const at::Tensor &weight) {
    expect(elements == weight.numel(), "describes " + std::to_string(elements) + " values where the model's weight has " +
                                           std::to_string(weight.numel()) + " " + shown(weight));
}

} // namespace sfumato::adapters
