// SPDX-License-Identifier: GPL-3.0-or-later
// sfumato-train: makes the built-in model. Needs a compiler, LibTorch and OpenCV core and imgproc; no Qt.
#include <csignal>
#include <cstdio>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/torch/guard.h"
#include "core/train/caption_vocabulary.h"
#include "core/train/sheet.h"
#include "core/train/trainer_reader.h"
#include "core/train/trainer_unet.h"
#include "core/train/trainer_vae.h"

namespace {

using namespace sfumato;

constexpr auto usage = R"(usage: sfumato-train bpe --out DIR [--seed N] [--scenes N] [--vocabulary N]
       sfumato-train vae --out DIR [options]
       sfumato-train decoder --out DIR --vae DIR [options]
       sfumato-train model --out DIR --vae DIR --tokenizer DIR [options]
       sfumato-train reader --out DIR [options]
       sfumato-train sheet --out FILE.ppm --model DIR [--prompts FILE] [--steps N] [--guidance F] [--seed N]
       sfumato-train sheet --out FILE.ppm --vae DIR [--size N]
  --out DIR       what is made is written here; an interrupted run continues from its last checkpoint
  --minutes F     length of the run over all its parts (10)
  --save-minutes F  time between two checkpoints (3)
  --lr F          learning rate (1e-3)
  --seed N        (1)
  --optimiser O   muon (hidden matrices; AdamW for the rest) or adamw (muon)
  --precision P   f32 or bf16; default: bf16 where the processor has it
  --crop N        vae, decoder: side of the squares trained on (64)
  --vae DIR       decoder, model: the finished autoencoder, DIR of `vae` with /vae
  --tokenizer DIR model: what `bpe` wrote
  --recipe FILE   model: JSON; every key has a default
  --scenes N      bpe: scenes whose captions are learned from (4000)
  --vocabulary N  bpe: most tokens (1536)
)";

const std::vector<std::string> fixed_prompts = {
    "a red house in a meadow by day",
    "a blue boat on a lake at sunset",
    "a white lighthouse on the beach at dawn",
    "a yellow balloon in the mountains on a sunny day",
    "a green tree in the snow, pastel",
    "a neon castle in the city at night, neon lights",
    "a watercolour of an orange tent in the forest",
    "an oil painting of a windmill in the desert at sunset",
    "a pink car in the city by day, flat",
    "a pencil drawing of a church in the mountains",
    "a red boat left of a yellow lighthouse on a lake",
    "an empty landscape in the desert at night",
};

CancelToken cancel;

/// The options of the command line, each with one value.
class Options {
public:
    explicit Options(std::map<std::string, std::string> given) : given_(std::move(given)) {}

    bool has(const std::string &name) const { return given_.contains(name); }
    std::string text(const std::string &name) const {
        const auto found = given_.find(name);
        if (found == given_.end())
            throw Failure({ErrorCode::InvalidArgument, name, "is missing", {}});
        return found->second;
    }
    double number(const std::string &name, double otherwise, double low, double high) const {
        if (!has(name))
            return otherwise;
        const std::string &written = given_.at(name);
        char *end = nullptr;
        const double value = std::strtod(written.c_str(), &end);
        if (written.empty() || *end != '\0' || !(value >= low && value <= high))
            throw Failure({ErrorCode::InvalidArgument, name, fmt::format("\"{}\" is no number from {} to {}", written, low, high), {}});
        return value;
    }
    int whole(const std::string &name, int otherwise, int low, int high) const {
        return static_cast<int>(number(name, otherwise, low, high));
    }

private:
    std::map<std::string, std::string> given_;
};

modelio::VaeConfig vae_config() {
    modelio::VaeConfig config;
    config.block_out_channels = {16, 32, 64, 128};
    config.layers_per_block = 1;
    config.latent_channels = 8;
    config.norm_num_groups = 4;
    config.mid_block_add_attention = false;
    config.force_upcast = false;
    config.sample_size = 256;
    return config;
}

