// SPDX-License-Identifier: GPL-3.0-or-later
// Gives the engine mutations of files that work: one step is made with each, in one process.
//
//   engine_replay MODEL MUTATIONS KIND:FILE...
//
// MODEL is a tiny diffusers folder; KIND is model, lora, embedding, vae, controlnet, hypernetwork or ip_adapter, whose
// encoder lies in image_encoder/ beside it. It fails by crashing, by the time limit of who runs it, or when the plain
// request fails after a mutated one: what is refused must leave nothing behind.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/api/engine.h"
#include "tests/fuzz/mutation.h"

namespace sfumato::fuzz {
namespace {

namespace fs = std::filesystem;

GenerationRequest plain_request(const std::string &model) {
    GenerationRequest request;
    request.model = model;
    request.prompt = "a cat";
    request.width = request.height = 64;
    request.steps = 1;
    request.seed = 1;
    return request;
}

/// The plain request with `file`, a copy of `original`, used as `kind` says; false for a kind there is not.
bool use(GenerationRequest &request, std::string_view kind, const fs::path &file, const fs::path &original) {
    if (kind == "lora") {
        request.adapters.emplace_back().file = file.string();
    } else if (kind == "embedding") {
        request.embeddings.push_back(file.string());
        request.prompt += " " + file.stem().string();
    } else if (kind == "vae") {
        request.vae = file.string();
    } else if (kind == "controlnet") {
        ControlUse control;
        control.file = file.string();
        control.image.pixels = std::make_shared<const Image>(64, 64, 3, std::uint8_t{128});
        request.controls.push_back(control);
    } else if (kind == "hypernetwork") {
        request.hypernetworks.emplace_back().file = file.string();
    } else if (kind == "ip_adapter") {
        ImagePromptUse prompt;
        prompt.file = file.string();
        prompt.image.pixels = std::make_shared<const Image>(64, 64, 3, std::uint8_t{128});
        request.image_prompts.push_back(prompt);
        request.image_encoder = (original.parent_path() / "image_encoder").string();
    } else if (kind == "model") {
        request.config = request.model;
        request.model = file.string();
    } else {
        return false;
    }
    return true;
}

bool runs(Engine &engine, const GenerationRequest &request) {
    return engine.run(request, {}, [](GeneratedImage) -> Result<void> { return {}; }).has_value();
}

/// False where the engine is no longer what it was.
bool replay(Engine &engine, const std::string &model, std::string_view kind, const fs::path &original, int mutations, const fs::path &folder) {
    const std::string bytes = read(original);
    const fs::path changed = folder / original.filename();
    const auto plain = plain_request(model);
    auto request = plain;
    if (bytes.empty() || !use(request, kind, changed, original))
        return false;
    std::mt19937_64 random(bytes.size()); // the same mutations every time
    double slowest = 0;
    int accepted = 0;
    for (int i = 0; i <= mutations; ++i) {
        std::ofstream(changed, std::ios::binary) << (i == 0 ? bytes : mutated(bytes, random));
        const auto begun = std::chrono::steady_clock::now();
        const bool made = runs(engine, request);
        slowest = std::max(slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
        if (i == 0 && !made) {
            fmt::print("{}: is refused as it is\n", original.string());
            return false;
        }
        accepted += made;
        if (i % 100 == 0 && !runs(engine, plain)) {
            fmt::print("{}: after mutation {} the plain request fails\n", original.string(), i);
            return false;
        }
    }
    fmt::print("{} {}: {} mutations, {} still made a picture, slowest {:.3f} s\n", kind, original.filename().string(), mutations, accepted - 1, slowest);
    std::fflush(stdout);
    return true;
}

} // namespace
} // namespace sfumato::fuzz

int main(int count, char **arguments) {
    using namespace sfumato;
    if (count < 4)
        return 2;
    auto engine = open_engine();
    if (!engine)
        return 1;
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / fmt::format("engine_replay_{}", std::random_device()());
    std::filesystem::create_directories(folder);
    bool well = true;
    for (int i = 3; i < count; ++i) {
        const std::string_view argument = arguments[i];
        const auto colon = argument.find(':');
        well &= colon != std::string_view::npos &&
                fuzz::replay(**engine, arguments[1], argument.substr(0, colon), std::string(argument.substr(colon + 1)), std::atoi(arguments[2]), folder);
    }
    std::filesystem::remove_all(folder);
    return well ? 0 : 1;
}
