// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sfumato::sampling {

/// `count` standard normal numbers as torch's CUDA generator gives them: draw number `draw` of a generator seeded
/// with `seed`. Equal to a GPU's own while there are no more numbers than its launch has threads.
/// Source: Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3" (Philox 4x32-10); Box & Muller 1958;
/// the layout of counter and key is that of A1111's rng_philox.py.
std::vector<float> philox_normal(std::uint64_t seed, std::uint64_t draw, std::size_t count);

} // namespace sfumato::sampling
