// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/latent_store.h"

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/modelio/safetensors.h"
#include "core/torch/tensor_file.h"

namespace sfumato::train {

std::filesystem::path LatentStore::file(std::int64_t first) const { return folder_ / fmt::format("{}-{:09}.safetensors", name_, first); }

Result<void> LatentStore::keep(const std::vector<at::Tensor> &latents) {
    const auto count = static_cast<std::int64_t>(latents.size());
    if (count == kept_)
        return {};
    std::error_code problem;
    std::filesystem::create_directories(folder_, problem);
    const std::vector<at::Tensor> fresh(latents.begin() + kept_, latents.end());
    SFUMATO_CHECK(write_tensors(file(kept_), {{"latents", at::stack(fresh)}}, {{"autoencoder", code_}}));
    kept_ = count;
    return {};
}

Result<std::vector<at::Tensor>> LatentStore::read(std::int64_t count) {
    std::vector<at::Tensor> latents;
    while (static_cast<std::int64_t>(latents.size()) < count) {
        const auto path = file(static_cast<std::int64_t>(latents.size()));
        SFUMATO_TRY(const auto opened, modelio::SafetensorsFile::open(path));
        const auto code = opened.metadata().find("autoencoder");
        if (code == opened.metadata().end() || code->second != code_)
            return fail(ErrorCode::Conflict, display(path), "was made by another autoencoder than the one given now, or by an older trainer", "give the run's own --vae, or begin another run");
        SFUMATO_TRY(const auto tensors, read_tensors(path));
        const auto found = tensors.find("latents");
        if (found == tensors.end() || found->second.dim() != 4 || found->second.size(0) == 0)
            return fail(ErrorCode::CorruptFile, display(path), "holds no latents", "train into another folder");
        for (std::int64_t i = 0; i < found->second.size(0); ++i)
            latents.push_back(found->second[i].clone());
    }
    if (static_cast<std::int64_t>(latents.size()) != count) // checkpoints end where files end
        return fail(ErrorCode::CorruptFile, display(folder_), fmt::format("holds {} latents, not the checkpoint's {}", latents.size(), count), "train into another folder");
    kept_ = count;
    return latents;
}

} // namespace sfumato::train
