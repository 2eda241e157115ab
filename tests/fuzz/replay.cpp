// SPDX-License-Identifier: GPL-3.0-or-later
// Runs every file of the corpus, and mutations of it, through its target in one process.
//
//   fuzz_replay FOLDER [MUTATIONS]
//
// FOLDER holds a folder for each target. It fails by crashing, or by the time limit of who runs it.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "tests/fuzz/mutation.h"
#include "tests/fuzz/targets.h"

namespace sfumato::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr Target targets[] = {
    {"safetensors", run_container}, {"zip", run_container}, {"gguf", run_container},   {"pickle", run_pickle},
    {"prompt", run_prompt},         {"png_text", run_png_text}, {"infotext", run_infotext},
};

/// What a target took at most, and for which input.
struct Slowest {
    double seconds = 0;
    std::string file;
};

void run_timed(const Target &target, std::string_view bytes, const std::string &file, Slowest &slowest) {
    const auto begun = std::chrono::steady_clock::now();
    target.run(bytes);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (seconds > slowest.seconds)
        slowest = {seconds, file};
}

void replay(const Target &target, const fs::path &file, int mutations, Slowest &slowest) {
    const std::string bytes = read(file), name = file.filename().string();
    run_timed(target, bytes, name, slowest);
    std::mt19937_64 random(std::hash<std::string>{}(name)); // the same mutations every time
    for (int i = 0; i < mutations; ++i)
        run_timed(target, mutated(bytes, random), name, slowest);
}

/// Every file in `folder`; returns how many there were.
std::size_t replay_all(const Target &target, const fs::path &folder, int mutations) {
    std::vector<fs::path> inputs;
    std::error_code absent;
    for (const auto &entry : fs::directory_iterator(folder, absent))
        inputs.push_back(entry.path());
    std::sort(inputs.begin(), inputs.end());
    Slowest slowest;
    for (const fs::path &input : inputs)
        replay(target, input, mutations, slowest);
    if (!inputs.empty())
        fmt::print("{}: {} files, {} mutations of each, slowest {:.3f} s ({})\n", target.name, inputs.size(), mutations,
                   slowest.seconds, slowest.file);
    return inputs.size();
}

} // namespace
} // namespace sfumato::fuzz

int main(int count, char **arguments) {
    if (count < 2)
        return 2;
    const int mutations = count > 2 ? std::atoi(arguments[2]) : 0;
    std::size_t files = 0;
    for (const auto &target : sfumato::fuzz::targets)
        files += sfumato::fuzz::replay_all(target, std::filesystem::path(arguments[1]) / target.name, mutations);
    return files > 0 ? 0 : 1;
}
