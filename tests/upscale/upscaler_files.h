// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/upscale/network.h"

namespace sfumato::upscale::testing {

inline std::filesystem::path network_file(const std::string &name) {
    return std::filesystem::path(SFUMATO_TEST_DATA) / "upscale" / name;
}

inline std::shared_ptr<const Network> network(const std::string &name) {
    auto loaded = load_network(network_file(name));
    EXPECT_TRUE(loaded) << describe(loaded.error());
    return loaded ? *loaded : nullptr;
}

} // namespace sfumato::upscale::testing
