// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

namespace sfumato::sampling {

/// One Brownian path over [t0, t1], known by its seed alone: any increment is the same whatever was asked before.
/// Bit for bit torchsde's BrownianTree(entropy=seed): a halving tree, times rounded to six digits, each node's noise
/// from a generator seeded by the hash of its place.
/// Source: torchsde/_brownian/brownian_interval.py, halfway_tree, tol 1e-6, pool_size 24.
class BrownianTree {
public:
    /// shape: of the increments, fp32 on the CPU.
    BrownianTree(double t0, double t1, std::uint64_t seed, std::vector<std::int64_t> shape);

    /// W(b) - W(a), t0 <= a <= b <= t1 (both are clamped).
    at::Tensor increment(double a, double b);

private:
    /// A part of the path: its ends, its increment and its place in the tree.
    struct Node {
        double begin, end;
        at::Tensor w;
        std::uint64_t key, depth;
    };
    void add(const Node &node, double a, double b, at::Tensor &sum);
    std::pair<Node, Node> halves(const Node &node);

    std::uint64_t seed_;
    std::vector<std::int64_t> shape_;
    Node root_;
    /// The halves near the top, which every query passes; bounded, deeper ones are made again when needed.
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::pair<Node, Node>> known_;
};

} // namespace sfumato::sampling
