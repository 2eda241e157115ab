// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include <ATen/ATen.h>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/modelio/upscaler_file.h"

namespace sfumato::upscale {

/// A network that enlarges pictures by a whole factor. Thread: any, while nobody writes the weights.
class Network {
public:
    virtual ~Network() = default;

    /// x: [1,3,H,W] in 0..1, H and W multiples of shape().unshuffle -> [1,3,H*factor,W*factor], about 0..1.
    /// x may lie anywhere; the result lies where the network does.
    at::Tensor operator()(const at::Tensor &x) const { return forward(x.to(device_)); }

    const modelio::UpscalerShape &shape() const { return shape_; }
    int factor() const { return shape_.factor; }
    at::Device device() const { return device_; }

protected:
    Network(const modelio::UpscalerShape &shape, at::Device device) : shape_(shape), device_(device) {}

    virtual at::Tensor forward(const at::Tensor &x) const = 0;

    modelio::UpscalerShape shape_;
    at::Device device_;
};

/// Reads a network of any kind and layout, in fp32, to `device`. Errors: those of open_tensor_file(), read_upscaler() and of missing or
/// misshapen tensors. Throws Failure{Cancelled}.
Result<std::shared_ptr<const Network>> load_network(const std::filesystem::path &path, at::Device device = at::kCPU,
                                                    const CancelToken &cancel = {});

/// Bytes that a network holds at its peak for each pixel it is given.
int64_t bytes_per_pixel(const modelio::UpscalerShape &shape);

} // namespace sfumato::upscale
