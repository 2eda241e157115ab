// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/memory.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <malloc.h>

#include "core/pipeline/second_pass.h"
#include "core/torch/device.h"
#include "core/vae/tiled_vae.h"

namespace sfumato::pipeline {
namespace {

constexpr int64_t scratch = 40 << 20; ///< threads' buffers and what kernels keep for themselves, whatever the size

int64_t size_of(at::ScalarType type) { return static_cast<int64_t>(c10::elementSize(type)); }

/// Bytes of a network's parameters in the type they are converted to. Errors: those of open_weights().
Result<int64_t> part_bytes(const modelio::ModelFolder &folder, modelio::Part part, at::ScalarType dtype) {
    SFUMATO_TRY(const auto source, modelio::open_weights(folder, part));
    int64_t numbers = 0;
    for (const std::string &name : source.names())
        numbers += static_cast<int64_t>(modelio::elements_of(*source.find(name)));
    return numbers * size_of(dtype);
}

/// A file beside the model: adapters and control networks are mostly stored in 16 bits.
int64_t bytes_beside(const std::string &path) {
    std::error_code ignored;
    const auto size = path.empty() ? 0 : std::filesystem::file_size(path, ignored);
    return ignored ? 0 : static_cast<int64_t>(size);
}

/// The rows of a batch that the U-Net is given at once, with and without the prompt: on a CPU of one image.
int64_t rows_of(const GenerationRequest &request, at::Device device) {
    return (device.is_cpu() ? 1 : request.batch) * (request.guidance.value_or(7.0) == 1.0 ? 1 : 2);
}

struct Size {
    int64_t h, w; ///< latent cells
};

Size cells_of(const ModelDescription &model, const GenerationRequest &request) {
    const int64_t factor = model.folder.vae.factor();
    int64_t width = request.width, height = request.height;
    if (width == 0 && request.init && request.init->pixels) {
        width = request.init->pixels->width + request.outpaint.left + request.outpaint.right;
        height = request.init->pixels->height + request.outpaint.top + request.outpaint.bottom;
    }
    return {std::max<int64_t>(height / factor, 1), std::max<int64_t>(width / factor, 1)};
}

/// What one pass needs on top of the weights.
struct PassBytes {
    int64_t sampling, decoding, pictures;
};

PassBytes pass_bytes(const ModelDescription &model, const GenerationRequest &request, const DtypePolicy &dtypes, Slices slices = Slices::No) {
    const auto [h, w] = cells_of(model, request);
    const int64_t tile = request.tile > 0 ? request.tile / model.folder.vae.factor() : std::max(h, w);
    const auto tiling = decode_tiling(model.folder.vae, h, w, dtypes.for_vae(), request);
    const int64_t decode_h = tiling ? std::min(h, tiling->tile) : h, decode_w = tiling ? std::min(w, tiling->tile) : w;
    const int64_t pixels = h * w * model.folder.vae.factor() * model.folder.vae.factor();
    return {unet_bytes(model.folder.unet, std::min(h, tile), std::min(w, tile), rows_of(request, dtypes.device), dtypes.network, slices),
            vae::decode_bytes(model.folder.vae, decode_h, decode_w, dtypes.vae), pixels * 3 * (request.init ? 4 : 2)};
}

} // namespace

Result<int64_t> weight_bytes(const ModelDescription &model, const DtypePolicy &dtypes) {
    using modelio::Part;
    int64_t all = 0;
    for (const auto &[part, type] : {std::pair{Part::UNet, dtypes.network}, {Part::Vae, dtypes.vae}, {Part::TextEncoder, dtypes.network},
                                     {Part::TextEncoder2, dtypes.network}}) {
        if (part == Part::TextEncoder2 && !model.folder.text2)
            continue;
        SFUMATO_TRY(const int64_t bytes, part_bytes(model.folder, part, type));
        all += bytes;
    }
    return all;
}

int64_t unet_bytes(const modelio::UNetConfig &config, int64_t h, int64_t w, int64_t rows, at::ScalarType dtype, Slices slices) {
    int64_t kept = config.block_out_channels.front() * h * w, peak = 0; // numbers; kept: what the way up will need again
    for (int level = 0; level < config.levels(); ++level) {
        const auto at = static_cast<size_t>(level);
        const int64_t cells = std::max<int64_t>((h >> level) * (w >> level), 1), width = config.block_out_channels[at];
        kept += width * cells * (config.layers_per_block[at] + (level + 1 < config.levels() ? 1 : 0));
        const bool attends = config.down_blocks[at] == modelio::UNetBlock::CrossAttention;
        // On the way up a residual block joins what comes from below with what was kept: both, their normed copy, the
        // result, and what convolutions reorder. A transformer's widest place is its feed-forward part, 8 times as wide.
        const int64_t below = config.block_out_channels[std::min(at + 1, config.block_out_channels.size() - 1)];
        const int64_t residual = 3 * (below + width) + 3 * width, transformer = attends ? (slices == Slices::Yes ? 7 : 19) * width : 0;
        peak = std::max(peak, cells * std::max(residual, transformer));
    }
    return (kept + peak) * rows * size_of(dtype) + scratch;
}

int64_t memory_budget(const GenerationRequest &request, at::Device device) {
    const double left = static_cast<double>(memory_left(device)) * 0.9;
    return static_cast<int64_t>(request.memory_gb > 0 ? std::min(request.memory_gb * 1e9, left) : left);
}

std::optional<Tiling> decode_tiling(const modelio::VaeConfig &config, int64_t h, int64_t w, const at::TensorOptions &there,
                                    const GenerationRequest &request) {
    if (request.force_tiled_decode)
        return Tiling{48, 16};
    // Half of a budget is the model's: the weights are in memory already where the machine is asked what it has left.
    const int64_t budget = request.memory_gb > 0 ? static_cast<int64_t>(request.memory_gb * 1e9 / 2) : memory_budget(request, there.device());
    const auto fitting = vae::choose_tiling(config, h, w, c10::typeMetaToScalarType(there.dtype()), budget);
    const int64_t window = request.tile / config.factor();
    if (window == 0 || (fitting && fitting->tile <= window))
        return fitting;
    const int64_t side = std::max<int64_t>(window, 24); // who works in windows expects memory not to grow with the picture
    return Tiling{side, std::max<int64_t>(side / 4, 8)};
}

namespace {

Result<MemoryEstimate> estimate_with(const ModelDescription &model, const GenerationRequest &resolved, const DtypePolicy &dtypes, Slices slices) {
    MemoryEstimate estimate;
    estimate.device = dtypes.device.str();
    estimate.dtype = dtype_name(dtypes.network);
    estimate.budget = resolved.memory_gb > 0 ? static_cast<int64_t>(resolved.memory_gb * 1e9) : memory_budget(resolved, dtypes.device);
    SFUMATO_TRY(estimate.weights, weight_bytes(model, dtypes));
    for (const ControlUse &use : resolved.controls)
        estimate.weights += bytes_beside(use.file) * size_of(dtypes.network) / 2;
    const auto first = pass_bytes(model, resolved, dtypes, slices);
    estimate.sampling = first.sampling;
    estimate.decoding = first.decoding;
    estimate.pictures = first.pictures;
    if (resolved.hires) {
        const auto second = pass_bytes(model, second_pass_of(resolved, model.folder.vae.factor()), dtypes, slices);
        estimate.sampling = std::max(first.sampling, second.sampling);
        estimate.decoding = std::max(first.decoding, second.decoding);
        estimate.pictures += second.pictures;
    }
    return estimate;
}

} // namespace

Result<MemoryEstimate> estimate_memory(const ModelDescription &model, const GenerationRequest &resolved, const DtypePolicy &dtypes) {
    return estimate_with(model, resolved, dtypes, Slices::No);
}

Result<void> check_budget(const ModelDescription &model, const GenerationRequest &resolved, const DtypePolicy &dtypes) {
    if (resolved.memory_gb <= 0)
        return {};
    SFUMATO_TRY(const auto least, estimate_with(model, resolved, dtypes, Slices::Yes));
    if (least.peak() <= least.budget)
        return {};
    const auto shown = [](int64_t bytes) { return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9); };
    const std::string fits = size_that_fits(model, resolved, dtypes);
    return fail(ErrorCode::OutOfMemory, "--memory",
                fmt::format("{} are too little: the model takes {}, the work on the picture {} more", shown(least.budget), shown(least.weights),
                            shown(least.peak() - least.weights)),
                fits.empty() ? fmt::format("allow {}", shown(least.peak() + 50'000'000)) : fits + ", or work in windows (--tile)");
}

