// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompt/prompt_reading.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <QCoreApplication>
#include <QRegularExpression>

#include "core/text/choices.h"
#include "core/text/prompt_chunks.h"
#include "core/text/prompt_parser.h"
#include "core/text/prompt_schedule.h"
#include "core/text/wildcards.h"

namespace sfumato::ui {
namespace {

/// From bytes of UTF-8 to QString's units.
class Offsets {
public:
    explicit Offsets(std::string_view utf8) : m_units(utf8.size() + 1) {
        int unit = 0;
        for (std::size_t i = 0; i < utf8.size(); ++i) {
            m_units[i] = unit;
            const auto byte = static_cast<unsigned char>(utf8[i]);
            if ((byte & 0xc0) != 0x80) // the first byte of a character; four bytes make a surrogate pair
                unit += byte >= 0xf0 ? 2 : 1;
        }
        m_units[utf8.size()] = unit;
    }

    int unit(std::size_t byte) const { return m_units[std::min(byte, m_units.size() - 1)]; }

private:
    std::vector<int> m_units;
};

/// Bytes [begin, end) of brackets and their partners: `opens` and `closes` say which characters count where.
template <typename Opens, typename Closes>
std::vector<std::pair<std::size_t, std::size_t>> outerPairs(std::string_view text, Opens opens, Closes closes) {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (opens(i)) {
            open.push_back(i);
        } else if (closes(i) && !open.empty()) {
            const std::size_t begin = open.back();
            open.pop_back();
            while (!pairs.empty() && pairs.back().first > begin)
                pairs.pop_back(); // inside the one just closed
            pairs.emplace_back(begin, i + 1);
        }
    }
    return pairs;
}

std::vector<bool> escaped(std::string_view text) {
    std::vector<bool> marks(text.size());
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if (text[i] == '\\' && !marks[i])
            marks[i + 1] = true;
    return marks;
}

void addProblems(PromptReading &reading, const std::vector<text::PromptIssue> &issues, const Offsets &offsets) {
    for (const auto &issue : issues) {
        const int begin = offsets.unit(issue.offset);
        const int end = offsets.unit(issue.offset + std::max<std::size_t>(issue.length, 1));
        reading.problems.push_back({begin, end - begin, QString::fromStdString(issue.message)});
    }
}

/// One problem for a stretch that is read as a whole: what the grammar finds odd inside it is said by it already.
void addWhole(PromptReading &reading, int begin, int length, const QString &reason) {
    std::erase_if(reading.problems, [&](const PromptProblem &inside) { return inside.begin >= begin && inside.begin + inside.length <= begin + length; });
    reading.problems.push_back({begin, length, reason});
}

void addWildcards(PromptReading &reading, std::string_view utf8, const Offsets &offsets, const QStringList &known) {
    for (const text::WildcardUse &use : text::wildcard_uses(utf8)) {
        const int begin = offsets.unit(use.offset), length = offsets.unit(use.offset + use.length) - begin;
        const QString name = QString::fromStdString(use.name);
        if (known.contains(name))
            reading.spans.push_back({begin, length, SpanKind::Wildcard});
        else
            addWhole(reading, begin, length,
                     QCoreApplication::translate("sfumato::ui::PromptReading", "There is no wildcard of this name: no file %1.txt in the wildcards folder.").arg(name));
    }
}

/// {a|b}, of which each picture draws one. {prompt} is a style's.
void addChoices(PromptReading &reading, const QString &prompt, std::string_view utf8, const Offsets &offsets) {
    std::vector<std::pair<int, int>> groups;
    for (const text::ChoiceGroup &group : text::choice_groups(utf8)) {
        const int begin = offsets.unit(group.offset), end = offsets.unit(group.offset + group.length);
        groups.emplace_back(begin, end);
        reading.spans.push_back({begin, end - begin, SpanKind::Wildcard});
        // The grammar, which sees the prompt when they are gone, knows bars in square brackets only.
        std::erase_if(reading.problems, [&](const PromptProblem &odd) { return odd.begin >= begin && odd.begin < end && prompt[odd.begin] == QLatin1Char('|'); });
    }
    static const QRegularExpression braces(QStringLiteral("\\{(?!prompt\\})[^{}]*\\}"));
    for (auto found = braces.globalMatch(prompt); found.hasNext();) {
        const auto match = found.next();
        const int begin = static_cast<int>(match.capturedStart()), end = static_cast<int>(match.capturedEnd());
        if (std::none_of(groups.begin(), groups.end(), [&](const auto &group) { return group.first <= begin && end <= group.second; }))
            addWhole(reading, begin, end - begin,
                     QCoreApplication::translate("sfumato::ui::PromptReading", "Braces without a choice stay as they are. {a|b} draws one for each picture, {2$$a|b|c} two."));
    }
}

} // namespace

PromptReading readPrompt(const QString &prompt, int steps, const QStringList &wildcards) {
    PromptReading reading;
    const std::string utf8 = prompt.toStdString();
    const auto schedule = text::schedule_prompt(utf8, steps);
    if (!schedule) {
        reading.problems.push_back({0, static_cast<int>(prompt.size()), QString::fromStdString(schedule.error().reason)});
        return reading;
    }
    const Offsets offsets(utf8);
    const std::string &skeleton = schedule->skeleton;
    const auto add = [&](std::size_t begin, std::size_t end, SpanKind kind) {
        reading.spans.push_back({offsets.unit(begin), offsets.unit(end) - offsets.unit(begin), kind});
    };
    // The parser has blanked what belongs to schedules; the brackets that remain are weights.
    const auto sign = [&](std::size_t i, char c) { return utf8[i] == c && skeleton[i] != c; };
    if (skeleton.size() == utf8.size()) {
        for (const auto &[begin, end] : outerPairs(utf8, [&](std::size_t i) { return sign(i, '['); }, [&](std::size_t i) { return sign(i, ']'); }))
            add(begin, end, SpanKind::Schedule);
        const auto marks = escaped(skeleton);
        const auto plain = [&](std::size_t i, char a, char b) { return !marks[i] && (skeleton[i] == a || skeleton[i] == b); };
        for (const auto &[begin, end] : outerPairs(skeleton, [&](std::size_t i) { return plain(i, '(', '['); }, [&](std::size_t i) { return plain(i, ')', ']'); }))
            add(begin, end, SpanKind::Weight);
    }
    for (const auto &tag : schedule->networks)
        add(tag.offset, tag.offset + tag.length, SpanKind::Network);
    for (std::size_t at = 0; (at = utf8.find("BREAK", at)) != std::string::npos; at += 5)
        if (text::whole_word_at(utf8, at, "BREAK"))
            add(at, at + 5, SpanKind::Break);
    addProblems(reading, schedule->issues, offsets);
    addProblems(reading, text::parse_weights(skeleton).issues, offsets);
    addChoices(reading, prompt, utf8, offsets);
    addWildcards(reading, utf8, offsets, wildcards);
    return reading;
}

TokenCount countTokens(const QString &prompt, int steps, const text::BpeTokenizer &tokenizer) {
    TokenCount count{0, tokenizer.max_length() - 2};
    const int chunk = count.room;
    const auto schedule = text::schedule_prompt(prompt.toStdString(), steps);
    if (!schedule)
        return count;
    for (const auto &said : schedule->texts) {
        const auto chunked = text::chunk_prompt(text::parse_weights(said).segments, tokenizer);
        count.tokens = std::max(count.tokens, static_cast<int>(chunked.tokens));
        count.room = std::max(count.room, static_cast<int>(chunked.chunks.size()) * chunk);
    }
    return count;
}

} // namespace sfumato::ui
