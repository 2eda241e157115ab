// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/inpaint_source.h"

#include <algorithm>

#include "core/image/composite.h"
#include "core/image/fill.h"
#include "core/image/flatten.h"
#include "core/image/mask_ops.h"
#include "core/image/outpaint.h"
#include "core/image/resize.h"
#include "core/pipeline/inpaint_region.h"

namespace sfumato::pipeline {
namespace {

int rounded(int pixels, int factor) { return std::max(factor, (pixels + factor / 2) / factor * factor); }

/// The larger of two masks of one size, pixel by pixel.
Image united(Image a, const Image &b) {
    std::transform(a.pixels.begin(), a.pixels.end(), b.pixels.begin(), a.pixels.begin(), [](auto x, auto y) { return std::max(x, y); });
    return a;
}

Image painted_mask(const MaskOptions &options) {
    Image mask = image::mask_from(*options.mask.pixels);
    if (options.mode == MaskMode::Hard)
        mask = image::binarise(mask);
    if (options.grow != 0)
        mask = image::grow(mask, options.grow);
    return mask;
}

} // namespace

Result<InpaintSource> prepare_source(const GenerationRequest &request, const ResolvedHabits &habits, int factor, int native) {
    InpaintSource source;
    source.whole = image::flattened(*request.init->pixels);
    Image mask;
    if (request.inpaint) {
        mask = painted_mask(*request.inpaint);
        if (mask.width != source.whole.width || mask.height != source.whole.height)
            return fail(ErrorCode::InvalidArgument, "--mask",
                        "is " + std::to_string(mask.width) + "x" + std::to_string(mask.height) + " pixels where --init is " +
                            std::to_string(source.whole.width) + "x" + std::to_string(source.whole.height),
                        "give a mask of the picture's size");
    }
    const bool only_masked = request.inpaint && request.inpaint->only_masked;
    const bool sized = request.width > 0 && request.height > 0;
    // As in A1111 a size given for the whole picture resizes it first; for only-masked it is the size worked at.
    if (sized && !only_masked && !request.outpaint.any()) {
        source.whole = image::resize(source.whole, request.width, request.height, image::Resample::Smooth);
        if (!mask.empty())
            mask = image::resize(mask, request.width, request.height, image::Resample::Smooth);
    }
    if (request.outpaint.any()) {
        auto canvas = image::extend(source.whole, request.outpaint, image::outpaint_overlap);
        Image grown(canvas.picture.width, canvas.picture.height, 1);
        if (!mask.empty())
            image::paste(grown, mask, canvas.kept.x0, canvas.kept.y0);
        mask = united(std::move(grown), canvas.mask);
        source.whole = std::move(canvas.picture);
    }
    source.region = {0, 0, source.whole.width, source.whole.height};
    int width = rounded(source.whole.width, factor), height = rounded(source.whole.height, factor);
    if (only_masked) {
        const auto box = image::bounding_box(mask);
        if (box.empty())
            return fail(ErrorCode::InvalidArgument, "--mask", "marks nothing to repaint", "paint white where the picture should change");
        const auto region = inpaint_region(source.whole.width, source.whole.height, box, request.inpaint->padding,
                                           sized ? request.width : native, sized ? request.height : native);
        source.region = region.crop;
        width = rounded(region.process_width, factor);
        height = rounded(region.process_height, factor);
    }
    const auto to_process = [&](const Image &picture) {
        return image::resize(image::crop(picture, source.region), width, height, image::Resample::Smooth);
    };
    source.picture = to_process(source.whole);
    if (mask.empty())
        return source;
    const double feather = request.inpaint ? request.inpaint->blur : 0.0;
    source.weights = image::composite_mask(mask, habits.inpaint_blend == InpaintBlend::Diffusers ? 0.0 : feather);
    source.mask = to_process(mask);
    if (request.inpaint && request.inpaint->mode == MaskMode::Soft && feather > 0)
        source.mask = image::blur(source.mask, feather);
    if (request.inpaint)
        source.picture = image::fill_hole(source.picture, source.mask, request.inpaint->fill);
    return source;
}

Image put_back(const InpaintSource &source, const Image &result) {
    if (!source.inpaints())
        return result;
    Image laid = source.whole;
    image::paste(laid, image::resize(result, source.region.width(), source.region.height(), image::Resample::Smooth), source.region.x0,
                 source.region.y0);
    return image::composite(source.whole, laid, source.weights);
}

} // namespace sfumato::pipeline
