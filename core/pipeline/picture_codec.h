// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/image.h"
#include "core/pipeline/parts.h"
#include "core/torch/tiles.h"

namespace sfumato::pipeline {

/// A decoded picture, and its values where they were asked for.
struct Decoded {
    Image picture;     ///< RGB
    at::Tensor values; ///< [1,3,H,W] fp32 in 0..1, before quantisation; or undefined
};

enum class Keep { Picture, Values };

/// A job's autoencoder at work: in tiles where memory asks for it, and once more in fp32 where narrower numbers overflow.
/// Thread: the engine's.
class PictureCodec {
public:
    PictureCodec(const Parts &parts, const GenerationRequest &request, CancelToken cancel);

    /// picture: [1,3,H,W] in -1..1 -> its posterior, fp32, unscaled.
    /// Throws Failure{Cancelled}, Failure{Internal} where the values are no numbers in fp32 either.
    vae::Posterior encode(const at::Tensor &picture);
    /// The posterior's mean in model units, [1,C,h,w] fp32; tile by tile where the request works in tiles.
    at::Tensor encode_mean(const Image &picture);

    /// latent: [1,C,h,w] in model units. Throws as encode().
    Decoded decode(const at::Tensor &latent, Keep keep);

    /// What had to be done differently, in English sentences.
    const std::vector<std::string> &warnings() const { return warnings_; }

private:
    const vae::Autoencoder &coder() const { return precise_ ? *precise_ : *parts_.model->vae; }
    at::ScalarType dtype() const { return precise_ ? at::kFloat : parts_.model->dtypes.vae; }
    at::TensorOptions there() const { return parts_.model->dtypes.for_vae().dtype(dtype()); }
    /// Loads the autoencoder in fp32. Throws Failure{Internal} where it was in fp32 already.
    void become_precise();
    void warn(std::string sentence);
    std::optional<Tiling> tiling_for(const at::Tensor &latent) const;
    /// Empty where a value was no number.
    std::optional<Decoded> attempt(const at::Tensor &latent, const std::optional<Tiling> &tiling, Keep keep) const;

    const Parts &parts_;
    const GenerationRequest &request_;
    CancelToken cancel_;
    std::shared_ptr<const vae::Autoencoder> precise_; ///< once narrower numbers have overflowed
    bool short_of_memory_ = false;
    std::vector<std::string> warnings_;
};

} // namespace sfumato::pipeline
