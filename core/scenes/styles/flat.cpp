// SPDX-License-Identifier: GPL-3.0-or-later
#include <opencv2/imgproc.hpp>

#include "core/scenes/styles/style.h"
#include "core/scenes/styles/texture.h"

namespace sfumato::scenes {
namespace {

/// The picture as it is drawn.
void paint(Image &, std::uint64_t) {}

const StyleRegistration registration{{"flat", {"flat illustration", "flat"}, true, paint}};

} // namespace
} // namespace sfumato::scenes
