// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/base/result.h"

namespace sfumato::train {

/// Latents on the disk beside a run, so that a resumed run need not encode them again: files that are only ever added,
/// `NAME-FIRST.safetensors` with the latents from number FIRST on. A checkpoint says how many of them are its own.
class LatentStore {
public:
    /// code: what identifies the autoencoder that made them.
    LatentStore(std::filesystem::path folder, std::string name, std::string code)
        : folder_(std::move(folder)), name_(std::move(name)), code_(std::move(code)) {}

    /// Writes what lies beyond the last kept of `latents`, all of them from number 0 on: planes [N,h,w] fp16 each.
    Result<void> keep(const std::vector<at::Tensor> &latents);

    /// The first `count`. Errors: those of reading; CorruptFile where there are fewer; Conflict for another autoencoder's.
    Result<std::vector<at::Tensor>> read(std::int64_t count);

private:
    std::filesystem::path file(std::int64_t first) const;

    std::filesystem::path folder_;
    std::string name_, code_;
    std::int64_t kept_ = 0;
};

} // namespace sfumato::train
