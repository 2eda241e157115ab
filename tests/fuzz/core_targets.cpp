// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/targets.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "core/modelio/checkpoint_probe.h"
#include "core/modelio/pickle_reader.h"
#include "core/modelio/tensor_source.h"
#include "core/modelio/torch_contents.h"
#include "core/text/prompt_parser.h"
#include "core/text/prompt_schedule.h"
#include "core/text/prompt_text.h"

namespace sfumato::fuzz {
namespace {

/// A file in memory with a path, as the readers want one.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
        if (descriptor_ < 0)
            std::abort();
        for (std::size_t at = 0; at < bytes.size();) {
            const ssize_t written = ::write(descriptor_, bytes.data() + at, bytes.size() - at);
            if (written <= 0)
                std::abort();
            at += static_cast<std::size_t>(written);
        }
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;

    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

} // namespace

void run_container(std::string_view bytes) {
    const MemoryFile file(bytes);
    (void)modelio::probe_checkpoint(file.path());
    const auto source = modelio::TensorSource::open(file.path());
    if (!source)
        return;
    // What a header may promise is bounded by the file; a loader asks for known shapes only.
    constexpr std::uint64_t most = 16u << 20;
    std::uint64_t left = most;
    for (const std::string &name : source->names()) {
        const std::uint64_t size = source->find(name)->bytes;
        if (size > left)
            break;
        left -= size;
        std::vector<std::max_align_t> numbers(size / sizeof(std::max_align_t) + 1);
        (void)source->read(name, numbers.data());
    }
}

void run_pickle(std::string_view bytes) {
    const auto pickle = modelio::pickle::read(bytes, modelio::is_torch_global);
    if (pickle)
        (void)modelio::read_torch_contents(*pickle);
}

void run_prompt(std::string_view bytes) {
    const std::string prompt(bytes);
    if (!text::check_prompt(prompt))
        return;
    const auto schedule = text::schedule_prompt(prompt, 20);
    if (!schedule)
        return;
    for (const std::string &words : schedule->texts)
        (void)text::parse_weights(words);
}

} // namespace sfumato::fuzz
