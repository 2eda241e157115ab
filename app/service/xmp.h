// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace sfumato::service {

/// How much of a picture a model made, in the terms of the IPTC Digital Source Type vocabulary.
enum class SourceType {
    Unsaid,
    Synthetic, ///< trainedAlgorithmicMedia
    Composite, ///< compositeWithTrainedAlgorithmicMedia: a person's picture is partly kept
    Other,     ///< some other term of the vocabulary, or none of it
};

/// What we say, and read, in XMP.
struct XmpStatement {
    SourceType source = SourceType::Unsaid;
    std::string creatorTool; ///< xmp:CreatorTool
    std::string model;       ///< Iptc4xmpExt:AISystemUsed
    std::string sourceUri;   ///< reading only: Iptc4xmpExt:DigitalSourceType as it stands
};

/// An XMP packet that says this. Errors: Internal where the text is no UTF-8.
/// Source: IPTC Photo Metadata Standard 2025.1, http://cv.iptc.org/newscodes/digitalsourcetype/.
Result<std::string> xmpPacket(const XmpStatement &statement);

/// Reads a packet from anywhere. Never fails: what is not understood is left empty; entities are expanded
/// up to 4096 characters, nothing outside the packet is ever opened.
XmpStatement readXmp(std::string_view packet);

} // namespace sfumato::service
