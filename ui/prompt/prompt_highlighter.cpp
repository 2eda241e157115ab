// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompt/prompt_highlighter.h"

#include <algorithm>

#include <QGuiApplication>
#include <QTextDocument>

#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

QColor colourOf(SpanKind kind, const Palette &palette) {
    switch (kind) {
    case SpanKind::Weight: return palette.weight;
    case SpanKind::Schedule: return palette.alternation;
    case SpanKind::Network: return palette.network;
    case SpanKind::Break: return palette.faint;
    case SpanKind::Wildcard: return palette.wildcard;
    }
    return palette.text;
}

} // namespace

void PromptHighlighter::setReading(PromptReading reading) {
    m_reading = std::move(reading);
    rehighlight();
}

void PromptHighlighter::highlightBlock(const QString &text) {
    const Palette &palette = paletteFor(QGuiApplication::palette());
    const int start = currentBlock().position();
    const int size = static_cast<int>(text.size());
    for (const auto &span : m_reading.spans) {
        const int begin = std::max(0, span.begin - start);
        const int end = std::min(size, span.begin + span.length - start);
        if (end <= begin)
            continue;
        QTextCharFormat format;
        format.setForeground(colourOf(span.kind, palette));
        setFormat(begin, end - begin, format);
    }
    for (const auto &problem : m_reading.problems) {
        const int begin = std::max(0, problem.begin - start);
        const int end = std::min(size, problem.begin + problem.length - start);
        for (int i = begin; i < end; ++i) { // on top of the colour that is there
            QTextCharFormat marked = format(i);
            marked.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            marked.setUnderlineColor(palette.problem);
            setFormat(i, 1, marked);
        }
    }
}

} // namespace sfumato::ui
