// SPDX-License-Identifier: GPL-3.0-or-later
// Precompiled: a torch header costs ten seconds a file, so all files that need it share this one.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/ATen.h>
