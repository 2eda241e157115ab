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

/// A generator of the device's own kind, in the state that `seed` stands for.
at::Generator make_generator(at::Device device, std::uint64_t seed);

} // namespace sfumato
