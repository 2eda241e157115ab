// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/steering.h"

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/conditioning/conditioners/control_net.h"
#include "core/conditioning/conditioners/ip_adapter.h"
#include "core/conditioning/conditioners/t2i_adapter.h"
#include "core/image/control_kind.h"
#include "core/image/flatten.h"
#include "core/pipeline/control_source.h"
#include "core/torch/tensor_image.h"

namespace sfumato::pipeline {
namespace {

using PlainControl = std::shared_ptr<const unet::ControlNet>;

/// Inpainting networks see -1 where they are to repaint; those of a union were trained with black there.
at::Tensor with_hole(at::Tensor picture, const ControlUse &use, const Control &control, const Canvas &canvas) {
    const auto *network = std::get_if<PlainControl>(&control);
    if (!leaves_a_hole(use, canvas.source) || !network || (*network)->config().tasks > 0)
        return picture;
    return at::where(tensor_from_mask(canvas.source->mask).ge(0.5), -1.0, picture);
}

} // namespace

Result<int> task_of(const ControlUse &use, int tasks) {
    if (tasks == 0)
        return 0;
    const image::ControlKind *kind = image::kind_made_by(use.preprocessor);
    if (!use.kind.empty()) {
        SFUMATO_TRY(kind, image::find_control_kind(use.kind));
    }
    if (!kind)
        return fail(ErrorCode::InvalidArgument, "--control-type", fmt::format("is needed: {} is a union of control networks", display(use.file)),
                    "name what the picture is, such as --control-type depth");
    if (kind->number >= tasks)
        return fail(ErrorCode::InvalidArgument, "--control-type",
                    fmt::format("is {}, which {} does not know: it tells {} kinds apart", kind->id, display(use.file), tasks));
    return kind->number;
}

Result<Steering> Steering::prepare(const Parts &parts, const GenerationRequest &request, const Canvas &canvas) {
    Steering made(parts, request);
    const auto there = parts.model->dtypes.for_network();
    for (std::size_t i = 0; i < request.controls.size(); ++i) {
        const ControlUse &use = request.controls[i];
        if (const auto *network = std::get_if<PlainControl>(&parts.controls[i]))
            SFUMATO_CHECK(task_of(use, (*network)->config().tasks));
        SFUMATO_TRY(const auto picture, control_picture(use, canvas.source, canvas.width, canvas.height));
        made.pictures_.push_back(with_hole(tensor_from_picture(picture, PixelRange::Unit), use, parts.controls[i], canvas).to(there));
    }
    for (std::size_t i = 0; i < request.image_prompts.size(); ++i) {
        const auto &[adapter, encoder] = parts.image_prompts[i];
        const auto pixels = vision::seen_by_clip(image::flattened(*request.image_prompts[i].image.pixels), encoder->config().image_size).to(there);
        const auto seen = encoder->see(pixels);
        if (adapter->config().reads_patches())
            made.seen_.push_back({seen.penultimate, encoder->see(at::zeros_like(pixels)).penultimate});
        else
            made.seen_.push_back({seen.embedding, at::zeros_like(seen.embedding)});
    }
    return made;
}

std::vector<std::unique_ptr<conditioning::Conditioner>> Steering::conditioners() const {
    std::vector<std::unique_ptr<conditioning::Conditioner>> all;
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
        const ControlUse &use = request_->controls[i];
        const conditioning::ControlStrength strength{use.weight, use.start, use.end};
        const Control &control = parts_->controls[i];
        if (const auto *network = std::get_if<PlainControl>(&control))
            all.push_back(std::make_unique<conditioning::ControlNet>(
                *network, pictures_[i], conditioning::ControlNet::Manner{strength, use.mode, task_of(use, (*network)->config().tasks).value()}));
        else
            all.push_back(std::make_unique<conditioning::T2iAdapter>(*std::get<std::shared_ptr<const unet::T2iAdapter>>(control), pictures_[i], strength));
    }
    for (std::size_t i = 0; i < seen_.size(); ++i) {
        const ImagePromptUse &use = request_->image_prompts[i];
        all.push_back(std::make_unique<conditioning::IpAdapter>(*parts_->image_prompts[i].adapter, seen_[i].picture, seen_[i].nothing,
                                                                conditioning::ControlStrength{use.weight, use.start, use.end}));
    }
    return all;
}

} // namespace sfumato::pipeline
