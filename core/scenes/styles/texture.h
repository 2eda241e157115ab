// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace sfumato::scenes {

/// Smooth random values in -1..1, `cells` a side enlarged to size x size: texture without grain,
/// which an autoencoder would spend its capacity on.
std::vector<float> low_frequency(int size, int cells, std::uint64_t seed);

} // namespace sfumato::scenes
