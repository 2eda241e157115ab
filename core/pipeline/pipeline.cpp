// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/pipeline.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/file_io.h"
#include "core/image/resize.h"
#include "core/pipeline/control_source.h"
#include "core/pipeline/inpaint_source.h"
#include "core/pipeline/memory.h"
#include "core/pipeline/pass.h"
#include "core/pipeline/sampling_plan.h"
#include "core/pipeline/second_pass.h"
#include "core/torch/guard.h"
#include "core/torch/tensor_file.h"
#include "core/upscale/enlarge.h"

namespace sfumato::pipeline {
namespace {

/// The second pass as a request of its own, and how it samples.
struct SecondPass {
    GenerationRequest request;
    SamplingPlan plan;
};

/// One request being worked on: its passes, its batches, its pictures.
class Job {
public:
    Job(const Parts &parts, const GenerationRequest &request, const JobContext &context, const SamplingPlan &plan,
        const std::optional<SecondPass> &second);

    Result<GenerationResult> run(const ImageSink &sink, const std::string &latents_out);

private:
    Result<void> prepare();
    sampling::NoiseSeeds seeds(const std::vector<int> &images) const;
    Result<void> run_batch(const std::vector<int> &images, const ImageSink &sink);
    at::Tensor at_second_size(const at::Tensor &latents, const std::vector<int> &images);
    Result<Image> enlarged(const upscale::Network &network, const Image &picture, double scale, int image) const;
    Result<void> finish(int image, std::int64_t seed, const at::Tensor &latent, const ImageSink &sink);
    Result<void> keep_latent(const at::Tensor &latent, std::int64_t seed) const;
    void warn(const std::vector<std::string> &sentences);
    /// again_with_room(), letting go of what is kept in memory besides.
    template <typename Work>
    auto with_room(Work &&work) const {
        return again_with_room(std::forward<Work>(work), [this] { release_free_memory(model_.dtypes.device, parts_.let_go); });
    }

