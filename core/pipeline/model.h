// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/cancel.h"
#include "core/families/family.h"
#include "core/modelio/single_file.h"
#include "core/sampling/noise_schedule.h"
#include "core/text/bpe_tokenizer.h"
#include "core/text/encoder/clip_text_encoder.h"
#include "core/torch/dtype_policy.h"
#include "core/unet/unet.h"
#include "core/vae/autoencoder_kl.h"
#include "core/vae/latent_preview.h"

namespace sfumato::pipeline {

/// What a model's files say before any weight is read.
struct ModelDescription {
    modelio::ModelFolder folder;
    const families::Family *family = nullptr;
    sampling::TrainingNoise noise;
    sampling::PredictionType prediction = sampling::PredictionType::Epsilon;
    int steps = 25;        ///< recommended
    double guidance = 7.0; ///< recommended

    int native_size() const; ///< pixels a side
};

/// A folder, or a single file with what `help` adds. Errors: those of open_model_folder() and open_single_file();
/// UnsupportedFormat for shapes no family has.
Result<ModelDescription> describe_model(const std::filesystem::path &path, const modelio::SingleFileHelp &help = {});

/// A model in memory, ready to make pictures. Thread: the engine's.
struct Model {
    ModelDescription description;
    text::BpeTokenizer tokenizer;
    std::optional<text::ClipTextEncoder> text;
    std::optional<unet::UNet> unet;
    std::optional<vae::AutoencoderKl> vae;
    vae::LatentToRgb preview;
    DtypePolicy dtypes;
};

/// Reads every weight once, converting as it goes. Errors: those of the loader; Cancelled between two tensors.
Result<std::shared_ptr<const Model>> load_model(const ModelDescription &description, const DtypePolicy &dtypes,
                                                const CancelToken &cancel);

} // namespace sfumato::pipeline
