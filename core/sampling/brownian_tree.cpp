// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/brownian_tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "core/sampling/noise.h"
#include "core/sampling/seed_sequence.h"

namespace sfumato::sampling {
namespace {

constexpr std::size_t pool_size = 24;
constexpr std::uint64_t most_depth_kept = 6;

/// Rounded to six decimal digits as Python does: correctly, by way of the decimal digits.
double rounded(double t) {
    std::array<char, 512> digits{};
    std::snprintf(digits.data(), digits.size(), "%.6f", t);
    return std::strtod(digits.data(), nullptr);
}

} // namespace

BrownianTree::BrownianTree(double t0, double t1, std::uint64_t seed, std::vector<std::int64_t> shape)
    : seed_(seed), shape_(std::move(shape)) {
    const std::uint32_t root_seed = seed_sequence(seed_, {}, pool_size, 3)[0];
    const at::Tensor noise = normal_draw(NoiseSourceKind::Cpu, root_seed, 0, shape_);
    root_ = {rounded(t0), rounded(t1), noise * std::sqrt(t1 - t0), 0, 0};
}

std::pair<BrownianTree::Node, BrownianTree::Node> BrownianTree::halves(const Node &node) {
    const std::pair place{node.key, node.depth};
    if (const auto found = known_.find(place); found != known_.end())
        return found->second;
    const double middle = rounded(0.5 * (node.end + node.begin));
    const double left = middle - node.begin, right = node.end - middle, share = 1.0 / (node.end - node.begin);
    const std::uint32_t noise_seed = seed_sequence(seed_, {node.key, node.depth}, pool_size, 4)[0];
    const at::Tensor noise = normal_draw(NoiseSourceKind::Cpu, noise_seed, 0, shape_);
    // In this order and rounding: the sums are compared bit for bit with the original's.
    const at::Tensor left_w = node.w * left * share + noise * std::sqrt(left * right * share);
    std::pair<Node, Node> both{{node.begin, middle, left_w, 2 * node.key, node.depth + 1},
                               {middle, node.end, node.w - left_w, 2 * node.key + 1, node.depth + 1}};
    if (node.depth <= most_depth_kept)
        known_.emplace(place, both);
    return both;
}

void BrownianTree::add(const Node &node, double a, double b, at::Tensor &sum) {
    if (b <= node.begin || a >= node.end)
        return;
    if (a <= node.begin && b >= node.end) {
        sum = sum.defined() ? sum + node.w : node.w;
        return;
    }
    const auto [left, right] = halves(node);
    add(left, a, b, sum);
    add(right, a, b, sum);
}

at::Tensor BrownianTree::increment(double a, double b) {
    at::Tensor sum;
    add(root_, std::clamp(rounded(a), root_.begin, root_.end), std::clamp(rounded(b), root_.begin, root_.end), sum);
    return sum.defined() ? sum : at::zeros(shape_, at::kFloat);
}

} // namespace sfumato::sampling
