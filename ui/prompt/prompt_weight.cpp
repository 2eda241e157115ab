// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompt/prompt_weight.h"

#include <algorithm>
#include <cmath>

#include <QRegularExpression>

namespace sfumato::ui {
namespace {

constexpr double largestWeight = 10.0;

QString written(double weight) {
    QString digits = QString::number(weight, 'f', 2);
    while (digits.endsWith(QLatin1Char('0')) && !digits.endsWith(QLatin1String(".0")))
        digits.chop(1);
    return digits;
}

/// Tenths are not exact in binary: 0.1 three times must still read 0.3.
double changed(double weight, double delta) { return std::clamp(std::round((weight + delta) * 100.0) / 100.0, 0.0, largestWeight); }

/// Something already weighed: what is written and where its words and its number stand.
struct Weighed {
    int begin, end, wordsBegin, wordsEnd;
    double weight;
    bool tag;
};

/// The innermost `(words:1.2)` or `<lora:name:0.7>` that holds [begin, end).
bool weighedAround(const QString &text, int begin, int end, Weighed &found) {
    static const QRegularExpression pattern(QStringLiteral(R"(\(([^()]*):\s*([0-9]*\.?[0-9]+)\s*\)|<(?:lora|lyco|hypernet):([^:<>]+):\s*(-?[0-9]*\.?[0-9]+)>)"));
    for (auto matches = pattern.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        if (match.capturedStart() > begin || match.capturedEnd() < end)
            continue;
        const bool tag = match.capturedStart(3) >= 0;
        found = {static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedEnd()), static_cast<int>(match.capturedStart(tag ? 3 : 1)),
                 static_cast<int>(match.capturedEnd(tag ? 3 : 1)), match.captured(tag ? 4 : 2).toDouble(), tag};
        return true;
    }
    return false;
}

bool inWord(QChar c) { return c.isLetterOrNumber() || c == QLatin1Char('_') || c == QLatin1Char('-') || c == QLatin1Char('\''); }

} // namespace

PromptSelection changeWeight(const PromptSelection &prompt, double delta) {
    const QString &text = prompt.text;
    Weighed now{};
    if (weighedAround(text, prompt.begin, prompt.end, now)) {
        const double weight = changed(now.weight, delta);
        const QString words = text.mid(now.wordsBegin, now.wordsEnd - now.wordsBegin);
        QString replacement;
        int before = 1;
        if (now.tag) {
            replacement = text.mid(now.begin, now.wordsEnd - now.begin) + QLatin1Char(':') + written(weight) + QLatin1Char('>');
            before = now.wordsBegin - now.begin;
        } else if (std::abs(weight - 1.0) < 1e-9) {
            replacement = words;
            before = 0;
        } else {
            replacement = QLatin1Char('(') + words + QLatin1Char(':') + written(weight) + QLatin1Char(')');
        }
        const int begin = now.begin + before;
        return {text.left(now.begin) + replacement + text.mid(now.end), begin, begin + static_cast<int>(words.size())};
    }
    int begin = prompt.begin;
    int end = prompt.end;
    if (begin == end) {
        while (begin > 0 && inWord(text[begin - 1]))
            --begin;
        while (end < text.size() && inWord(text[end]))
            ++end;
    }
    while (begin < end && text[begin].isSpace())
        ++begin;
    while (end > begin && text[end - 1].isSpace())
        --end;
    if (begin == end)
        return prompt;
    const QString words = text.mid(begin, end - begin);
    const QString replacement = QLatin1Char('(') + words + QLatin1Char(':') + written(changed(1.0, delta)) + QLatin1Char(')');
    return {text.left(begin) + replacement + text.mid(end), begin + 1, begin + 1 + static_cast<int>(words.size())};
}

} // namespace sfumato::ui
