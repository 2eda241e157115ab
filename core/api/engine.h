// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/api/job_context.h"
#include "core/api/request.h"
#include "core/api/scenes.h"
#include "core/api/score.h"
#include "core/api/training.h"
#include "core/base/result.h"

namespace sfumato {

/// One name a sampler, schedule, family or style answers to, and what it can be told.
struct CatalogEntry {
    std::string id;                  ///< "dpmpp_2m"
    std::string name;                ///< "DPM++ 2M"
    std::vector<std::string> aliases;
    std::vector<std::string> options; ///< names in GenerationRequest::sampling_options it reads
    std::string usual_schedule;      ///< samplers: the id "automatic" stands for
    std::string source;              ///< paper or upstream file
};

struct Catalog {
    std::vector<CatalogEntry> samplers, schedules, families;
    std::vector<CatalogEntry> styles; ///< of scenes
    SceneVocabulary scenes;
    std::vector<CatalogEntry> adapters;      ///< kinds of LoRA that can be read
    std::vector<CatalogEntry> preprocessors; ///< what makes control pictures
    std::vector<CatalogEntry> control_kinds; ///< what a union network can be told that its picture is
};

/// Milliseconds spent, by phase of one batch.
struct Timings {
    double load = 0, encode = 0, sample = 0, decode = 0;
};

/// A finished picture and how it came to be.
struct GeneratedImage {
    int index = 0;           ///< within the request
    std::int64_t seed = 0;
    Image picture;           ///< RGB, composited over the init picture where one was kept
    bool composite = false;  ///< a user's picture is partly kept in it
    Timings timings;
    std::string sampler;     ///< id of the one that ran, also where a scheduler's config decided it
};

/// What one adapter did to the model.
struct AdapterReport {
    std::string file;
    std::string kinds;      ///< "LoRA, DoRA"
    int modules = 0;        ///< parts of the networks that it changes
    std::int64_t bytes = 0; ///< memory of the changed weights, which live beside the model's own
};

/// What a job leaves behind. Finished images are also handed over one by one, as soon as they exist.
struct GenerationResult {
    GenerationRequest resolved; ///< the request with everything filled in
    int finished = 0;           ///< images handed over
    std::vector<AdapterReport> adapters;
    std::vector<std::string> warnings; ///< what could not be honoured, in English sentences
};

/// Receives each finished picture; the engine waits until it returns. An error ends the job with that error.
using ImageSink = std::function<Result<void>(GeneratedImage)>;

/// The noise levels a request runs through.
struct NoiseLevels {
    std::vector<double> sigmas; ///< falling, variance-exploding scale, one more than there are steps
    int first = 0;              ///< where the run begins: later than 0 for a picture at a strength below 1
};

/// Figures of `bench`: milliseconds and bytes, medians where repeated.
struct BenchReport {
    double load_ms = 0, encode_ms = 0, step_ms = 0, preview_ms = 0, decode_ms = 0;
    std::int64_t peak_bytes = 0;
    std::string device, dtype, kernels;
    int width = 0, height = 0, threads = 0;
};

/// A picture to be enlarged by a network made for it.
struct UpscaleRequest {
    Image picture;          ///< RGB or RGBA; the alpha is enlarged beside the colours
    std::string file;       ///< the network: ESRGAN and its relatives, SRVGG
    double scale = 0.0;     ///< by which factor, 0..16; 0 = the network's own
    int threads = 0;        ///< 0 = all
    double memory_gb = 0.0; ///< budget; 0 = what the machine has
    std::string device = "auto"; ///< as GenerationRequest::device
};

/// What became of it.
struct UpscaledPicture {
    Image picture;           ///< of as many channels as the one given
    std::string network;     ///< "ESRGAN, 4x, 23 blocks of 64 channels"
    int factor = 1;          ///< the network's own
    double milliseconds = 0; ///< without loading
};

/// What a request will need, in bytes, before anything is loaded: good to about a third.
struct MemoryEstimate {
    std::int64_t weights = 0;  ///< networks, converted to the types they run in
    std::int64_t sampling = 0; ///< on top of them while denoising
    std::int64_t decoding = 0; ///< on top of them while decoding, in tiles where the budget asks for it
    std::int64_t pictures = 0; ///< what is kept from picture to picture
    std::int64_t budget = 0;   ///< what may be used: the request's, else what the device has left
    std::string device, dtype; ///< where and in which type it will compute: "cpu", "cuda:0"; "f32", "bf16", "f16"
    std::int64_t peak() const { return weights + pictures + (sampling > decoding ? sampling : decoding); }
};

/// Everything that touches tensors. Thread: all calls from one thread, which need not be the main one;
/// only the CancelToken of a running job may be touched from elsewhere.
class Engine {
public:
    virtual ~Engine() = default;

