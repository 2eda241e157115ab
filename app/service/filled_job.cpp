// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/filled_job.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/service/job_request.h"
#include "core/text/wildcards.h"

namespace sfumato::service {
namespace {

constexpr std::uint64_t otherPrompt = 0x9e3779b97f4a7c15; ///< between the seeds of the two prompts

bool holdsWildcards(const GenerationRequest &request) {
    const bool literal = request.habits.conventions == Conventions::Diffusers && !request.habits.emphasis;
    return !literal && !(text::wildcard_uses(request.prompt).empty() && text::wildcard_uses(request.negative).empty());
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
    const auto runAsWritten = [&] {
        return engine.run(resolved, context, [&](const GeneratedImage &image) { return sink(image, resolved, {}); }, latentsOut);
    };
    if (!holdsWildcards(resolved))
        return runAsWritten();
    if (folder.empty()) { // whoever has none has not heard of them, and may mean the underscores
        SFUMATO_TRY(GenerationResult result, runAsWritten());
        result.warnings.push_back("What stands between two underscores on each side stayed as it is: there is no folder of wildcards.");
        return result;
    }
    std::vector<std::pair<int, GenerationRequest>> images;
    for (int i = resolved.shard_index; i < resolved.count; i += resolved.shard_count) {
        GenerationRequest one = remainder(resolved, i);
        one.count = one.batch = one.shard_count = 1;
        one.shard_index = 0;
        const auto seed = static_cast<std::uint64_t>(one.seed);
        SFUMATO_TRY(one.prompt, text::fill_wildcards(resolved.prompt, folder, seed));
        SFUMATO_TRY(one.negative, text::fill_wildcards(resolved.negative, folder, seed ^ otherPrompt));
        images.emplace_back(i, std::move(one));
    }
    if (images.size() > 1 && !latentsOut.empty())
        return fail(ErrorCode::InvalidArgument, "--latents-out", "takes the latents of one run, and wildcards make a run of every image", "make one image at a time");
    GenerationResult all;
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
