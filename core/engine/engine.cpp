// SPDX-License-Identifier: GPL-3.0-or-later
// The implementation of core/api/engine.h, and the one symbol the programs look up in this library.
#include <algorithm>
#include <random>
#include <thread>

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <sys/resource.h>

#include "core/api/engine.h"
#include "core/adapters/adapter.h"
#include "core/base/clock.h"
#include "core/base/file_io.h"
#include "core/engine/model_cache.h"
#include "core/engine/scene_request.h"
#include "core/engine/upscale_request.h"
#include "core/image/control_kind.h"
#include "core/image/control_picture.h"
#include "core/kernels/convolution.h"
#include "core/kernels/fast.h"
#include "core/pipeline/memory.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/prompt_rules.h"
#include "core/pipeline/sampling_plan.h"
#include "core/pipeline/validate.h"
#include "core/scenes/styles/style.h"
#include "core/score/exam.h"
#include "core/torch/device.h"
#include "core/torch/guard.h"
#include "core/torch/tensor_file.h"
#include "core/torch/tensor_image.h"
#include "core/train/training.h"
#include "core/vae/tiled_vae.h"

namespace sfumato {
namespace {

std::vector<std::string> names_of(const std::vector<sampling::OptionInfo> &options) {
    std::vector<std::string> names;
    for (const auto &option : options)
        names.push_back(option.name);
    return names;
}

/// Asked for f32 by name, a picture is the reference's to the last digits; left open, rounding may differ a little.
bool may_be_fast(const GenerationRequest &request) { return request.dtype == DType::Auto; }

class TorchEngine final : public Engine {
public:
    TorchEngine(std::filesystem::path builtin, std::filesystem::path vocabulary)
        : builtin_(std::move(builtin)), vocabulary_(std::move(vocabulary)), parts_(vocabulary_) {}

    Catalog catalog() const override;
    Result<GenerationRequest> resolve(const GenerationRequest &request) override;
    Result<NoiseLevels> noise_levels(const GenerationRequest &request) override;
    Result<GenerationResult> run(const GenerationRequest &request, const JobContext &context, const ImageSink &sink,
                                 const std::string &latents_out) override;
    Result<void> encode(const GenerationRequest &request, const std::string &out_file) override;
    Result<std::vector<Image>> control_pictures(const GenerationRequest &request) override;
    Result<MemoryEstimate> estimate(const GenerationRequest &request) override;
    Result<UpscaledPicture> upscale(const UpscaleRequest &request, const JobContext &context) override;
    Result<BenchReport> bench(const GenerationRequest &request, const JobContext &context) override;
    Result<RenderedScene> render_scene(const SceneRequest &request) override {
        return guarded([&] { return render_requested_scene(request); });
    }
    Result<ScoreReport> score(const ScoreRequest &request, const JobContext &context) override;
    Result<TrainingOutcome> train(const TrainingRequest &request, const TrainingContext &context) override {
        return guarded([&] { return train::run_training(request, context); });
    }

private:
    Result<GenerationRequest> resolve_for(const GenerationRequest &request, const pipeline::ModelDescription &model) const;
    /// The request's model, from memory where it was used lately with the same types.
    Result<std::shared_ptr<const pipeline::Model>> model_for(const GenerationRequest &request, const pipeline::ModelDescription &description,
                                                             const JobContext &context, double &load_ms);

    Result<pipeline::ModelDescription> describe(const GenerationRequest &request) const {
        if (request.model == "builtin")
            return pipeline::describe_model(builtin_);
        return pipeline::describe_model(request.model, {request.config, vocabulary_});
    }

    /// What the request puts beside its model; the time it takes is added to `load_ms`.
    Result<pipeline::Parts> parts_for(const std::shared_ptr<const pipeline::Model> &model, const GenerationRequest &request,
                                      const JobContext &context, double &load_ms);