    virtual Catalog catalog() const = 0;

    /// Fills in what the request leaves open (sizes, steps, sampler, seed) and checks all of it.
    /// Loads no weights. Errors: InvalidArgument with the option, the range and the nearest valid values.
    virtual Result<GenerationRequest> resolve(const GenerationRequest &request) = 0;

    /// What run() would go through, for a chart of it. Loads no weights, looks at no pixels. Errors: as resolve().
    virtual Result<NoiseLevels> noise_levels(const GenerationRequest &request) = 0;

    /// Makes the pictures. `latents_out` (may be empty) receives a safetensors file as cli.md describes.
    /// Errors: as resolve(), plus anything a model file can cause; Cancelled keeps the images already handed over.
    virtual Result<GenerationResult> run(const GenerationRequest &request, const JobContext &context,
                                         const ImageSink &sink, const std::string &latents_out = {}) = 0;

    /// Writes the text encoder's output for `text` to a safetensors file: `context` [1,77k,D].
    virtual Result<void> encode(const GenerationRequest &request, const std::string &out_file) = 0;

    /// The pictures that the request's control networks would be shown, in their order and at the size of the result.
    /// Loads no weights. Errors: as resolve().
    virtual Result<std::vector<Image>> control_pictures(const GenerationRequest &request) = 0;

    /// How much memory run() would need. Loads no weights. Errors: as resolve().
    virtual Result<MemoryEstimate> estimate(const GenerationRequest &) {
        return fail(ErrorCode::UnsupportedFormat, "memory", "cannot be estimated by this engine");
    }

    /// Enlarges a picture, in tiles where it is large: events of Phase::Enlarging count them.
    /// Errors: InvalidArgument for a picture or factor out of range, those of reading the network's file,
    /// UnsupportedFormat naming a network of another kind, LimitExceeded, OutOfMemory, Cancelled between tiles.
    virtual Result<UpscaledPicture> upscale(const UpscaleRequest &, const JobContext &) {
        return fail(ErrorCode::UnsupportedFormat, "enlarging", "is nothing that this engine can do");
    }

    virtual Result<BenchReport> bench(const GenerationRequest &request, const JobContext &context) = 0;

    // What only the engine with the built-in model's workshop can do; others (a test's) say that they cannot.

    /// A captioned picture of the built-in model's world. Errors: InvalidArgument naming the value out of range.
    virtual Result<RenderedScene> render_scene(const SceneRequest &) {
        return fail(ErrorCode::UnsupportedFormat, "scenes", "cannot be rendered by this engine");
    }

    /// Trains, or goes on with a run, and leaves the result in the run's folder.
    /// Errors: InvalidArgument naming the setting, Conflict where the folder is no run of this kind, DeviceUnavailable,
    /// Internal where the loss stops being a number (the last checkpoint is kept), Cancelled after saving.
    virtual Result<TrainingOutcome> train(const TrainingRequest &, const TrainingContext &) {
        return fail(ErrorCode::UnsupportedFormat, "training", "is nothing that this engine can do");
    }

    /// Scores a model by what its pictures of unseen scenes show. Errors: InvalidArgument for a count out of range,
    /// those of run(); NotFound where the network that reads the pictures did not come along.
    virtual Result<ScoreReport> score(const ScoreRequest &, const JobContext &) {
        return fail(ErrorCode::UnsupportedFormat, "scores", "are nothing that this engine can measure");
    }
};

/// Loads the engine's shared library (and with it LibTorch) and opens an engine.
/// The library lies beside the program or in ../lib. Errors: NotFound where it is missing.
Result<std::shared_ptr<Engine>> open_engine();

} // namespace sfumato
