// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/adapters/module_names.h"
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

/// A text encoder and what it reads with.
struct TextPart {
    std::shared_ptr<const text::BpeTokenizer> tokenizer;
    std::shared_ptr<const text::ClipTextEncoder> encoder;
    adapters::WeightTable weights; ///< the encoder's own tensors by name
};

/// A model in memory, ready to make pictures. Thread: the engine's.
struct Model {
    ModelDescription description;
    std::vector<TextPart> text; ///< one, or two for SDXL
    std::shared_ptr<const unet::UNet> unet;
    adapters::WeightTable unet_weights; ///< the U-Net's own tensors by name
    std::shared_ptr<const vae::Autoencoder> vae;
    vae::LatentToRgb preview;
    DtypePolicy dtypes;
};

/// Reads every weight once, converting as it goes. Errors: those of the loader; Cancelled between two tensors.
Result<std::shared_ptr<const Model>> load_model(const ModelDescription &description, const DtypePolicy &dtypes,
                                                const CancelToken &cancel);

/// The model's own autoencoder alone, in numbers of the `wanted` type and place. Errors: those of the loader. Throws Failure{Cancelled}.
Result<std::shared_ptr<const vae::Autoencoder>> load_vae(const ModelDescription &description, const at::TensorOptions &wanted, const CancelToken &cancel);

} // namespace sfumato::pipeline
