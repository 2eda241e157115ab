// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include "core/adapters/apply.h"
#include "core/nn/weight_map.h"
#include "core/pipeline/parts.h"
#include "tests/device/second_device.h"
#include "tests/support/golden.h"

namespace sfumato::testing {

/// A golden model in memory, loaded once in fp32, where the tests are to compute.
inline std::shared_ptr<const pipeline::Model> tiny_model(const std::string &set) {
    static std::map<std::string, std::shared_ptr<const pipeline::Model>> loaded;
    auto &model = loaded[set];
    if (!model) {
        const auto description = pipeline::describe_model(golden(set + "/model"));
        EXPECT_TRUE(description) << describe(description.error());
        const auto made = pipeline::load_model(*description, test_policy(), {});
        EXPECT_TRUE(made) << describe(made.error());
        model = *made;
    }
    return model;
}

inline adapters::Networks networks_of(const pipeline::Model &model) {
    adapters::Networks networks{&model.unet_weights, &model.unet->config(), {}};
    for (const auto &text : model.text)
        networks.text.push_back(&text.weights);
    return networks;
}

} // namespace sfumato::testing
