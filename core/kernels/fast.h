// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sfumato::kernels {

/// While it lives, this thread may use our own kernels where they are faster: Winograd's convolutions, group norm with
/// SiLU, GEGLU. Without it everything is the tensor library's own, whose rounding is that of the reference vectors.
/// Nests; the innermost decides.
class FastKernels {
public:
    explicit FastKernels(bool wanted);
    ~FastKernels();
    FastKernels(const FastKernels &) = delete;
    FastKernels &operator=(const FastKernels &) = delete;

private:
    bool before_;
};

/// Whether this thread may.
bool fast_wanted();

} // namespace sfumato::kernels
