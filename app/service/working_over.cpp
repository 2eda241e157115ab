// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/working_over.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "app/service/image_file.h"
#include "core/base/limits.h"

namespace sfumato::service {
namespace {

Result<int> nativeSize(Engine &engine, const GenerationRequest &request) {
    GenerationRequest bare;
    bare.model = request.model;
    bare.config = request.config;
    SFUMATO_TRY(const GenerationRequest resolved, engine.resolve(bare));
    return resolved.width;
}

/// `colours` may be up to 7 pixels smaller a side.
Image withAlphaOf(const Image &picture, const Image &colours) {
    Image joined(colours.width, colours.height, 4);
    for (int y = 0; y < joined.height; ++y)
        for (int x = 0; x < joined.width; ++x) {
            std::copy_n(colours.row(y) + 3 * x, 3, joined.row(y) + 4 * x);
            joined.row(y)[4 * x + 3] = picture.row(std::min(y, picture.height - 1))[4 * std::min(x, picture.width - 1) + 3];
        }
    return joined;
}

} // namespace

Result<GenerationRequest> workingOver(Engine &engine, GenerationRequest wishes, int width, int height) {
    wishes.upscaler.clear();
    wishes.upscale = 0.0;
    wishes.hires.reset();
    wishes.count = 1;
    wishes.width = std::max(width / 8 * 8, limits::min_side);
    wishes.height = std::max(height / 8 * 8, limits::min_side);
    if (wishes.tile == 0) {
        SFUMATO_TRY(wishes.tile, nativeSize(engine, wishes));
    }
    return wishes;
}

Result<Image> workedOver(Engine &engine, const Image &picture, GenerationRequest request, const JobContext &context, std::vector<std::string> &warnings) {
    request.init = SourceImage{{}, std::make_shared<const Image>(picture.channels == 4 ? onWhite(picture) : picture)};
    Image result;
    SFUMATO_TRY(const GenerationRequest resolved, engine.resolve(request));
    SFUMATO_TRY(const GenerationResult done, engine.run(resolved, context, [&](GeneratedImage made) -> Result<void> {
        result = std::move(made.picture);
        return {};
    }));
    warnings.insert(warnings.end(), done.warnings.begin(), done.warnings.end());
    return picture.channels == 4 ? withAlphaOf(picture, result) : result;
}

} // namespace sfumato::service
