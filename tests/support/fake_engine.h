// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "core/api/engine.h"
#include "core/engine/request_json.h"

namespace sfumato::testing {

/// What a test tells a FakeEngine, from any thread, before and while it works.
class FakeControl {
public:
    /// From now on the engine waits before every step for allowSteps(); cancelling a job ends its waiting.
    void hold() { change([this] { m_allowed = 0; }); }
    void allowSteps(int steps) { change([this, steps] { m_allowed = m_allowed.value_or(0) + steps; }); }
    void release() { change([this] { m_allowed.reset(); }); }
    /// The next job ends with this error before its step `step` (1 = at once).
    void failAt(int step, Error error) { change([&] { m_failure.emplace(step, std::move(error)); }); }
    /// What every step claims to have taken; no time is really spent.
    void setStepMilliseconds(double milliseconds) { change([=, this] { m_milliseconds = milliseconds; }); }

    /// Where it says that it computes unless a request asks for the processor.
    void setDevice(std::string device) { change([&] { m_device = std::move(device); }); }
    std::string device() const {
        const std::lock_guard lock(m_mutex);
        return m_device;
    }

    int runs() const { return read(m_runs); }
    int stepsTaken() const { return read(m_steps); }

private:
    friend class FakeEngine;

    void change(const std::function<void()> &action) {
        const std::lock_guard lock(m_mutex);
        action();
        m_changed.notify_all();
    }
    int read(const int &value) const {
        const std::lock_guard lock(m_mutex);
        return value;
    }
    /// Waits for permission; the failure that was ordered, or Cancelled. Returns the milliseconds to report.
    Result<double> step(int number, const CancelToken &cancel) {
        std::unique_lock lock(m_mutex);
        // A wish to cancel is a mere flag, so it is looked at again and again.
        while (!cancel.cancelled() && m_allowed && *m_allowed == 0)
            m_changed.wait_for(lock, std::chrono::milliseconds(1));
        if (cancel.cancelled())
            return fail(ErrorCode::Cancelled, {}, "cancelled");
        if (m_failure && number >= m_failure->first)
            return tl::unexpected<Error>(std::exchange(m_failure, std::nullopt)->second);
        if (m_allowed)
            --*m_allowed;
        ++m_steps;
        return m_milliseconds;
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<int> m_allowed; ///< steps; nothing = as many as it likes
    std::optional<std::pair<int, Error>> m_failure;
    double m_milliseconds = 10;
    std::string m_device = "cpu";
    int m_runs = 0, m_steps = 0;
};

/// An engine without tensors, for tests of the studio: pictures are gradients that depend on prompt and seed alone,
/// masks and init pictures are honoured (kept pixels stay as they are), every step sends an event and a preview.
/// Defaults: 64x64 pixels, 4 steps, sampler "euler", guidance 7.
class FakeEngine final : public Engine {
public:
    explicit FakeEngine(std::shared_ptr<FakeControl> control) : m_control(std::move(control)) {}

    Catalog catalog() const override {
        Catalog catalog;
        catalog.samplers = {{"euler", "Euler", {}, {}, "karras", "test"}, {"dpmpp_2m", "DPM++ 2M", {}, {}, "karras", "test"}};
        catalog.schedules = {{"automatic", "Automatic", {}, {}, {}, "test"}, {"karras", "Karras", {}, {"rho"}, {}, "test"}};
        catalog.families = {{"small", "Small", {}, {}, {}, "test"}};
        catalog.preprocessors = {{"negative", "Negative", {}, {}, {}, "test"}};
        catalog.control_kinds = {{"depth", "Depth", {}, {}, {}, {}}, {"tile", "Tile", {}, {}, {}, {}}};
        return catalog;
    }

