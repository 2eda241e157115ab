// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/conditioning/conditioner.h"
#include "core/pipeline/inpaint_source.h"
#include "core/pipeline/parts.h"

namespace sfumato::pipeline {

/// The size that a job works at, and the user's picture if there is one.
struct Canvas {
    const InpaintSource *source = nullptr;
    int width = 0, height = 0; ///< pixels
};

/// The control networks and image prompts of a job, their pictures made ready; what they see does not change.
/// Refers to the parts and the request. Thread: the engine's.
class Steering {
public:
    /// Errors: those of control_picture(); InvalidArgument where a picture cannot be used.
    static Result<Steering> prepare(const Parts &parts, const GenerationRequest &request, const Canvas &canvas);

    /// For one run of the job's model, in the order in which they are to be applied.
    std::vector<std::unique_ptr<conditioning::Conditioner>> conditioners() const;

private:
    Steering(const Parts &parts, const GenerationRequest &request) : parts_(&parts), request_(&request) {}

    /// What an image encoder made of a picture and of none.
    struct Seen {
        at::Tensor picture, nothing;
    };

    const Parts *parts_;
    const GenerationRequest *request_;
    std::vector<at::Tensor> pictures_; ///< [1,3,H,W], as many as controls
    std::vector<Seen> seen_;           ///< as many as image prompts
};

/// The number by which a union network knows what a control's picture shows. Errors: InvalidArgument where neither the
/// request nor its preprocessor says it, or the network knows fewer.
Result<int> task_of(const ControlUse &use, int tasks);

} // namespace sfumato::pipeline
