// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/upscale_request.h"

#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/pipeline/memory.h"
#include "core/torch/device.h"
#include "core/torch/guard.h"
#include "core/upscale/enlarge.h"

namespace sfumato {
namespace {

Result<void> check(const UpscaleRequest &request) {
    const Image &picture = request.picture;
    if (picture.empty() || (picture.channels != 3 && picture.channels != 4))
        return fail(ErrorCode::InvalidArgument, "--input", "is no picture of 3 or 4 channels");
    if (!(request.scale >= 0.0 && request.scale <= 16.0))
        return fail(ErrorCode::InvalidArgument, "--scale", fmt::format("is {}, not 0 to 16", request.scale));
    if (request.file.empty() && request.scale <= 0.0)
        return fail(ErrorCode::InvalidArgument, "--scale", "is needed where no network says by how much to enlarge", "add --scale or --upscaler");
    const double width = picture.width * request.scale, height = picture.height * request.scale;
    if (width > limits::max_side || height > limits::max_side || width * height > static_cast<double>(limits::max_pixels))
        return fail(ErrorCode::LimitExceeded, "--scale",
                    fmt::format("makes {:.0f} x {:.0f} pixels; a side has at most {}, a picture at most {}", width, height, limits::max_side,
                                limits::max_pixels));
    return {};
}

} // namespace

Result<UpscaledPicture> upscale_requested(const UpscaleRequest &request, const JobContext &context) {
    SFUMATO_CHECK(check(request));
    UpscaledPicture made;
    auto begun = Clock::now();
    if (request.file.empty()) {
        made.picture = upscale::at_scale(request.picture, request.picture, request.scale);
        made.milliseconds = milliseconds_since(begun);
        return made;
    }
    if (context.on_step)
        context.on_step({Phase::Loading, 0, 1, 0, 0, 0.0, 0.0});
    SFUMATO_TRY(const auto device, open_device(request.device));
    SFUMATO_TRY(const auto network, upscale::load_network(request.file, device, context.cancel));
    made.network = describe(network->shape());
    made.factor = network->factor();
    begun = Clock::now();
    auto tile_begun = begun;
    const auto progress = [&](int done, int total) {
        if (context.on_step)
            context.on_step({Phase::Enlarging, 0, 1, done, total, 0.0, milliseconds_since(tile_begun)});
        tile_begun = Clock::now();
    };
    GenerationRequest machine;
    machine.memory_gb = request.memory_gb;
    const auto attempt = [&](std::int64_t budget) -> Result<void> {
        const Image &picture = request.picture;
        SFUMATO_TRY(auto larger, upscale::enlarge(*network, picture, upscale::choose_tiles(network->shape(), picture.width, picture.height, budget),
                                                        context.cancel, progress));
        made.picture = upscale::at_scale(std::move(larger), picture, request.scale);
        return {};
    };
    Result<void> done;
    if (!fits_in_memory([&] { done = attempt(upscale::usual_budget(pipeline::memory_budget(machine, device))); })) {
        pipeline::release_free_memory(device);
        done = attempt(0); // once more, in the smallest tiles
    }
    SFUMATO_CHECK(std::move(done));
    made.milliseconds = milliseconds_since(begun);
    return made;
}

} // namespace sfumato
