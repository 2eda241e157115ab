// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sfumato::nn {

/// While it lives, this thread's networks spend time to save memory: attention and feed-forward parts are computed by
/// slices of cells. Results differ by rounding at most. Nests; the innermost decides.
class Sparing {
public:
    explicit Sparing(bool wanted);
    ~Sparing();
    Sparing(const Sparing &) = delete;
    Sparing &operator=(const Sparing &) = delete;

private:
    bool before_;
};

/// Whether memory is to be spared in this thread.
bool spares_memory();

} // namespace sfumato::nn