train::RunOptions run_options(const Options &given) {
    train::RunOptions options;
    options.folder = given.text("--out");
    options.minutes = given.number("--minutes", 10, 0, 1e6);
    options.save_minutes = given.number("--save-minutes", 3, 0, 1e6);
    options.learning_rate = given.number("--lr", 1e-3, 0, 1);
    options.seed = static_cast<std::uint64_t>(given.whole("--seed", 1, 0, 1 << 30));
    options.bf16 = train::processor_has_bf16();
    if (given.has("--precision")) {
        const std::string wanted = given.text("--precision");
        if (wanted != "bf16" && wanted != "f32")
            throw Failure({ErrorCode::InvalidArgument, "--precision", "\"" + wanted + "\" is neither f32 nor bf16", {}});
        options.bf16 = wanted == "bf16";
    }
    if (given.has("--optimiser")) {
        const std::string wanted = given.text("--optimiser");
        if (wanted != "muon" && wanted != "adamw")
            throw Failure({ErrorCode::InvalidArgument, "--optimiser", "\"" + wanted + "\" is neither muon nor adamw", {}});
        options.muon = wanted == "muon";
    }
    options.cancel = cancel;
    return options;
}

/// The lines of --prompts, or the ones that progress is judged by.
Result<std::vector<std::string>> prompts(const Options &given) {
    if (!given.has("--prompts"))
        return fixed_prompts;
    SFUMATO_TRY(const std::string text, read_file(given.text("--prompts")));
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        if (!line.empty())
            lines.push_back(line);
    return lines;
}

Result<void> sheet(const Options &given) {
    if (!given.has("--model")) {
        SFUMATO_TRY(const Image pictures, train::reconstruction_sheet(given.text("--vae"), 8, given.whole("--size", 256, 64, 1024)));
        return train::write_pixmap(given.text("--out"), pictures);
    }
    train::SheetOptions options;
    SFUMATO_TRY(options.prompts, prompts(given));
    options.steps = given.whole("--steps", 20, 1, 1000);
    options.guidance = given.number("--guidance", 4, 0, 100);
    options.seed = static_cast<std::uint64_t>(given.whole("--seed", 1, 0, 1 << 30));
    SFUMATO_TRY(const Image pictures, train::prompt_sheet(given.text("--model"), options));
    return train::write_pixmap(given.text("--out"), pictures);
}

Result<void> run(const std::string &command, const Options &given) {
    if (command == "bpe")
        return train::write_caption_vocabulary(given.text("--out"), given.whole("--scenes", 4000, 1, 1 << 24),
                                               given.whole("--vocabulary", 1536, 514, 1 << 20),
                                               static_cast<std::uint64_t>(given.whole("--seed", 1, 0, 1 << 30)));
    if (command == "sheet")
        return sheet(given);
    if (command == "vae" || command == "decoder") {
        const int crop = given.whole("--crop", 64, 16, 256);
        if (crop % 16 != 0)
            return fail(ErrorCode::InvalidArgument, "--crop", fmt::format("{} is not a multiple of 16", crop));
        if (command == "decoder")
            return train::train_decoder(run_options(given), given.text("--vae"), crop);
        return train::train_vae(run_options(given), vae_config(), crop);
    }
    if (command == "model") {
        train::ModelRecipe recipe;
        if (given.has("--recipe")) {
            SFUMATO_TRY(recipe, train::read_recipe(given.text("--recipe")));
        }
        return train::train_model(run_options(given), recipe, given.text("--vae"), given.text("--tokenizer"));
    }
    if (command == "reader")
        return train::train_reader(run_options(given));
    return fail(ErrorCode::InvalidArgument, command, "is no command", "use bpe, vae, decoder, model, reader or sheet");
}

} // namespace

int main(int argc, char **argv) {
    std::map<std::string, std::string> given;
    for (int i = 2; i + 1 < argc; i += 2)
        given[argv[i]] = argv[i + 1];
    if (argc < 2 || argc % 2 != 0) {
        std::fputs(usage, stderr);
        return 2;
    }
    std::signal(SIGINT, [](int) { cancel.cancel(); });
    std::signal(SIGTERM, [](int) { cancel.cancel(); });
    const auto result = guarded([&] { return run(argv[1], Options(given)); });
    if (!result)
        fmt::print(stderr, "{}\n", describe(result.error()));
    return result ? 0 : 1;
}