bool spares_from_the_start(const ModelDescription &model, const GenerationRequest &resolved, const DtypePolicy &dtypes) {
    if (resolved.memory_gb <= 0)
        return false;
    const auto estimate = estimate_with(model, resolved, dtypes, Slices::No);
    return estimate && estimate->weights + estimate->pictures + estimate->sampling > estimate->budget;
}

std::string size_that_fits(const ModelDescription &model, const GenerationRequest &resolved, const DtypePolicy &dtypes) {
    const auto whole = cells_of(model, resolved);
    const int factor = model.folder.vae.factor();
    GenerationRequest smaller = resolved;
    for (double scale = 0.95; scale > 0.1; scale *= 0.95) {
        smaller.width = static_cast<int>(std::lround(static_cast<double>(whole.w) * scale)) * factor / 8 * 8;
        smaller.height = static_cast<int>(std::lround(static_cast<double>(whole.h) * scale)) * factor / 8 * 8;
        if (smaller.width < 64 || smaller.height < 64)
            break;
        const auto estimate = estimate_memory(model, smaller, dtypes);
        if (estimate && estimate->peak() <= estimate->budget)
            return fmt::format("about {} x {} pixels would fit", smaller.width, smaller.height);
    }
    return {};
}

void release_free_memory(at::Device device, const std::function<void()> &let_go) {
    if (let_go)
        let_go();
    release_kept_memory(device);
}

BlocksGivenBack::BlocksGivenBack() {
    malloc_trim(0);
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
}

BlocksGivenBack::~BlocksGivenBack() { // to what the C library arrives at by itself once a block of that size was freed
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

} // namespace sfumato::pipeline