    Result<GenerationRequest> resolve(const GenerationRequest &request) override {
        SFUMATO_CHECK(check_ranges(request));
        GenerationRequest resolved = request;
        const Image *init = request.init && request.init->pixels ? request.init->pixels.get() : nullptr;
        resolved.width = init ? init->width : request.width ? request.width : 64;
        resolved.height = init ? init->height : request.height ? request.height : 64;
        resolved.steps = request.steps.value_or(4);
        resolved.guidance = request.guidance.value_or(7.0);
        resolved.clip_skip = request.clip_skip.value_or(1);
        if (resolved.sampler.empty())
            resolved.sampler = "euler";
        if (resolved.schedule.empty())
            resolved.schedule = "karras";
        if (resolved.seed < 0)
            resolved.seed = 1;
        return resolved;
    }

    /// Falls from 10 to 0 in a straight line.
    Result<NoiseLevels> noise_levels(const GenerationRequest &request) override {
        SFUMATO_TRY(const GenerationRequest resolved, resolve(request));
        NoiseLevels levels;
        for (int step = 0; step <= *resolved.steps; ++step)
            levels.sigmas.push_back(sigmaAfter(step, resolved));
        return levels;
    }

    Result<GenerationResult> run(const GenerationRequest &request, const JobContext &context, const ImageSink &sink,
                                 const std::string &) override {
        SFUMATO_TRY(const GenerationRequest resolved, resolve(request));
        GenerationResult result{resolved, 0, {}, {}};
        m_control->change([this] { ++m_control->m_runs; });
        tell(context, {Phase::Loading, 0, resolved.count, 0, 0, 0, 0});
        tell(context, {Phase::Encoding, 0, resolved.count, 0, 0, 0, 0});
        for (int i = 0; i < resolved.count; ++i) {
            const Image picture = pictureOf(resolved, i);
            SFUMATO_CHECK(sample(context, resolved, i, picture));
            tell(context, {Phase::Decoding, 0, resolved.count, 0, 0, 0, 0});
            GeneratedImage made;
            made.index = i;
            made.seed = seedOf(resolved, i);
            made.picture = picture;
            made.composite = resolved.inpaint.has_value();
            made.timings.sample = *resolved.steps * 10.0;
            SFUMATO_CHECK(sink(std::move(made)));
            ++result.finished;
        }
        return result;
    }

    Result<void> encode(const GenerationRequest &, const std::string &) override { return unsupported(); }
    Result<std::vector<Image>> control_pictures(const GenerationRequest &request) override {
        std::vector<Image> pictures;
        for (const ControlUse &use : request.controls) {
            pictures.push_back(*use.image.pixels);
            if (use.preprocessor == "negative")
                for (std::uint8_t &value : pictures.back().pixels)
                    value = static_cast<std::uint8_t>(255 - value);
            else if (!use.preprocessor.empty())
                return fail(ErrorCode::InvalidArgument, "--control-preprocess", "is unknown");
        }
        return pictures;
    }
    /// A gigabyte of weights, and a kilobyte a pixel.
    Result<MemoryEstimate> estimate(const GenerationRequest &request) override {
        SFUMATO_TRY(const GenerationRequest resolved, resolve(request));
        MemoryEstimate estimate;
        estimate.device = request.device == "auto" ? m_control->device() : request.device;
        estimate.dtype = estimate.device == "cpu" ? "f32" : "f16";
        estimate.weights = 1'000'000'000;
        estimate.sampling = 1000LL * resolved.width * resolved.height;
        estimate.budget = 8'000'000'000;
        return estimate;
    }
    /// Every pixel as often as the factor says, in four steps that are tiles.
    Result<UpscaledPicture> upscale(const UpscaleRequest &request, const JobContext &context) override {
        constexpr int tiles = 4;
        for (int tile = 1; tile <= tiles; ++tile) {
            SFUMATO_TRY(const double milliseconds, m_control->step(tile, context.cancel));
            tell(context, {Phase::Enlarging, 0, 1, tile, tiles, 0.0, milliseconds});
        }
        const Image &from = request.picture;
        UpscaledPicture made;
        made.picture = Image(static_cast<int>(from.width * request.scale), static_cast<int>(from.height * request.scale), from.channels);
        for (int y = 0; y < made.picture.height; ++y)
            for (int x = 0; x < made.picture.width; ++x)
                std::copy_n(from.row(static_cast<int>(y / request.scale)) + from.channels * static_cast<int>(x / request.scale), from.channels,
                            made.picture.row(y) + from.channels * x);
        return made;
    }
    Result<BenchReport> bench(const GenerationRequest &, const JobContext &) override { return unsupported(); }

