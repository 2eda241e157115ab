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
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "tests/fuzz/targets.h"

namespace sfumato::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr Target targets[] = {
    {"safetensors", run_container}, {"zip", run_container}, {"gguf", run_container},   {"pickle", run_pickle},
    {"prompt", run_prompt},         {"png_text", run_png_text}, {"infotext", run_infotext},
};

std::string read(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// One to four changes of the kinds that files suffer: bits, bytes, lengths, cuts, repeats.
std::string mutated(std::string bytes, std::mt19937_64 &random) {
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
    for (std::size_t changes = 1 + below(4); changes > 0 && !bytes.empty(); --changes) {
        const std::size_t at = below(std::min<std::size_t>(bytes.size(), below(2) ? 512 : bytes.size()));
        switch (below(7)) {
        case 0: bytes[at] = static_cast<char>(bytes[at] ^ 1 << below(8)); break;
        case 1: bytes[at] = static_cast<char>(random()); break;
        case 2: bytes.resize(at); break;
        case 3: bytes.erase(at, 1 + below(16)); break;
        case 4: bytes.insert(at, bytes.substr(below(bytes.size()), 1 + below(64))); break;
        case 5: // a number of eight bytes with an unusual value
            for (std::size_t i = 0; i < 8 && at + i < bytes.size(); ++i)
                bytes[at + i] = static_cast<char>(i < 4 || below(2) ? 0xFF : 0x7F);
            break;
        default: std::swap(bytes[at], bytes[below(bytes.size())]);
        }
    }
    return bytes;
}

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
