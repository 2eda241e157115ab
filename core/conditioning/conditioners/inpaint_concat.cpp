// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/conditioning/conditioners/inpaint_concat.h"

namespace sfumato::conditioning {

InpaintConcat::InpaintConcat(at::Tensor mask, at::Tensor masked_latent)
    : extra_(at::cat({std::move(mask), std::move(masked_latent)}, 1)) {}

void InpaintConcat::apply(NetworkInput &input, const Moment &moment) const {
    const auto extra = moment.part_of(extra_).to(input.latent.options()).expand({input.latent.size(0), -1, -1, -1});
    input.latent = at::cat({input.latent, extra}, 1);
}

} // namespace sfumato::conditioning
