// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/text/prompt_schedule.h"

namespace sfumato::text {

/// A prompt without its network tags, and the way back to where its characters stood.
class StrippedPrompt {
public:
    /// Errors: InvalidArgument for a lora, lyco or hypernet tag with an empty name, a name that leads out of the
    /// model folder, or a weight that is no number.
    static Result<StrippedPrompt> strip(std::string_view prompt);

    const std::string &text() const { return text_; }
    const std::vector<NetworkTag> &tags() const { return tags_; }
    /// The byte of the prompt that byte `at` of text() came from.
    std::size_t source(std::size_t at) const;

private:
    void keep(std::string_view prompt, std::size_t begin, std::size_t end);

    struct Piece {
        std::size_t stripped, source;
    };
    std::string text_;
    std::vector<Piece> pieces_;
    std::vector<NetworkTag> tags_;
};

} // namespace sfumato::text