    /// What image `index` of a resolved request looks like.
    static Image pictureOf(const GenerationRequest &resolved, int index) {
        unsigned mark = static_cast<unsigned>(seedOf(resolved, index)) * 2654435761u;
        if (varied(resolved))
            mark ^= static_cast<unsigned>(*resolved.variation_seed + index) * 2246822519u;
        for (const char c : resolved.prompt)
            mark = mark * 31u + static_cast<unsigned char>(c);
        Image picture(resolved.width, resolved.height, 3);
        for (int y = 0; y < picture.height; ++y)
            for (int x = 0; x < picture.width; ++x) {
                std::uint8_t *pixel = picture.row(y) + 3 * x;
                pixel[0] = static_cast<std::uint8_t>((mark & 0xffu) / 2 + static_cast<unsigned>(127 * x / picture.width));
                pixel[1] = static_cast<std::uint8_t>((mark >> 8 & 0xffu) / 2 + static_cast<unsigned>(127 * y / picture.height));
                pixel[2] = static_cast<std::uint8_t>(mark >> 16 & 0xffu);
                if (resolved.inpaint && resolved.inpaint->mask.pixels && resolved.init && resolved.init->pixels &&
                    resolved.inpaint->mask.pixels->row(y)[x] == 0)
                    std::copy_n(resolved.init->pixels->row(y) + 3 * x, 3, pixel);
            }
        return picture;
    }

private:
    static bool varied(const GenerationRequest &resolved) { return resolved.variation_seed && resolved.variation_strength > 0; }
    static std::int64_t seedOf(const GenerationRequest &resolved, int index) {
        return varied(resolved) ? resolved.seed : resolved.seed + index;
    }
    static double sigmaAfter(int step, const GenerationRequest &resolved) { return 10.0 * (*resolved.steps - step) / *resolved.steps; }
    static tl::unexpected<Error> unsupported() { return fail(ErrorCode::Internal, {}, "the fake engine cannot do this"); }
    static void tell(const JobContext &context, const StepEvent &event) {
        if (context.on_step)
            context.on_step(event);
    }

    Result<void> sample(const JobContext &context, const GenerationRequest &resolved, int image, const Image &picture) {
        for (int step = 1; step <= *resolved.steps; ++step) {
            SFUMATO_TRY(const double milliseconds, m_control->step(step, context.cancel));
            tell(context, {Phase::Sampling, image, resolved.count, step, *resolved.steps, sigmaAfter(step, resolved), milliseconds});
            if (context.on_preview && step % std::max(1, context.preview_every) == 0)
                context.on_preview({image, step, eighth(picture)});
        }
        return {};
    }

    /// Every eighth pixel: as small as a latent.
    static Image eighth(const Image &picture) {
        Image small(std::max(1, picture.width / 8), std::max(1, picture.height / 8), 3);
        for (int y = 0; y < small.height; ++y)
            for (int x = 0; x < small.width; ++x)
                std::copy_n(picture.row(y * 8) + 3 * x * 8, 3, small.row(y) + 3 * x);
        return small;
    }

    std::shared_ptr<FakeControl> m_control;
};

/// For EngineThread: `EngineThread thread(folder, fakeEngine(control));`
inline std::function<Result<std::shared_ptr<Engine>>()> fakeEngine(std::shared_ptr<FakeControl> control = std::make_shared<FakeControl>()) {
    return [control = std::move(control)]() -> Result<std::shared_ptr<Engine>> { return std::make_shared<FakeEngine>(control); };
}

} // namespace sfumato::testing
