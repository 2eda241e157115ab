// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>

#include "ui/prompt/prompt_reading.h"

namespace sfumato::ui {

/// Colours a prompt after its reading: weights, schedules, network tags, BREAK; problems are underlined.
class PromptHighlighter final : public QSyntaxHighlighter {
public:
    explicit PromptHighlighter(QTextDocument *document) : QSyntaxHighlighter(document) {}

    void setReading(PromptReading reading);
    const PromptReading &reading() const { return m_reading; }

protected:
    void highlightBlock(const QString &text) override;

private:
    PromptReading m_reading;
};

} // namespace sfumato::ui
