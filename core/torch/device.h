// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <ATen/ATen.h>

#include "core/base/result.h"

namespace sfumato {

/// The device that a name stands for: cpu, cuda, cuda:N, or auto = a CUDA card where one can be used.
/// Loads LibTorch's CUDA half when it is asked for and a driver is there, which must happen before the first tensor.
/// Errors: InvalidArgument for another name, DeviceUnavailable with what is missing (never for auto).
Result<at::Device> open_device(const std::string &name);

/// Bytes that the device can still give, what its allocator keeps for reuse included.
std::int64_t memory_left(at::Device device);
/// Bytes that it has in all.
std::int64_t memory_of(at::Device device);
/// Gives back what the device's allocator keeps for reuse.
void release_kept_memory(at::Device device);

/// A generator of the device's own kind, in the state that `seed` stands for.
at::Generator make_generator(at::Device device, std::uint64_t seed);

} // namespace sfumato
