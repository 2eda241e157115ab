// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>
#include <QStringList>

#include "core/text/bpe_tokenizer.h"

namespace sfumato::ui {

/// What a stretch of a prompt is, for colouring.
enum class SpanKind { Weight, Schedule, Network, Break, Wildcard };

/// A stretch of a prompt, in QString's units.
struct PromptSpan {
    int begin = 0, length = 0;
    SpanKind kind = SpanKind::Weight;

    bool operator==(const PromptSpan &) const = default;
};

/// Something odd in it, and why.
struct PromptProblem {
    int begin = 0, length = 0;
    QString reason;

    bool operator==(const PromptProblem &) const = default;
};

struct PromptReading {
    std::vector<PromptSpan> spans;       ///< outer ones before those inside them
    std::vector<PromptProblem> problems;
};

/// Reads a prompt as the engine will (core/text), for a run of `steps` steps; `wildcards` are the names of those there are.
/// Every text is accepted.
PromptReading readPrompt(const QString &prompt, int steps, const QStringList &wildcards = {});

/// How much of the text encoder's sequences a prompt fills.
struct TokenCount {
    int tokens = 0; ///< of the longest text the prompt says at any step
    int room = 75;  ///< of the sequences it needs

    bool operator==(const TokenCount &) const = default;
};

TokenCount countTokens(const QString &prompt, int steps, const text::BpeTokenizer &tokenizer);

} // namespace sfumato::ui
