// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/device.h"

#include <algorithm>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include "core/base/card_number.h"
#include "core/base/nearest_name.h"
#include "core/base/printable.h"

namespace sfumato {
namespace {

std::int64_t pages(int kind) { return std::max(0L, sysconf(kind)) * std::max(0L, sysconf(_SC_PAGESIZE)); }

/// Nothing, or why CUDA cannot be used here.
std::string load_cuda() {
    if (!::dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL))
        return "no NVIDIA driver is installed";
    // Registers CUDA's kernels with LibTorch; the programs link the processor's half alone.
    if (!::dlopen("libtorch_cuda.so", RTLD_LAZY | RTLD_GLOBAL)) {
        const char *reason = ::dlerror();
        return fmt::format("LibTorch's CUDA libraries cannot be loaded ({})", reason ? reason : "no reason given");
    }
    return at::detail::getCUDAHooks().getNumGPUs() > 0 ? "" : "the driver sees no card";
}

} // namespace

Result<at::Device> open_device(const std::string &name) {
    if (name == "cpu")
        return at::Device(at::kCPU);
    const auto number = name == "auto" ? std::optional(0) : card_number(name);
    if (!number)
        return fail(ErrorCode::InvalidArgument, "--device", fmt::format("{} is not auto, cpu, cuda or cuda:N with N from 0 to 127", in_quotes(name)),
                    did_you_mean(name, {"auto", "cpu", "cuda", "cuda:0"}));
    static const std::string missing = load_cuda();
    if (name == "auto")
        return missing.empty() ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
    if (!missing.empty())
        return fail(ErrorCode::DeviceUnavailable, "--device", fmt::format("{} cannot be used: {}", name, missing),
                    "use --device cpu, or install what is missing (./sfumato.sh --cuda build)");
    if (*number >= at::detail::getCUDAHooks().getNumGPUs())
        return fail(ErrorCode::DeviceUnavailable, "--device", fmt::format("{} is not there: this machine has {} card(s)", name, at::detail::getCUDAHooks().getNumGPUs()));
    return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(*number));
}

std::int64_t memory_left(at::Device device) {
    if (device.is_cpu())
        return pages(_SC_AVPHYS_PAGES);
    auto *allocator = at::getDeviceAllocator(device.type());
    const auto stats = allocator->getDeviceStats(device.index());
    const auto all = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    const auto kept = stats.reserved_bytes.at(all).current - stats.allocated_bytes.at(all).current;
    return static_cast<std::int64_t>(allocator->getMemoryInfo(device.index()).first) + kept;
}

std::int64_t memory_of(at::Device device) {
    return device.is_cpu() ? pages(_SC_PHYS_PAGES) : static_cast<std::int64_t>(at::getDeviceAllocator(device.type())->getMemoryInfo(device.index()).second);
}

void release_kept_memory(at::Device device) {
    if (device.is_cpu())
        malloc_trim(0);
    else
        at::getDeviceAllocator(device.type())->emptyCache();
}

at::Generator make_generator(at::Device device, std::uint64_t seed) {
    if (device.is_cpu())
        return at::detail::createCPUGenerator(seed);
    auto generator = at::globalContext().getAcceleratorHooksInterface(device.type()).getNewGenerator(device.index());
    generator.set_current_seed(seed);
    return generator;
}

} // namespace sfumato
