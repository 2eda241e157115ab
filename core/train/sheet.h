// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/image.h"
#include "core/base/result.h"
#include "core/vae/autoencoder_kl.h"

/// Pictures to look at while a model is being trained.
namespace sfumato::train {

struct SheetOptions {
    std::vector<std::string> prompts;
    int steps = 20;
    double guidance = 4.0;
    std::uint64_t seed = 1; ///< of the first picture; the next has one more
    int columns = 4;
};

/// The prompts that progress is judged by, always the same.
const std::vector<std::string> &judged_prompts();

/// One picture a prompt, with the model's own scheduler and size. Errors: those of reading the model folder.
Result<Image> prompt_sheet(const std::filesystem::path &model, const SheetOptions &options);

/// `count` scenes that no training has seen, each above what the autoencoder makes of it. Errors: as load_vae().
Result<Image> reconstruction_sheet(const std::filesystem::path &vae, int count, int pixels);

Image reconstruction_sheet(const vae::AutoencoderKl &vae, int count, int pixels);

/// Writes RGB as a binary portable pixmap. Errors: as write_file().
Result<void> write_pixmap(const std::filesystem::path &file, const Image &picture);

} // namespace sfumato::train