    const Parts &parts_;
    const Model &model_;
    const GenerationRequest &request_;
    const JobContext &context_;
    const SamplingPlan &plan_;
    Pass first_;
    std::optional<Pass> second_;
    GenerationResult result_;
    std::vector<at::Tensor> all_latents_, first_latents_, all_pictures_;
    bool want_latents_ = false;
    Timings timings_;
};

Job::Job(const Parts &parts, const GenerationRequest &request, const JobContext &context, const SamplingPlan &plan,
         const std::optional<SecondPass> &second)
    : parts_(parts), model_(*parts.model), request_(request), context_(context), plan_(plan),
      first_(parts, request, context, plan, {0, second ? second->plan.levels.steps() : 0}) {
    if (second)
        second_.emplace(parts, second->request, context, second->plan, StepsAround{plan.levels.steps(), 0});
}

void Job::warn(const std::vector<std::string> &sentences) {
    auto &known = result_.warnings;
    for (const std::string &sentence : sentences)
        if (std::find(known.begin(), known.end(), sentence) == known.end())
            known.push_back(sentence);
}

Result<void> Job::prepare() {
    SFUMATO_CHECK(first_.prepare());
    warn(first_.warnings());
    timings_.encode = first_.encode_milliseconds();
    if (!second_)
        return {};
    SFUMATO_CHECK(second_->prepare());
    warn(second_->warnings());
    return {};
}

sampling::NoiseSeeds Job::seeds(const std::vector<int> &images) const {
    sampling::NoiseSeeds seeds;
    seeds.source = resolve(request_.habits).noise;
    const bool varied = request_.variation_seed.has_value() && request_.variation_strength > 0.0;
    for (const int image : images) {
        // As in A1111, with a variation the main seed stays and the variation's counts up.
        seeds.seeds.push_back(static_cast<std::uint64_t>(request_.seed + (varied ? 0 : image)));
        if (varied)
            seeds.variation_seeds.push_back(static_cast<std::uint64_t>(*request_.variation_seed + image));
    }
    seeds.variation_strength = varied ? request_.variation_strength : 0.0;
    return seeds;
}

Result<Image> Job::enlarged(const upscale::Network &network, const Image &picture, double scale, int image) const {
    const auto tiling = upscale::choose_tiles(network.shape(), picture.width, picture.height, upscale::usual_budget(memory_budget(request_, network.device())));
    auto begun = Clock::now();
    SFUMATO_TRY(auto larger, upscale::enlarge(network, picture, tiling, context_.cancel, [&](int done, int total) {
        if (context_.on_step)
            context_.on_step({Phase::Enlarging, image, request_.count, done, total, 0.0, milliseconds_since(begun)});
        begun = Clock::now();
    }));
    return upscale::at_scale(std::move(larger), picture, scale);
}

at::Tensor Job::at_second_size(const at::Tensor &latents, const std::vector<int> &images) {
    const Hires &hires = *request_.hires;
    const std::vector<int64_t> &shape = second_->latent_shape();
    if (hires.mode != HiresMode::Pixel)
        return resampled(latents, hires.mode, shape[1], shape[2]);
    const int factor = model_.vae->config().factor();
    std::vector<at::Tensor> larger;
    for (size_t i = 0; i < images.size(); ++i) {
        Image picture = first_.codec().decode(latents.narrow(0, static_cast<int64_t>(i), 1), Keep::Picture).picture;
        if (parts_.hires_upscaler)
            picture = value_or_throw(enlarged(*parts_.hires_upscaler, picture, 0.0, images[i]));
        larger.push_back(second_->codec().encode_mean(
            image::resize(picture, static_cast<int>(shape[2]) * factor, static_cast<int>(shape[1]) * factor, image::Resample::Smooth)));
    }
    return at::cat(larger);
}

Result<void> Job::finish(int image, std::int64_t seed, const at::Tensor &latent, const ImageSink &sink) {
    const auto begun = Clock::now();
    tell(context_, Phase::Decoding, request_.count);
    Decoded decoded;
    if (!fits_in_memory([&] { decoded = first_.codec().decode(latent, want_latents_ ? Keep::Values : Keep::Picture); }))
        return keep_latent(latent, seed);
    timings_.decode = milliseconds_since(begun);
    warn(first_.codec().warnings());
    const auto &source = first_.source();
    GeneratedImage made;
    made.index = image;
    made.seed = seed;
    made.picture = source ? put_back(*source, decoded.picture) : std::move(decoded.picture);
    made.composite = source && source->inpaints();
    made.timings = timings_;
    made.sampler = plan_.sampler->info.id;
    if (parts_.upscaler) {
        SFUMATO_TRY(made.picture, with_room([&] { return enlarged(*parts_.upscaler, made.picture, request_.upscale, image); }));
    }
    SFUMATO_CHECK(sink(std::move(made)));
    ++result_.finished;
    if (want_latents_)
        all_pictures_.push_back(decoded.values);
    return {};
}

/// What sampling made is not lost with the memory to decode it.
Result<void> Job::keep_latent(const at::Tensor &latent, std::int64_t seed) const {
    const auto file = std::filesystem::temp_directory_path() / fmt::format("sfumato-latents-{}-{}.safetensors", seed, ::getpid());
    const std::string fits = size_that_fits(model_.description, request_, model_.dtypes);
    const auto written = write_tensors(file, {{"latents", latent}});
    return fail(ErrorCode::OutOfMemory, "memory",
                fmt::format("there was not enough to decode {} x {} pixels, in tiles neither", latent.size(3) * model_.vae->config().factor(),
                            latent.size(2) * model_.vae->config().factor()),
                fmt::format("{}{}{}", fits.empty() ? "close other programs" : fits, written ? "; the latents were kept in " : "",
                            written ? display(file) : std::string()));
}

Result<void> Job::run_batch(const std::vector<int> &images, const ImageSink &sink) {
    const auto noise_seeds = seeds(images);
    const auto begun = Clock::now();
    at::Tensor latents = first_.sample(images, noise_seeds);
    warn(first_.warnings());
    if (second_) {
        if (want_latents_)
            first_latents_.push_back(latents);
        second_->continue_from(with_room([&] { return at_second_size(latents, images); }));
        if (first_.spares())
            second_->spare();
        latents = second_->sample(images, noise_seeds);
        warn(second_->warnings());
        warn(second_->codec().warnings());
    }
    timings_.sample = milliseconds_since(begun);
    if (!with_room([&] { return latents.isfinite().all().item<bool>(); }))
        return fail(ErrorCode::Internal, "U-Net", "its latents are not numbers; no picture was made",
                    "try --dtype f32, a lower --cfg or another sampler");
    for (size_t i = 0; i < images.size(); ++i)
        SFUMATO_CHECK(finish(images[i], static_cast<std::int64_t>(noise_seeds.seeds[i]), latents.narrow(0, static_cast<int64_t>(i), 1), sink));
    if (want_latents_)
        all_latents_.push_back(latents);
    return {};
}

Result<GenerationResult> Job::run(const ImageSink &sink, const std::string &latents_out) {
    result_.resolved = request_;
    result_.adapters = parts_.reports;
    result_.warnings = parts_.warnings;
    if (request_.image_guidance && !model_.description.family->concatenates_picture)
        result_.warnings.push_back("the picture's guidance does nothing with this model; only InstructPix2Pix models have one");
    want_latents_ = !latents_out.empty();
    if (spares_from_the_start(model_.description, request_, model_.dtypes))
        first_.spare();
    SFUMATO_CHECK(prepare());
    std::vector<int> mine;
    for (int i = request_.shard_index; i < request_.count; i += request_.shard_count)
        mine.push_back(i);
    // Samplers whose steps look at the whole batch would make a picture depend on its neighbours.
    const size_t batch = plan_.sampler->info.one_at_a_time || request_.shard_count > 1 ? 1 : static_cast<size_t>(request_.batch);
    for (size_t first = 0; first < mine.size(); first += batch) {
        const std::vector<int> images(mine.begin() + static_cast<std::ptrdiff_t>(first),
                                      mine.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch, mine.size())));
        SFUMATO_CHECK(run_batch(images, sink));
    }
    if (want_latents_) {
        std::map<std::string, at::Tensor> tensors{{"latents", at::cat(all_latents_)}, {"image", at::cat(all_pictures_)}};
        if (!first_latents_.empty())
            tensors["first_latents"] = at::cat(first_latents_);
        SFUMATO_CHECK(write_tensors(latents_out, tensors));
    }
    return std::move(result_);
}

} // namespace

