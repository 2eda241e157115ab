// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/given_noise.h"

#include <sstream>

#include "core/torch/tensor_file.h"

namespace sfumato::pipeline {

at::Tensor GivenNoise::rows(const at::Tensor &noise, int64_t first, int64_t count) {
    return noise.size(0) == 1 ? noise.expand({count, -1, -1, -1}) : noise.narrow(0, first, count);
}

Result<GivenNoise> read_noise(const std::string &file, at::IntArrayRef shape) {
    SFUMATO_TRY(const auto tensors, read_tensors(file));
    GivenNoise given{file, {}, {}, {}};
    const auto take = [&](const std::string &name) -> Result<at::Tensor> {
        const auto found = tensors.find(name);
        if (found == tensors.end())
            return at::Tensor();
        const auto sizes = found->second.sizes();
        const bool fits = sizes.size() == 4 && (sizes[0] == shape[0] || sizes[0] == 1) && sizes.slice(1) == shape.slice(1);
        if (!fits) {
            std::ostringstream text;
            text << name << " is " << sizes << " where this request needs " << shape;
            return fail(ErrorCode::ShapeMismatch, file, text.str());
        }
        return found->second.to(at::kFloat);
    };
    SFUMATO_TRY(given.start, take("noise"));
    SFUMATO_TRY(given.posterior, take("vae_noise"));
    for (size_t k = 0;; ++k) {
        SFUMATO_TRY(auto step, take("step_noise." + std::to_string(k)));
        if (!step.defined())
            return given;
        given.steps.push_back(std::move(step));
    }
}

} // namespace sfumato::pipeline
