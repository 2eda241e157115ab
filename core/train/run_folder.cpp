// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run_folder.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/api/training_io.h"
#include "core/api/training_settings.h"
#include "core/base/file_io.h"

namespace sfumato::train {
namespace {

namespace fs = std::filesystem;

/// Settings that decide what lies in a checkpoint; the others may change from one resumption to the next.
constexpr const char *fixed[] = {"optimiser", "seed", "unet_channels", "unet_layers", "unet_heads", "text_layers", "text_width", "prediction",
                                 "coarse_pixels", "pixels", "vae_channels", "latent_channels"};

Result<void> expect_same(const TrainingRequest &held, const TrainingRequest &asked) {
    if (held.kind != asked.kind)
        return fail(ErrorCode::Conflict, asked.out, fmt::format("holds the run of a {}, not of a {}", name_of(held.kind), name_of(asked.kind)), "choose another --out");
    const auto before = to_json(held), now = to_json(asked);
    for (const char *key : fixed)
        if (before.contains(key) && before[key] != now[key])
            return fail(ErrorCode::Conflict, asked.out, fmt::format("holds a run with {} {}, not {}", key, before[key].dump(), now[key].dump()),
                        "go on with what it began with, or choose another --out");
    return {};
}

} // namespace

fs::path checkpoint_file(const fs::path &folder) { return folder / "checkpoint.safetensors"; }

Result<void> check_run_folder(const TrainingRequest &request) {
    const fs::path folder(request.out);
    std::error_code problem;
    if (fs::exists(folder / run_file, problem)) {
        SFUMATO_TRY(const auto held, read_run(folder));
        return expect_same(held, request);
    }
    if (!fs::exists(folder, problem))
        return {};
    if (!fs::is_directory(folder, problem))
        return fail(ErrorCode::Conflict, display(folder), "is no folder", "choose another --out");
    // A checkpoint alone is a run of the days before run.json.
    if (!fs::is_empty(folder, problem) && !fs::exists(checkpoint_file(folder), problem))
        return fail(ErrorCode::Conflict, display(folder), "is not empty and holds no training run", "choose another --out");
    return {};
}

Result<void> claim_run_folder(const TrainingRequest &request) {
    SFUMATO_CHECK(check_run_folder(request));
    const fs::path folder(request.out);
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem)
        return fail(ErrorCode::Unreadable, display(folder), "cannot be made: " + problem.message());
    return write_file(folder / run_file, to_json(request).dump(2) + "\n");
}

} // namespace sfumato::train