Result<std::vector<Image>> control_pictures(const ModelDescription &model, const GenerationRequest &request) {
    std::optional<InpaintSource> source;
    int width = request.width, height = request.height;
    if (request.init) {
        SFUMATO_TRY(source, prepare_source(request, resolve(request.habits), model.folder.vae.factor(), model.native_size()));
        width = source->picture.width;
        height = source->picture.height;
    }
    std::vector<Image> pictures;
    for (const auto &use : request.controls) {
        SFUMATO_TRY(auto picture, control_picture(use, source ? &*source : nullptr, width, height));
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

Result<GenerationResult> generate(const Parts &parts, const GenerationRequest &request, const JobContext &context,
                                  const ImageSink &sink, const std::string &latents_out) {
    const ModelDescription &model = parts.model->description;
    SFUMATO_TRY(const auto plan, plan_sampling(request, resolve(request.habits), model, begins_with_picture(request, model)));
    std::optional<SecondPass> second;
    if (request.hires) {
        auto second_request = second_pass_of(request, model.folder.vae.factor());
        SFUMATO_TRY(auto second_plan, plan_sampling(second_request, resolve(second_request.habits), model, true));
        second = SecondPass{std::move(second_request), std::move(second_plan)};
    }
    return Job(parts, request, context, plan, second).run(sink, latents_out);
}

} // namespace sfumato::pipeline
