// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/conditioning/conditioners/picture_concat.h"

namespace sfumato::conditioning {

void PictureConcat::apply(NetworkInput &input, const Moment &moment) const {
    const auto picture = moment.part_of(latent_).to(input.latent.options()).expand({input.images(), -1, -1, -1});
    std::vector<at::Tensor> shown;
    for (const Pass pass : input.passes)
        shown.push_back(pass == Pass::Bare ? at::zeros_like(picture) : picture);
    input.latent = at::cat({input.latent, at::cat(shown)}, 1);
}

} // namespace sfumato::conditioning
