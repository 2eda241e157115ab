// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <c10/core/InferenceMode.h>

#include "core/pipeline/habits.h"
#include "core/pipeline/pipeline.h"
#include "core/torch/guard.h"
#include "core/torch/tensor_file.h"
#include "tests/adapters/tiny_model.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato::testing {

/// What came of a run.
struct Outcome {
    Result<GenerationResult> result;
    std::vector<Image> pictures;
    std::vector<StepEvent> events;
    std::vector<Preview> previews;
    std::map<std::string, at::Tensor> tensors; ///< of --latents-out
};

inline GenerationRequest tiny_request() {
    GenerationRequest request;
    request.prompt = "a cat";
    request.negative = "a dog";
    request.width = request.height = 64;
    request.steps = 3;
    request.guidance = 3.0;
    request.clip_skip = 1;
    request.seed = 5;
    request.sampler = "euler";
    request.schedule = "automatic";
    return request;
}

/// Runs a resolved request with a tiny model of random weights.
class TinyRun : public ::testing::Test {
protected:
    Outcome run(const GenerationRequest &request, const std::shared_ptr<const pipeline::Model> &model = tiny_model("sd1")) {
        const c10::InferenceMode inference;
        Outcome outcome{fail(ErrorCode::Internal, {}, "did not run"), {}, {}, {}, {}};
        JobContext context;
        context.on_step = [&](const StepEvent &event) { outcome.events.push_back(event); };
        context.on_preview = [&](const Preview &preview) { outcome.previews.push_back(preview); };
        const auto out = (folder_.path() / "out.safetensors").string();
        std::filesystem::remove(out);
        outcome.result = guarded([&]() -> Result<GenerationResult> {
            SFUMATO_TRY(const auto parts, loader_.load(model, request, {}));
            return pipeline::generate(parts, request, context, [&](GeneratedImage made) -> Result<void> {
                outcome.pictures.push_back(std::move(made.picture));
                return {};
            }, request.noise_in.empty() && keep_tensors_ ? out : std::string());
        });
        if (outcome.result && keep_tensors_)
            outcome.tensors = read_tensors(out).value();
        return outcome;
    }
    Outcome succeeds(const GenerationRequest &request) {
        auto outcome = run(request);
        EXPECT_TRUE(outcome.result) << describe(outcome.result.error());
        return outcome;
    }

    pipeline::PartsLoader loader_;
    test::TemporaryFolder folder_;
    bool keep_tensors_ = true;
};

} // namespace sfumato::testing
