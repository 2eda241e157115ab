// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/api/engine.h"
#include "core/base/result.h"
#include "core/pipeline/model.h"
#include "core/torch/tiles.h"

namespace sfumato::pipeline {

/// The bytes that a model's weights take in these types, from its headers. Errors: those of open_weights().
Result<int64_t> weight_bytes(const ModelDescription &model, const DtypePolicy &dtypes);

/// How much memory a run is expected to need: a model of what the networks hold at their peaks, held against
/// the peaks that `sfumato-cli bench` measures. `resolved` has its steps and sizes. Reads headers only. Errors: those of opening weights.
Result<MemoryEstimate> estimate_memory(const ModelDescription &model, const GenerationRequest &resolved, const DtypePolicy &dtypes);

enum class Slices { No, Yes }; ///< nn::Sparing

/// Bytes that one call of the U-Net holds at its peak, for h x w cells and so many rows of a batch, weights not counted.
int64_t unet_bytes(const modelio::UNetConfig &config, int64_t h, int64_t w, int64_t rows, at::ScalarType dtype, Slices slices = Slices::No);

/// Whether a budget that was set suffices, sparing all that can be spared; asked before weights are read.
/// Errors: OutOfMemory saying what would fit; those of estimate_memory().
Result<void> check_budget(const ModelDescription &model, const GenerationRequest &resolved, const DtypePolicy &dtypes);

/// Whether a budget that was set asks for slices from the first step on.
bool spares_from_the_start(const ModelDescription &model, const GenerationRequest &resolved, const DtypePolicy &dtypes);

/// What may be used on top of what is in use: of the request's budget, else of what the machine has left.
int64_t memory_budget(const GenerationRequest &request, at::Device device);

/// How h x w cells are to be decoded within the budget; empty = whole.
std::optional<Tiling> decode_tiling(const modelio::VaeConfig &config, int64_t h, int64_t w, const at::TensorOptions &there,
                                    const GenerationRequest &request);

/// "about 768 x 512 pixels would fit": the largest size of the same shape whose estimate stays within the budget; empty
/// where none does, or where size is not what is wrong.
std::string size_that_fits(const ModelDescription &model, const GenerationRequest &resolved, const DtypePolicy &dtypes);

/// Gives back to the system what has been freed on the device; its allocator keeps it otherwise. let_go (may be empty) frees more first.
void release_free_memory(at::Device device, const std::function<void()> &let_go = {});

/// While it lives, every large block that is freed goes back to the system at once, instead of leaving a hole in the C
/// library's heap; holes that are there go back first. For few allocations of growing sizes, as in decoding, where holes came
/// to a third of the peak; a step of a network would spend its time on the system's pages.
class BlocksGivenBack {
public:
    BlocksGivenBack();
    ~BlocksGivenBack();
    BlocksGivenBack(const BlocksGivenBack &) = delete;
    BlocksGivenBack &operator=(const BlocksGivenBack &) = delete;
};

} // namespace sfumato::pipeline
