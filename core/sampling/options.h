// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

namespace sfumato::sampling {

/// Options of samplers and schedules by name: eta, s_noise, rho, sigma_min, ... ; absent = the algorithm's default.
using Options = std::map<std::string, double>;

/// What a sampler or schedule can be told.
struct OptionInfo {
    std::string name;
    double usual = 0.0; ///< taken where the option is absent
    double minimum = 0.0;
    double maximum = 0.0;
    std::string meaning;
};

/// The value of an option, or `usual`.
inline double value_of(const Options &options, const std::string &name, double usual) {
    const auto found = options.find(name);
    return found == options.end() ? usual : found->second;
}

} // namespace sfumato::sampling
