// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/picture_record.h"

#include <algorithm>

#include "app/service/request_infotext.h"
#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

/// The display name of what a request calls by its id.
std::string displayName(const std::vector<CatalogEntry> &entries, const std::string &id) {
    const auto entry = std::ranges::find_if(entries, [&](const CatalogEntry &e) { return e.id == id || e.name == id; });
    return entry == entries.end() ? id : entry->name;
}

} // namespace

GenerationRequest requestOfOne(GenerationRequest resolved, const GeneratedImage &image) {
    if (image.seed == resolved.seed && resolved.variation_seed)
        *resolved.variation_seed += image.index; // a variation keeps the seed and counts the other one up
    resolved.seed = image.seed;
    resolved.count = 1;
    resolved.batch = 1;
    resolved.shard_index = 0;
    resolved.shard_count = 1;
    return resolved;
}

PictureRecord recordOf(const GeneratedImage &image, const GenerationRequest &resolved, const Catalog &catalog, const PromptTemplate &written) {
    PictureFacts facts;
    facts.seed = image.seed;
    facts.width = image.picture.width;
    facts.height = image.picture.height;
    facts.samplerName = displayName(catalog.samplers, image.sampler.empty() ? resolved.sampler : image.sampler);
    facts.scheduleName = displayName(catalog.schedules, resolved.schedule);
    facts.modelName = modelNameOf(resolved.model);
    PictureRecord record;
    Infotext info = infotextOf(resolved, facts);
    if (!written.prompt.empty())
        info.add("Template", written.prompt);
    if (!written.negative.empty())
        info.add("Negative Template", written.negative);
    record.parameters = writeInfotext(info);
    record.request = to_json(requestOfOne(resolved, image), -1, PathStyle::NameOnly);
    record.model = facts.modelName;
    record.source = image.composite ? SourceType::Composite : SourceType::Synthetic;
    return record;
}

} // namespace sfumato::service
