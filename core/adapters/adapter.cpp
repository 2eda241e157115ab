// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/adapter.h"

#include <algorithm>

namespace sfumato::adapters {
namespace {

std::vector<Algorithm> &registered() {
    static std::vector<Algorithm> algorithms;
    return algorithms;
}

} // namespace

Registration::Registration(Algorithm algorithm) {
    auto &algorithms = registered();
    const auto before = std::find_if(algorithms.begin(), algorithms.end(), [&](const Algorithm &other) { return other.id > algorithm.id; });
    algorithms.insert(before, std::move(algorithm));
}

const std::vector<Algorithm> &all() { return registered(); }

} // namespace sfumato::adapters
