// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <random>

#include "core/scenes/scene.h"
#include "tests/support/fake_engine.h"

namespace sfumato::testing {

/// For screenshots where the built-in model is not there: scenes drawn by core/scenes from the words of the prompt,
/// which appear out of noise step by step. Everything else is the fake engine's.
class PaintedEngine final : public Engine {
public:
    explicit PaintedEngine(std::shared_ptr<FakeControl> control) : m_fake(std::move(control)) {}

    Catalog catalog() const override { return m_fake.catalog(); }
    Result<GenerationRequest> resolve(const GenerationRequest &request) override { return m_fake.resolve(request); }
    Result<void> encode(const GenerationRequest &request, const std::string &file) override { return m_fake.encode(request, file); }
    Result<std::vector<Image>> control_pictures(const GenerationRequest &request) override { return m_fake.control_pictures(request); }
    Result<BenchReport> bench(const GenerationRequest &request, const JobContext &context) override { return m_fake.bench(request, context); }

    /// Karras' curve.
    Result<NoiseLevels> noise_levels(const GenerationRequest &request) override {
        constexpr double rho = 7, largest = 14.6, least = 0.03;
        const int steps = request.steps.value_or(20);
        NoiseLevels levels;
        for (int i = 0; i < steps; ++i)
            levels.sigmas.push_back(std::pow(std::pow(largest, 1 / rho) + double(i) / (steps - 1) * (std::pow(least, 1 / rho) - std::pow(largest, 1 / rho)), rho));
        levels.sigmas.push_back(0);
        if (request.init)
            levels.first = static_cast<int>(std::lround(steps * (1 - request.strength)));
        return levels;
    }

    Result<GenerationResult> run(const GenerationRequest &request, const JobContext &context, const ImageSink &sink, const std::string &latents) override {
        JobContext painted = context;
        int image = 0;
        SFUMATO_TRY(const auto resolved, resolve(request));
        if (context.on_preview)
            painted.on_preview = [&](const Preview &preview) {
                context.on_preview({preview.image, preview.step, noisy(pictureOf(resolved, preview.image), 1.0 - double(preview.step) / *resolved.steps)});
            };
        return m_fake.run(request, painted, [&](GeneratedImage made) {
            made.picture = pictureOf(resolved, image++);
            return sink(std::move(made));
        }, latents);
    }

private:
    static std::string found(const std::vector<std::string> &words, const std::string &text, const std::string &otherwise) {
        for (const auto &word : words)
            if (text.find(word) != std::string::npos)
                return word;
        return otherwise;
    }

    static Image pictureOf(const GenerationRequest &resolved, int index) {
        const auto &v = scenes::vocabulary();
        const std::string &words = resolved.prompt;
        scenes::Scene scene;
        scene.objects.push_back({found(v.kinds, words, "house"), found(v.colours, words, "red"), found(v.sizes, words, "large"), found(v.places, words, "centre")});
        scene.setting = found(v.settings, words, "mountains");
        scene.time = found(v.times, words, "sunset");
        scene.style = found(v.styles, words, "flat");
        scene.seed = static_cast<std::uint64_t>(resolved.seed + index);
        Image picture = scenes::render(scene, std::max(resolved.width, resolved.height)).picture;
        if (!resolved.inpaint || !resolved.init || !resolved.init->pixels)
            return picture;
        const Image &init = *resolved.init->pixels;
        Image composite = init;
        for (int y = 0; y < init.height; ++y)
            for (int x = 0; x < init.width; ++x) {
                const int weight = resolved.inpaint->mask.pixels->row(y)[x];
                for (int c = 0; c < 3; ++c) {
                    const int made = picture.row(y * picture.height / init.height)[3 * (x * picture.width / init.width) + c];
                    auto &pixel = composite.row(y)[3 * x + c];
                    pixel = static_cast<std::uint8_t>((pixel * (255 - weight) + made * weight) / 255);
                }
            }
        return composite;
    }

    /// An eighth of the size, between the picture (0) and noise (1).
    static Image noisy(const Image &picture, double noise) {
        Image small(picture.width / 8, picture.height / 8, 3);
        std::mt19937 random(7);
        for (int y = 0; y < small.height; ++y)
            for (int x = 0; x < small.width; ++x)
                for (int c = 0; c < 3; ++c) {
                    const double value = picture.row(y * 8 + 4)[3 * (x * 8 + 4) + c];
                    const double grain = 128 + (static_cast<double>(random() % 256) - 128) * 0.8;
                    small.row(y)[3 * x + c] = static_cast<std::uint8_t>(value * (1 - noise) + grain * noise);
                }
        return small;
    }

    FakeEngine m_fake;
};

} // namespace sfumato::testing
