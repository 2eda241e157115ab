// SPDX-License-Identifier: GPL-3.0-or-later
// "Copy as command line" read back by the command line's own option reader, after a real shell has split it.
#include "app/service/command_line.h"

#include <random>

#include <CLI/CLI.hpp>
#include <QProcess>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "app/cli/request_options.h"
#include "app/service/source_pictures.h"
#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

/// The words a shell makes of a line, without the program's name.
std::vector<std::string> wordsOf(const std::string &line) {
    const std::string program = "sfumato-cli ";
    EXPECT_TRUE(line.starts_with(program));
    QProcess shell;
    shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QStringLiteral("set -- %1\nprintf '%s\\0' \"$@\"").replace(QStringLiteral("%1"), QString::fromStdString(line.substr(program.size())))});
    shell.waitForFinished();
    EXPECT_EQ(shell.readAllStandardError().toStdString(), "");
    std::vector<std::string> words;
    for (const QByteArray &word : shell.readAllStandardOutput().split('\0'))
        words.push_back(word.toStdString());
    words.pop_back(); // behind the last NUL
    return words;
}

/// What the command line makes of a line, as JSON.
std::string readBack(const std::string &line) {
    std::vector<std::string> words = wordsOf(line);
    EXPECT_EQ(words.at(0), "generate");
    cli::RequestOptions options;
    CLI::App app;
    options.addPrompts(app);
    options.addModel(app);
    options.addParts(app);
    options.addSampling(app);
    options.addPictures(app);
    options.addHires(app);
    options.addUpscaling(app);
    options.addHabits(app);
    options.addDevice(app);
    options.addRequest(app);
    std::vector<std::string> arguments(words.rbegin(), words.rend() - 1); // CLI11 takes them from behind
    try {
        app.parse(arguments);
    } catch (const CLI::Error &error) {
        return std::string("refused: ") + error.what() + "\n" + line;
    }
    std::vector<std::string> notes;
    const auto request = options.request(notes);
    return request ? to_json(*request) : describe(request.error()) + "\n" + line;
}

void expectRoundTrip(const GenerationRequest &request) {
    const CommandLine line = commandLineOf(request);
    EXPECT_TRUE(line.leftOut.empty());
    EXPECT_EQ(readBack(line.text), to_json(request)) << line.text;
}

TEST(CommandLine, SaysOnlyWhatDiffersFromTheDefaults) {
    GenerationRequest request;
    EXPECT_EQ(commandLineOf(request).text, "sfumato-cli generate");
    request.prompt = "a red house";
    request.seed = 7;
    EXPECT_EQ(commandLineOf(request).text, "sfumato-cli generate --prompt 'a red house' --seed 7");
}

TEST(CommandLine, QuotesWhateverAPromptMayHold) {
    const char *prompts[] = {"it's (a:1.2) \"house\"", "$HOME `id` $(id) \\ ! * ? ~", "two\nlines", "--seed", "-x", "; rm -rf /", "größer 🏠", "a'", "''", " ", "<lora:a:1>", "#no"};
    for (const char *prompt : prompts) {
        GenerationRequest request;
        request.prompt = prompt;
        request.negative = prompt;
        expectRoundTrip(request);
    }
}

TEST(CommandLine, SaysEveryOption) {
    QTemporaryDir folder;
    GenerationRequest request;
    request.model = "/models/my model.safetensors";
    request.config = "/models/config";
    request.prompt = "a";
    request.width = 512;
    request.height = 640;
    request.steps = 21;
    request.guidance = 6.55;
    request.guidance_rescale = 0.7;
    request.clip_skip = 2;
    request.sampler = "DPM++ 2M";
    request.schedule = "karras";
    request.sampling_options = {{"eta", 0.1}, {"s_noise", 1.003}, {"s_churn", 4}, {"s_tmin", 0.1}, {"s_tmax", 10}, {"rho", 7}, {"sigma_min", 0.03}, {"sigma_max", 14.6}};
    request.seed = 4294967295;
    request.count = 4;
    request.batch = 2;
    request.variation_seed = 9;
    request.variation_strength = 0.1;
    request.strength = 1.0 / 3.0;
    request.init = SourceImage{{}, std::make_shared<const Image>(64, 64, 3, std::uint8_t{9})};
    request.inpaint = MaskOptions{{{}, std::make_shared<const Image>(64, 64, 1, std::uint8_t{255})}, MaskMode::Differential, 2.5, -3, Fill::Blur, true, 48};
    ASSERT_TRUE(SourcePictures((folder.path() + QStringLiteral("/my pictures")).toStdString()).storeAll(request));
    request.outpaint = {8, 16, 24, 32};
    request.habits = {Conventions::A1111, NoiseSourceKind::Nv, TimestepRounding::Integer, Emphasis::NoNorm, StrengthSteps::Diffusers, true, MaskResample::Max, InpaintBlend::Comfy, {}};
    request.device = "cpu";
    request.dtype = DType::BF16;
    request.threads = 2;
    request.memory_gb = 3.5;
    request.noise_in = "/tmp/noise.safetensors";
    request.shard_index = 1;
    request.shard_count = 3;
    expectRoundTrip(request);
}

