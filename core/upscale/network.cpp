// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upscale/network.h"

#include <algorithm>

#include "core/nn/weight_loader.h"
#include "core/upscale/rrdb.h"
#include "core/upscale/srvgg.h"

namespace sfumato::upscale {

using modelio::UpscalerShape;

Result<std::shared_ptr<const Network>> load_network(const std::filesystem::path &path, at::Device device, const CancelToken &cancel) {
    SFUMATO_TRY(const auto file, modelio::open_tensor_file(path));
    SFUMATO_TRY(const auto found, modelio::read_upscaler(file));
    nn::WeightLoader loader(found.tensors, at::TensorOptions(device).dtype(at::kFloat), cancel);
    const nn::Scope scope(loader);
    std::shared_ptr<const Network> network;
    if (found.shape.kind == UpscalerShape::Kind::Rrdb)
        network = std::make_shared<const RrdbNetwork>(scope, found.shape, device);
    else
        network = std::make_shared<const SrvggNetwork>(scope, found.shape, device);
    SFUMATO_CHECK(loader.finish());
    return network;
}

int64_t bytes_per_pixel(const UpscalerShape &shape) {
    const int64_t width = shape.width, factor = shape.factor;
    if (shape.kind == UpscalerShape::Kind::Srvgg) // two layers' outputs, reordered; the last one and what becomes of it
        return 4 * std::max(4 * width, 4 * 3 * factor * factor);
    // Inside, a dense block and what stays beside it; behind the doublings a convolution's input and output, reordered.
    const int64_t inside = 2 * (width + 4 * shape.growth) + 5 * width, behind = 5 * width * (int64_t{1} << (2 * shape.doublings));
    return 4 * std::max(inside, behind) / (shape.unshuffle * shape.unshuffle);
}

} // namespace sfumato::upscale
