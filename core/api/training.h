// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/image.h"

/// Training of the built-in model's parts as programs see it. core/api/training_settings.h names and reads the fields.
namespace sfumato {

enum class TrainingKind {
    Vae,     ///< a KL autoencoder
    Decoder, ///< the decoder of a finished one; its latents stay as they are
    Model,   ///< U-Net and text encoder together, on a finished autoencoder's latents
    Bpe,     ///< the tokenizer's vocabulary, from captions
    Reader,  ///< the network by which pictures are scored
};

/// Everything that decides a run; its folder keeps it as run.json. Defaults are those of TrainingKind::Model;
/// training_defaults() gives those of every kind. Words are the ones of training_settings().
struct TrainingRequest {
    TrainingKind kind = TrainingKind::Model;
    std::string out;       ///< the run's folder; one that holds the same run is continued
    std::string vae;       ///< Decoder, Model: folder of the finished autoencoder
    std::string tokenizer; ///< Model: what Bpe wrote
    std::string from;      ///< Model: folder whose U-Net and text encoder a new run begins with; empty = from nothing

    // Length: by steps, or by time over all resumptions; the learning rate follows it. Neither = ten minutes.
    std::optional<std::int64_t> steps;
    std::optional<double> minutes;
    double save_minutes = 3;          ///< between checkpoints
    std::int64_t save_steps = 0;      ///< a checkpoint also every so many steps; 0 = by time alone
    std::int64_t log_steps = 0;       ///< a log line every so many steps; 0 = every 20 seconds
    std::int64_t validate_steps = 0;  ///< pictures of fixed prompts and seeds every so many steps; 0 = none

    // How the weights move.
    std::string optimiser = "muon"; ///< muon (hidden matrices; AdamW for the rest) or adamw
    double lr = 1e-3;
    std::string schedule = "cosine";
    std::int64_t warmup_steps = 100;
    double cycles = 0.5; ///< waves of cosine; of cosine-restarts the number of restarts
    double power = 1.0;  ///< of polynomial
    double weight_decay = 0.01;
    double ema_decay = 0.9995;
    double clip_norm = 1.0; ///< of all gradients together; 0 = none
    int accumulate = 1;     ///< batches whose gradients make one step

    // Where and how it computes.
    std::int64_t seed = 1;
    std::string device = "auto";
    std::string precision = "auto"; ///< f32, bf16; auto = bf16 where the hardware has it
    int threads = 0;                ///< 0 = all

    // Model.
    std::vector<int> unet_channels = {64, 128, 192}; ///< finest level first; all but the first attend to the text
    int unet_layers = 1;                             ///< residual blocks a level
    int unet_heads = 4;
    int text_layers = 3;
    int text_width = 128;
    std::string prediction = "velocity"; ///< epsilon (ordinary schedule), velocity or sample (zero terminal SNR)
    int coarse_pixels = 128;             ///< side of the pictures at first, where a step costs a quarter
    int pixels = 256;                    ///< side of the pictures at last; the model's own size
    double coarse_share = 0.66;          ///< of the run, 0..1
    int coarse_batch = 32;
    int batch = 10;
    int window_pixels = 160;   ///< side of the windows around a subject that some steps may see
    double window_share = 0.0; ///< of the run, after the coarse part, in which they do
    int window_every = 2;      ///< one step in so many
    int window_batch = 32;
    int coarse_fresh = 4; ///< new pictures a step
    int fresh = 2;
    int pool_start = 512; ///< pictures made before the first step of either part
    double caption_dropout = 0.1;
    double full_captions = 0.5;        ///< part of the captions that say everything that is seen
    double layout_share = 0.0;         ///< part of the timesteps drawn among the noisiest, which decide where things are
    double subject_weight = 1.0;       ///< how much a cell that an object covers counts; 1 = as any other
    std::string weighting = "min-snr"; ///< of timesteps: none, min-snr or debiased
    double snr_gamma = 5.0;            ///< of min-snr
    std::string distance = "squared";  ///< between what is said and what is right: squared, huber or smooth-l1
    double huber_c = 0.1;              ///< where the latter two turn from squares to straight lines
    double offset_noise = 0.0; ///< strength of the noise that whole channels share

    // Vae and Decoder.
    std::vector<int> vae_channels = {16, 32, 64, 128}; ///< finest level first
    int latent_channels = 8;
    int crop = 64;             ///< side of the squares trained on, a multiple of 16 up to 256
    int step_pixels = 65536;   ///< that a batch sees, about
    double kl_weight = 1e-6;
    double discriminator = 0.0;       ///< weight of an adversarial term; 0 = none
    double discriminator_share = 0.3; ///< of the run's end in which it acts
    int start_scenes = 96;     ///< from which the start takes its principal components
    int measured_scenes = 64;  ///< unseen ones, for the PSNR at the end and the latents' scale

    // Bpe.
    int scenes = 4000; ///< whose captions are learned from
    int vocabulary = 1536;

    bool operator==(const TrainingRequest &) const = default;
};

/// Where a run is; data, never a sentence.
struct TrainingProgress {
    std::int64_t step = 0;
    std::int64_t steps = 0; ///< in all; 0 = the run's length is a time
    double loss = 0;        ///< mean since the last report
    double learning_rate = 0;
    double samples_per_second = 0;
    double seconds = 0;      ///< trained, over all resumptions
    double seconds_left = 0; ///< as far as can be told
};

/// What a program gives to a running training. Callbacks run on the training's thread.
struct TrainingContext {
    CancelToken cancel; ///< saves and ends
    std::function<void(const TrainingProgress &)> on_progress;                       ///< may be empty
    std::function<void(std::int64_t step, const Image &pictures)> on_validation;     ///< may be empty: then none are made
    std::function<void(const std::string &line)> on_note;                            ///< may be empty; figures to be read
};

struct TrainingOutcome {
    std::int64_t steps = 0;
    double seconds = 0;
    std::int64_t parameters = 0; ///< that were trained; of Bpe the vocabulary's size
    std::optional<double> psnr;  ///< Vae, Decoder: decibels over unseen scenes
    std::string made;            ///< the folder with the result
};

} // namespace sfumato