TEST(CommandLine, SaysEveryPartOfAModel) {
    QTemporaryDir folder;
    const auto picture = [] { return SourceImage{{}, std::make_shared<const Image>(64, 64, 3, std::uint8_t{9})}; };
    GenerationRequest request;
    request.adapters = {{"/loras/my fox.safetensors", 0.7, {}}, {"/loras/b:2.safetensors", -1, 0.25}};
    request.adapter_folder = "/loras";
    request.embeddings = {"/words/a.pt", "/words/b.pt"};
    request.embedding_folder = "/words";
    request.hypernetworks = {{"/h.pt", 0.5}};
    request.hypernetwork_folder = "/h";
    request.vae = "/vae.pt";
    request.preview_vae = "/taesd.pth";
    request.controls = {{"/canny.safetensors", picture(), "canny", 0.5, 0.1, 0.9}, {"/depth.safetensors", picture(), "tile", 1, 0, 1}};
    request.controls[1].mode = ControlMode::Control;
    request.image_prompts = {{"/ip.safetensors", picture(), 0.6, 0, 1}};
    request.image_encoder = "/clip";
    request.refiner = {"/refiner.safetensors", 0.75};
    request.image_guidance = 1.5;
    request.size_conditioning = {1024, 768, 8, 16, 512, 640};
    ASSERT_TRUE(SourcePictures((folder.path() + QStringLiteral("/my pictures")).toStdString()).storeAll(request));
    expectRoundTrip(request);
}

TEST(CommandLine, SaysHowPicturesAreEnlarged) {
    GenerationRequest request;
    request.hires = Hires{1.1, 1.0 / 3.0, {}, HiresMode::LatentBicubic, {}, "at dusk", "people"};
    request.tile = 768;
    request.upscaler = "/models/my 4x.pth";
    request.upscale = 2.5;
    expectRoundTrip(request);
    request.hires = Hires{2.0, 0.5, 12, HiresMode::Pixel, "/models/4x.pth", {}, {}};
    expectRoundTrip(request);
}

TEST(CommandLine, KeepsEveryDigit) {
    std::mt19937_64 random(5);
    for (int i = 0; i < 20; ++i) {
        GenerationRequest request;
        request.guidance = std::uniform_real_distribution(0.0, 30.0)(random);
        request.strength = std::uniform_real_distribution(0.0, 1.0)(random);
        request.seed = static_cast<std::int64_t>(random() >> 2);
        expectRoundTrip(request);
    }
}

TEST(CommandLine, SaysWhatItCannotSay) {
    GenerationRequest request;
    request.prompt = "-";
    request.scheduler = "{}";
    request.force_tiled_decode = true;
    request.init = SourceImage{{}, std::make_shared<const Image>(8, 8, 3)};
    EXPECT_EQ(commandLineOf(request).leftOut, (std::vector<std::string>{"prompt", "scheduler", "init.path", "tiled_decode"}));
    request = {};
    request.controls = {{"/a", {"/a.png", nullptr}, "canny"}, {"/b", {"/b.png", nullptr}, ""}, {"/c", {}, ""}};
    const auto line = commandLineOf(request);
    EXPECT_EQ(line.leftOut, std::vector<std::string>{"controlnet.image"});
    EXPECT_NE(line.text.find("--control-preprocess canny --control-preprocess none"), std::string::npos) << line.text;
}

} // namespace
} // namespace sfumato::service
