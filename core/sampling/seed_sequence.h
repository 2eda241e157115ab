// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sfumato::sampling {

/// `words` 32-bit numbers hashed from a seed and a place in a tree of seeds, as numpy's
/// SeedSequence(entropy, spawn_key=spawn_key, pool_size=pool_size).generate_state(words) gives them.
/// Source: M. E. O'Neill 2015, "Developing a seed_seq Alternative"; numpy numpy/random/bit_generator.pyx.
std::vector<std::uint32_t> seed_sequence(std::uint64_t entropy, const std::vector<std::uint64_t> &spawn_key,
                                         std::size_t pool_size, std::size_t words);

} // namespace sfumato::sampling