    std::filesystem::path builtin_, vocabulary_;
    ModelCache models_;
    pipeline::PartsLoader parts_;
};

Catalog TorchEngine::catalog() const {
    Catalog catalog;
    for (const auto *entry : sampling::all_samplers())
        catalog.samplers.push_back({entry->info.id, entry->info.name, entry->info.aliases, names_of(entry->info.options),
                                    entry->info.usual_schedule, entry->info.source});
    catalog.schedules.push_back({"automatic", "Automatic", {"default"}, {}, {}, "the sampler's usual schedule"});
    for (const auto *entry : sampling::all_schedules())
        catalog.schedules.push_back({entry->id, entry->name, entry->aliases, names_of(entry->options), {}, entry->source});
    for (const auto &family : families::all())
        catalog.families.push_back({family.id, family.name, {}, {}, {}, family.source});
    for (const auto &style : scenes::styles())
        catalog.styles.push_back({style.name, style.name, style.nouns, {}, {}, {}});
    catalog.scenes = scene_vocabulary();
    for (const auto &algorithm : adapters::all())
        catalog.adapters.push_back({algorithm.id, algorithm.name, {}, {}, {}, algorithm.source});
    for (const auto &preprocessor : image::preprocessors())
        catalog.preprocessors.push_back({preprocessor.id, preprocessor.name, preprocessor.aliases, {}, {}, preprocessor.source});
    for (const auto &kind : image::control_kinds())
        catalog.control_kinds.push_back({kind.id, kind.name, kind.aliases, {}, {}, {}});
    return catalog;
}

Result<GenerationRequest> TorchEngine::resolve_for(const GenerationRequest &request, const pipeline::ModelDescription &model) const {
    SFUMATO_CHECK(pipeline::validate(request));
    SFUMATO_CHECK(open_device(request.device));
    GenerationRequest resolved = request;
    const bool keeps_size = request.init.has_value();
    if (!keeps_size && resolved.width == 0)
        resolved.width = resolved.height > 0 ? resolved.height : model.native_size();
    if (!keeps_size && resolved.height == 0)
        resolved.height = resolved.width;
    if (!keeps_size && request.inpaint)
        return fail(ErrorCode::InvalidArgument, "--mask", "needs a picture to repaint", "give one with --init");
    resolved.steps = request.steps.value_or(model.steps);
    resolved.guidance = request.guidance.value_or(model.guidance);
    resolved.clip_skip = request.clip_skip.value_or(1);
    if (model.family->concatenates_picture) {
        if (!request.init)
            return fail(ErrorCode::InvalidArgument, "--init", "is needed: an InstructPix2Pix model edits a picture", "give the picture to edit");
        resolved.image_guidance = request.image_guidance.value_or(model.family->image_guidance);
        resolved.strength = 1.0; // the picture is only looked at; how closely it is kept to is the picture's guidance
    }
    const int layers = model.folder.text.num_hidden_layers - (model.family->penultimate_text ? 1 : 0);
    if (*resolved.clip_skip > layers)
        return fail(ErrorCode::InvalidArgument, "--clip-skip",
                    std::to_string(*resolved.clip_skip) + " is more than the " + std::to_string(layers) + " the text encoder's layers allow");
    if (resolved.seed < 0) {
        std::random_device random;
        resolved.seed = static_cast<std::int64_t>(random() & 0x7fffffffU);
    }
    if (resolved.variation_seed && *resolved.variation_seed < 0) {
        std::random_device random;
        resolved.variation_seed = static_cast<std::int64_t>(random() & 0x7fffffffU);
    }
    // With nothing said the model's own scheduler decides; it is written down, so that the record is complete.
    if (resolved.scheduler.empty() && resolved.sampler.empty())
        resolved.scheduler = model.folder.scheduler.dump();
    if (resolved.hires) {
        resolved.hires->steps = resolved.hires->steps ? resolved.hires->steps : resolved.steps;
        SFUMATO_CHECK(pipeline::validate(resolved)); // its second size is known only now
    }
    const auto habits = pipeline::resolve(resolved.habits);
    SFUMATO_TRY(const auto plan, pipeline::plan_sampling(resolved, habits, model, pipeline::begins_with_picture(resolved, model)));
    if (request.scheduler.empty() && !request.sampler.empty()) {
        resolved.sampler = plan.sampler->info.id;
        resolved.schedule = plan.schedule;
    }
    return resolved;
}

Result<GenerationRequest> TorchEngine::resolve(const GenerationRequest &request) {
    return guarded([&]() -> Result<GenerationRequest> {
        SFUMATO_CHECK(pipeline::validate(request));
        SFUMATO_CHECK(pipeline::check_parts_exist(request));
        SFUMATO_TRY(const auto description, describe(request));
        return resolve_for(request, description);
    });
}

Result<NoiseLevels> TorchEngine::noise_levels(const GenerationRequest &request) {
    return guarded([&]() -> Result<NoiseLevels> {
        SFUMATO_TRY(const auto description, describe(request));
        auto without_pictures = request;
        if (!description.family->concatenates_picture)
            without_pictures.init.reset();
        without_pictures.inpaint.reset();
        without_pictures.outpaint = {};
        SFUMATO_TRY(const auto resolved, resolve_for(without_pictures, description));
        const auto habits = pipeline::resolve(resolved.habits);
        SFUMATO_TRY(const auto whole, pipeline::plan_sampling(resolved, habits, description, false));
        NoiseLevels levels;
        for (int i = 0; i <= whole.levels.steps(); ++i)
            levels.sigmas.push_back(whole.levels.level(i).sigma);
        if (pipeline::begins_with_picture(request, description)) {
            SFUMATO_TRY(const auto part, pipeline::plan_sampling(resolved, habits, description, true));
            levels.first = std::max(0, whole.levels.steps() - part.levels.steps());
        }
        return levels;
    });
}

Result<std::shared_ptr<const pipeline::Model>> TorchEngine::model_for(const GenerationRequest &request,
                                                                      const pipeline::ModelDescription &description,
                                                                      const JobContext &context, double &load_ms) {
    const auto begun = Clock::now();
    SFUMATO_CHECK(pipeline::check_parts_exist(request));
    if (context.on_step)
        context.on_step({Phase::Loading, 0, request.count, 0, 0, 0.0, 0.0});
    SFUMATO_TRY(const auto device, open_device(request.device));
    SFUMATO_TRY(const auto dtypes, dtype_policy(request.dtype, device, description.folder.vae.force_upcast));
    SFUMATO_CHECK(pipeline::check_budget(description, request, dtypes));
    if (!models_.holds(description, dtypes))
        parts_.clear(); // they hold on to the last model, which must be gone before a new one takes its memory
    constexpr double gigabyte = 1e9;
    // Half of what there is where nothing is said: the other half is needed to compute.
    const auto budget = request.memory_gb > 0 ? static_cast<std::uint64_t>(request.memory_gb * gigabyte)
                                              : static_cast<std::uint64_t>(memory_of(device) / 2);
    auto model = models_.get(description, dtypes, budget, context.cancel);
    load_ms = milliseconds_since(begun);
    return model;
}

Result<pipeline::Parts> TorchEngine::parts_for(const std::shared_ptr<const pipeline::Model> &model, const GenerationRequest &request,
                                               const JobContext &context, double &load_ms) {
    const auto begun = Clock::now();
    auto parts = parts_.load(model, request, context.cancel, [this] { models_.clear(); }); // the one in use is held by the job
    load_ms += milliseconds_since(begun);
    return parts;
}

Result<GenerationResult> TorchEngine::run(const GenerationRequest &request, const JobContext &context, const ImageSink &sink,
                                          const std::string &latents_out) {
    return guarded([&]() -> Result<GenerationResult> {
        const c10::InferenceMode inference;
        SFUMATO_CHECK(pipeline::validate(request));
        SFUMATO_TRY(const auto description, describe(request));
        SFUMATO_TRY(const auto resolved, resolve_for(request, description));
        if (resolved.threads > 0)
            at::set_num_threads(resolved.threads);
        const kernels::FastKernels fast(may_be_fast(resolved));
        double load_ms = 0;
        SFUMATO_TRY(const auto model, model_for(resolved, description, context, load_ms));
        SFUMATO_TRY(const auto parts, parts_for(model, resolved, context, load_ms));
        return pipeline::generate(parts, resolved, context,
                                  [&](GeneratedImage image) {
                                      image.timings.load = load_ms;
                                      return sink(std::move(image));
                                  },
                                  latents_out);
    });
}

Result<void> TorchEngine::encode(const GenerationRequest &request, const std::string &out_file) {
    return guarded([&]() -> Result<void> {
        const c10::InferenceMode inference;
        SFUMATO_TRY(const auto description, describe(request));
        SFUMATO_TRY(const auto resolved, resolve_for(request, description));
        double load_ms = 0;
        SFUMATO_TRY(const auto model, model_for(resolved, description, {}, load_ms));
        SFUMATO_TRY(const auto parts, parts_for(model, resolved, {}, load_ms));
        const auto rules = pipeline::prompt_rules(resolved, pipeline::resolve(resolved.habits), description);
        conditioning::PromptEncoder encoder(pipeline::speakers(*parts.model, parts.words), rules, {});
        std::vector<std::string> issues;
        const auto text = encoder.encode(resolved.prompt, issues);
        std::map<std::string, at::Tensor> tensors{{"context", text.context}};
        if (text.pooled.defined())
            tensors["pooled"] = text.pooled;
        return write_tensors(out_file, tensors);
    });
}

Result<std::vector<Image>> TorchEngine::control_pictures(const GenerationRequest &request) {
    return guarded([&]() -> Result<std::vector<Image>> {
        SFUMATO_CHECK(pipeline::validate(request));
        SFUMATO_TRY(const auto description, describe(request));
        SFUMATO_TRY(const auto resolved, resolve_for(request, description));
        return pipeline::control_pictures(description, resolved);
    });
}

Result<MemoryEstimate> TorchEngine::estimate(const GenerationRequest &request) {
    return guarded([&]() -> Result<MemoryEstimate> {
        SFUMATO_TRY(const auto description, describe(request));
        SFUMATO_TRY(const auto resolved, resolve_for(request, description));
        SFUMATO_TRY(const auto device, open_device(resolved.device));
        SFUMATO_TRY(const auto dtypes, dtype_policy(resolved.dtype, device, description.folder.vae.force_upcast));
        return pipeline::estimate_memory(description, resolved, dtypes);
    });
}

Result<UpscaledPicture> TorchEngine::upscale(const UpscaleRequest &request, const JobContext &context) {
    return guarded([&]() -> Result<UpscaledPicture> {
        const c10::InferenceMode inference;
        if (request.threads > 0)
            at::set_num_threads(request.threads);
        const kernels::FastKernels fast(true);
        return upscale_requested(request, context);
    });
}

Result<BenchReport> TorchEngine::bench(const GenerationRequest &request, const JobContext &context) {
    return guarded([&]() -> Result<BenchReport> {
        const c10::InferenceMode inference;
        SFUMATO_TRY(const auto description, describe(request));
        auto wanted = request;
        wanted.seed = std::max<std::int64_t>(0, request.seed);
        wanted.steps = request.steps.value_or(8);
        wanted.count = 1;
        SFUMATO_TRY(const auto resolved, resolve_for(wanted, description));
        if (resolved.threads > 0)
            at::set_num_threads(resolved.threads);
        const kernels::FastKernels fast(may_be_fast(resolved));
        BenchReport report;
        parts_.clear();
        models_.clear(); // loading is one of the figures
        SFUMATO_TRY(const auto model, model_for(resolved, description, context, report.load_ms));
        std::vector<double> steps;
        double preview_ms = 0;
        JobContext measured = context;
        measured.on_step = [&](const StepEvent &event) {
            if (event.phase == Phase::Sampling)
                steps.push_back(event.milliseconds);
            if (context.on_step)
                context.on_step(event);
        };
        const ImageSink sink = [&](GeneratedImage image) -> Result<void> {
            report.encode_ms = image.timings.encode;
            report.decode_ms = image.timings.decode;
            report.width = image.picture.width;
            report.height = image.picture.height;
            return {};
        };
        SFUMATO_TRY(const auto parts, parts_for(model, resolved, context, report.load_ms));
        SFUMATO_CHECK(pipeline::generate(parts, resolved, measured, sink, {}));
        if (!steps.empty()) {
            std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
            report.step_ms = steps[steps.size() / 2];
        }
        const auto latent = at::zeros({description.folder.vae.latent_channels, report.height / description.folder.vae.factor(),
                                       report.width / description.folder.vae.factor()});
        constexpr int previews = 20;
        const auto begun = Clock::now();
        for (int i = 0; i < previews; ++i)
            vae::latent_preview(latent, model->preview);
        preview_ms = milliseconds_since(begun) / previews;
        report.preview_ms = preview_ms;
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        report.peak_bytes = static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
        report.device = model->dtypes.device.str();
        report.dtype = dtype_name(model->dtypes.network);
        report.kernels = at::get_parallel_info().find("MKL") != std::string::npos ? "LibTorch (oneDNN, MKL)" : "LibTorch (oneDNN)";
        if (may_be_fast(resolved))
            report.kernels += ", " + kernels::fast_convolution_name();
        report.threads = at::get_num_threads();
        return report;
    });
}

Result<ScoreReport> TorchEngine::score(const ScoreRequest &request, const JobContext &context) {
    return guarded([&]() -> Result<ScoreReport> {
        const c10::InferenceMode inference;
        SFUMATO_TRY(const auto description, describe(request.making));
        GenerationRequest making = request.making;
        making.count = 1;
        making.seed = 0;
        SFUMATO_TRY(const auto resolved, resolve_for(making, description));
        if (resolved.threads > 0)
            at::set_num_threads(resolved.threads);
        const kernels::FastKernels fast(may_be_fast(resolved));
        double load_ms = 0;
        SFUMATO_TRY(const auto model, model_for(resolved, description, context, load_ms));
        SFUMATO_TRY(const auto reader, score::SceneReader::load(std::filesystem::path(builtin_).parent_path() / "score/reader.safetensors"));
        int pictures = 0;
        JobContext quiet = context;
        quiet.on_step = [&](StepEvent event) {
            event.image = pictures;
            event.images = score::pictures_needed(request);
            if (context.on_step)
                context.on_step(event);
        };
        const auto paint = [&](const GenerationRequest &wanted) -> Result<Image> {
            SFUMATO_TRY(const auto complete, resolve_for(wanted, description));
            SFUMATO_TRY(const auto parts, parts_for(model, complete, context, load_ms));
            Image picture;
            SFUMATO_CHECK(pipeline::generate(parts, complete, quiet, [&](GeneratedImage image) -> Result<void> {
                picture = std::move(image.picture);
                return {};
            }, {}));
            ++pictures;
            return picture;
        };
        const auto roundtrip = [&](const Image &picture) -> Result<Image> {
            context.cancel.check();
            const auto latent = model->vae->encode(tensor_from_picture(picture, PixelRange::Signed).to(model->dtypes.for_vae())).mean;
            return picture_from_tensor(model->vae->decode(latent), PixelRange::Signed);
        };
        SFUMATO_TRY(auto rows, score::score({reader, making, paint, roundtrip, request.count, request.seed}, request.tasks));
        return ScoreReport{std::move(rows), *resolved.steps, *resolved.guidance};
    });
}

} // namespace
} // namespace sfumato

/// Called by open_engine(); the caller owns what it gets. builtin_model: the folder that "builtin" stands for.
/// vocabulary: the folder of CLIP's vocabulary for single-file models; need not exist.
extern "C" __attribute__((visibility("default"))) sfumato::Engine *sfumato_make_engine(const char *builtin_model, const char *vocabulary) {
    return new sfumato::TorchEngine(builtin_model, vocabulary);
}

/// The headers that this was built with; open_engine() compares them with its program's.
extern "C" __attribute__((visibility("default"))) const char *sfumato_api_stamp() { return SFUMATO_API_STAMP; }
