// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/training.h"

#include <fmt/format.h>

#include "core/api/training_settings.h"
#include "core/base/file_io.h"
#include "core/train/caption_vocabulary.h"
#include "core/train/compute.h"
#include "core/train/run_folder.h"
#include "core/train/trainer_reader.h"
#include "core/train/trainer_unet.h"
#include "core/train/trainer_vae.h"

namespace sfumato::train {
namespace {

Result<TrainingOutcome> train_vocabulary(const TrainingRequest &request) {
    std::error_code problem;
    if (std::filesystem::exists(request.out, problem) && !std::filesystem::is_empty(request.out, problem))
        return fail(ErrorCode::Conflict, display(request.out), "exists already and is not empty", "choose another --out");
    SFUMATO_TRY(const int tokens, write_caption_vocabulary(request.out, request.scenes, request.vocabulary, static_cast<std::uint64_t>(request.seed)));
    return TrainingOutcome{0, 0, tokens, {}, request.out};
}

Result<TrainingOutcome> train_networks(const TrainingRequest &request, const TrainingContext &context) {
    SFUMATO_CHECK(check_run_folder(request)); // before the minutes that a start may take
    SFUMATO_TRY(const Compute compute, choose_compute(request));
    switch (request.kind) {
    case TrainingKind::Vae: return train_vae(request, context, compute);
    case TrainingKind::Decoder: return train_decoder(request, context, compute);
    case TrainingKind::Reader: return train_reader(request, context, compute);
    default: return train_model(request, context, compute);
    }
}

} // namespace

Result<TrainingOutcome> run_training(const TrainingRequest &request, const TrainingContext &context) {
    SFUMATO_CHECK(validate(request));
    if (request.kind == TrainingKind::Bpe)
        return train_vocabulary(request);
    SFUMATO_TRY(const auto outcome, train_networks(request, context));
    if (context.cancel.cancelled())
        return fail(ErrorCode::Cancelled, display(request.out), fmt::format("stopped after {} steps; everything is saved", outcome.steps), "--resume goes on from there");
    return outcome;
}

} // namespace sfumato::train
