// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/picture_codec.h"

#include <algorithm>
#include <utility>

#include "core/pipeline/memory.h"
#include "core/torch/guard.h"
#include "core/torch/tensor_image.h"
#include "core/vae/tiled_vae.h"

namespace sfumato::pipeline {
namespace {

constexpr Tiling smallest_tiling{24, 8};

bool all_finite(const at::Tensor &values) { return values.isfinite().all().item<bool>(); }

} // namespace

PictureCodec::PictureCodec(const Parts &parts, const GenerationRequest &request, CancelToken cancel)
    : parts_(parts), request_(request), cancel_(std::move(cancel)) {}

void PictureCodec::warn(std::string sentence) {
    if (std::find(warnings_.begin(), warnings_.end(), sentence) == warnings_.end())
        warnings_.push_back(std::move(sentence));
}

void PictureCodec::become_precise() {
    if (dtype() == at::kFloat)
        throw Failure({ErrorCode::Internal, "VAE", "its pixels are not numbers; no picture was made",
                       "the autoencoder or the latents it was given are broken; try another --vae"});
    const std::string narrow = dtype_name(dtype());
    precise_ = value_or_throw(parts_.precise_vae());
    warn("The VAE's numbers overflowed in " + narrow + "; it was run in f32.");
}

vae::Posterior PictureCodec::encode(const at::Tensor &picture) {
    for (;;) {
        cancel_.check();
        const auto posterior = coder().encode(picture.to(there()));
        if (all_finite(posterior.mean))
            return {posterior.mean.to(at::kCPU, at::kFloat), posterior.logvar.to(at::kCPU, at::kFloat)};
        become_precise();
    }
}

at::Tensor PictureCodec::encode_mean(const Image &picture) {
    if (request_.tile == 0)
        return coder().to_model_units(encode(tensor_from_picture(picture, PixelRange::Signed)).mean);
    for (;;) {
        const auto mean = vae::encode_in_tiles(coder(), picture, there(), request_.tile, cancel_);
        if (all_finite(mean))
            return coder().to_model_units(mean);
        become_precise();
    }
}

std::optional<Tiling> PictureCodec::tiling_for(const at::Tensor &latent) const {
    if (short_of_memory_)
        return smallest_tiling;
    return decode_tiling(coder().config(), latent.size(2), latent.size(3), there(), request_);
}

std::optional<Decoded> PictureCodec::attempt(const at::Tensor &latent, const std::optional<Tiling> &tiling, Keep keep) const {
    const int factor = coder().config().factor();
    Decoded decoded{Image(static_cast<int>(latent.size(3)) * factor, static_cast<int>(latent.size(2)) * factor, 3), {}};
    std::vector<at::Tensor> strips;
    bool finite = true;
    vae::decode_in_strips(coder(), coder().from_model_units(latent).to(there()), tiling, cancel_, [&](int64_t top, const at::Tensor &strip) {
        finite = finite && all_finite(strip);
        if (!finite)
            return;
        put_strip(decoded.picture, top, strip, PixelRange::Signed);
        if (keep == Keep::Values)
            strips.push_back((strip * 0.5 + 0.5).clamp(0, 1));
    });
    if (!finite)
        return std::nullopt;
    if (keep == Keep::Values)
        decoded.values = strips.size() == 1 ? strips.front() : at::cat(strips, 2);
    return decoded;
}

Decoded PictureCodec::decode(const at::Tensor &latent, Keep keep) {
    const BlocksGivenBack freed;
    for (;;) {
        std::optional<Decoded> decoded;
        if (!fits_in_memory([&] { decoded = attempt(latent, tiling_for(latent), keep); })) {
            if (short_of_memory_)
                throw std::bad_alloc();
            short_of_memory_ = true; // one more attempt, in the smallest tiles
            release_free_memory(there().device(), parts_.let_go);
            warn("Memory ran short while decoding; the picture was decoded in tiles.");
            continue;
        }
        if (decoded)
            return std::move(*decoded);
        become_precise();
    }
}

} // namespace sfumato::pipeline
