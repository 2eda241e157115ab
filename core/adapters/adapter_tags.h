// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/adapters/apply.h"
#include "core/adapters/hypernetwork.h"
#include "core/api/request.h"
#include "core/base/result.h"

namespace sfumato::adapters {

/// The adapters a request uses: its own, then those that tags of the prompt name, such as <lora:name:0.8>,
/// <lora:name:te:unet> or <lora:name:te=0.5:unet=1>. As in A1111 one number holds for both networks and only the
/// positive prompt counts. reads_tags: false where the prompt is text alone. Names are files of the adapter folder or of folders in it, without their ending.
/// Errors: NotFound with the nearest names, InvalidArgument, LimitExceeded for more than 64.
Result<std::vector<Use>> adapters_of(const GenerationRequest &request, bool reads_tags, std::vector<std::string> &warnings);

/// The hypernetworks a request uses: its own, then those that tags such as <hypernet:name:0.8> of the prompt name, in the
/// order in which they act. Errors: as above.
Result<std::vector<HypernetworkSource>> hypernetworks_of(const GenerationRequest &request, bool reads_tags, std::vector<std::string> &warnings);

} // namespace sfumato::adapters
