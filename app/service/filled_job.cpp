// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/filled_job.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/service/job_request.h"
#include "core/text/choices.h"
#include "core/text/wildcards.h"

namespace sfumato::service {
namespace {

constexpr std::uint64_t otherPrompt = 0x9e3779b97f4a7c15; ///< between the seeds of the two prompts

bool isLiteral(const GenerationRequest &request) { return request.habits.conventions == Conventions::Diffusers && !request.habits.emphasis; }

bool holdsWildcards(const GenerationRequest &request) {
    return !text::wildcard_uses(request.prompt).empty() || !text::wildcard_uses(request.negative).empty();
}

bool holdsChoices(const GenerationRequest &request) {
    return !text::choice_groups(request.prompt).empty() || !text::choice_groups(request.negative).empty();
}

/// Events of an image that is run alone, as those of image `index` of them all.
JobContext placed(const JobContext &context, int index, int images) {
    JobContext placed = context;
    if (context.on_step)
        placed.on_step = [on_step = context.on_step, index, images](StepEvent event) {
            event.image = index;
            event.images = images;
            on_step(event);
        };
    if (context.on_preview)
        placed.on_preview = [on_preview = context.on_preview, index](const Preview &preview) {
            Preview moved = preview;
            moved.image = index;
            on_preview(moved);
        };
    return placed;
}

} // namespace

Result<GenerationResult> runFilled(Engine &engine, const GenerationRequest &resolved, const std::filesystem::path &folder,
                                   const JobContext &context, const FilledSink &sink, const std::string &latentsOut) {
    const bool wildcards = !isLiteral(resolved) && holdsWildcards(resolved);
    GenerationResult all;
    if (wildcards && folder.empty()) // whoever has none has not heard of them, and may mean the underscores
        all.warnings.push_back("What stands between two underscores on each side stayed as it is: there is no folder of wildcards.");
    if (isLiteral(resolved) || !(holdsChoices(resolved) || (wildcards && !folder.empty()))) {
        SFUMATO_TRY(GenerationResult result, engine.run(resolved, context, [&](const GeneratedImage &image) { return sink(image, resolved, {}); }, latentsOut));
        result.warnings.insert(result.warnings.end(), all.warnings.begin(), all.warnings.end());
        return result;
    }
    const auto filled = [&](const std::string &prompt, std::uint64_t seed) {
        return folder.empty() ? text::fill_choices(prompt, seed) : text::fill_wildcards(prompt, folder, seed);
    };
    std::vector<std::pair<int, GenerationRequest>> images;
    for (int i = resolved.shard_index; i < resolved.count; i += resolved.shard_count) {
        GenerationRequest one = remainder(resolved, i);
        one.count = one.batch = one.shard_count = 1;
        one.shard_index = 0;
        const auto seed = static_cast<std::uint64_t>(one.seed);
        SFUMATO_TRY(one.prompt, filled(resolved.prompt, seed));
        SFUMATO_TRY(one.negative, filled(resolved.negative, seed ^ otherPrompt));
        images.emplace_back(i, std::move(one));
    }
    if (images.size() > 1 && !latentsOut.empty())
        return fail(ErrorCode::InvalidArgument, "--latents-out", "takes the latents of one run, and wildcards and choices make a run of every image", "make one image at a time");
    for (const auto &[index, one] : images) {
        GenerationRequest used = resolved;
        used.prompt = one.prompt;
        used.negative = one.negative;
        const ImageSink place = [&, index = index](GeneratedImage image) {
            image.index = index;
            return sink(image, used, {resolved.prompt, resolved.negative});
        };
        SFUMATO_TRY(GenerationResult result, engine.run(one, placed(context, index, resolved.count), place, latentsOut));
        all.finished += result.finished;
        all.adapters = std::move(result.adapters);
        for (std::string &warning : result.warnings)
            if (std::ranges::find(all.warnings, warning) == all.warnings.end())
                all.warnings.push_back(std::move(warning));
    }
    all.resolved = resolved;
    return all;
}

} // namespace sfumato::service
