// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/algebra.h"

namespace sfumato::adapters {
namespace {

template <const char *part>
at::Tensor change(const Parts &parts, const at::Tensor &) {
    return parts.at(part);
}

constexpr char diff[] = "diff", diff_b[] = "diff_b", w_norm[] = "w_norm", b_norm[] = "b_norm";

Algorithm whole(const char *id, const char *part, Parameter parameter, at::Tensor (*algebra)(const Parts &, const at::Tensor &)) {
    return {.id = id,
            .name = "whole difference",
            .spellings = {{std::string(".") + part, part}},
            .needs = {{part}},
            .parameter = parameter,
            .change = algebra,
            .source = "LyCORIS, modules/full.py and norms.py"};
}

/// The difference itself, of weights, biases and the two parameters of norms.
const Registration registrations[] = {Registration{whole("full", diff, Parameter::Weight, change<diff>)},
                                      Registration{whole("full_bias", diff_b, Parameter::Bias, change<diff_b>)},
                                      Registration{whole("full_norm", w_norm, Parameter::Weight, change<w_norm>)},
                                      Registration{whole("full_norm_bias", b_norm, Parameter::Bias, change<b_norm>)}};

} // namespace
} // namespace sfumato::adapters
