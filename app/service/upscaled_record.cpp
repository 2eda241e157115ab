// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/upscaled_record.h"

#include "app/service/request_infotext.h"
#include "core/engine/request_json.h"

namespace sfumato::service {

PictureRecord recordOfEnlarged(const PictureMetadata &original, const Enlargement &how) {
    PictureRecord record;
    // As the web UI's postprocessing writes it, behind whatever the picture says already.
    Infotext info = original.infotext.value_or(Infotext{});
    info.add("Postprocess upscale by", pythonNumber(how.scale));
    info.add("Postprocess upscaler", how.network.empty() ? "Lanczos" : modelNameOf(how.network));
    record.parameters = writeInfotext(info);
    if (original.request) {
        GenerationRequest request = *original.request;
        if (how.model.empty() && !how.network.empty()) {
            request.upscaler = how.network;
            request.upscale = how.scale;
        }
        record.request = to_json(request, -1, PathStyle::NameOnly);
    }
    record.model = !how.model.empty() ? how.model : !original.provenance.model.empty() ? original.provenance.model : modelNameOf(how.network);
    const bool by_a_model = original.provenance.source == SourceType::Synthetic || original.infotext || original.request;
    const bool now = !how.network.empty() || !how.model.empty();
    record.source = by_a_model ? (original.provenance.source == SourceType::Composite ? SourceType::Composite : SourceType::Synthetic)
                    : now      ? SourceType::Composite
                               : original.provenance.source;
    if (record.source == SourceType::Other)
        record.source = SourceType::Unsaid; // a term that is not ours to repeat
    return record;
}

} // namespace sfumato::service
