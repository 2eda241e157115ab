// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/model_notes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QRegularExpression>

#include "core/base/file_io.h"
#include "core/base/printable.h"

namespace sfumato::service {
namespace {

constexpr std::int64_t largestSidecar = 4 << 20; // bytes; Civitai's have some ten kilobytes
constexpr qsizetype mostWords = 24;
constexpr qsizetype frequentWords = 8; // that stand for trigger words where none are named
constexpr std::size_t longestWord = 120, longestText = 4000; // bytes

QString fit(const QString &text, std::size_t bytes) { return QString::fromStdString(printable(text.trimmed().toStdString(), bytes)); }

void addWords(QStringList &words, const QString &list) {
    for (const QString &word : list.split(QLatin1Char(',')))
        if (const QString one = fit(word, longestWord); !one.isEmpty() && words.size() < mostWords && !words.contains(one))
            words << one;
}

/// kohya: {"10_folder": {"tag": how many captions}, ...}.
QStringList mostFrequent(const QByteArray &json) {
    QMap<QString, int> counts;
    const QJsonObject folders = QJsonDocument::fromJson(json).object();
    for (const QJsonValue &folder : folders) {
        const QJsonObject tags = folder.toObject();
        for (auto tag = tags.begin(); tag != tags.end(); ++tag)
            counts[tag.key().trimmed()] += tag.value().toInt();
    }
    std::vector<std::pair<int, QString>> ordered;
    for (auto count = counts.cbegin(); count != counts.cend(); ++count)
        if (!count.key().isEmpty())
            ordered.emplace_back(-count.value(), count.key());
    std::ranges::sort(ordered);
    QStringList words;
    for (const auto &[count, word] : ordered)
        if (words.size() < frequentWords)
            addWords(words, word);
    return words;
}

/// Civitai's descriptions are HTML: kept as text.
QString withoutTags(QString text) {
    static const QRegularExpression breaks(QStringLiteral("<(?:br|/p|/li|/h\\d)[^>]*>"), QRegularExpression::CaseInsensitiveOption), tags(QStringLiteral("<[^>]*>"));
    text.replace(breaks, QStringLiteral(" ")).remove(tags);
    for (const auto &[entity, character] : {std::pair("&nbsp;", " "), {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
        text.replace(QLatin1String(entity), QLatin1String(character));
    return text.simplified();
}

/// The first of several names that holds text.
QString textOf(const QJsonObject &object, std::initializer_list<const char *> names) {
    for (const char *name : names)
        if (const QString text = object.value(QLatin1String(name)).toString().trimmed(); !text.isEmpty())
            return text;
    return {};
}

ModelNotes notesOf(const QJsonObject &object) {
    ModelNotes notes;
    addWords(notes.words, textOf(object, {"activation text"}));
    for (const char *name : {"trainedWords", "TrainedWords"})
        for (const QJsonValue &word : object.value(QLatin1String(name)).toArray())
            addWords(notes.words, word.toString());
    notes.base = fit(textOf(object, {"baseModel", "BaseModel", "base_model", "sd version"}), longestWord);
    if (notes.base == QLatin1String("Unknown"))
        notes.base.clear();
    notes.description = fit(withoutTags(textOf(object, {"description", "ModelDescription", "notes"})), longestText);
    notes.weight = std::clamp(object.value(QStringLiteral("preferred weight")).toDouble(), -10.0, 10.0);
    // Managers that keep Civitai's answer within their own.
    if (const QJsonObject inner = object.value(QStringLiteral("civitai")).toObject(); !inner.isEmpty())
        return either(std::move(notes), notesOf(inner));
    return notes;
}

} // namespace

ModelNotes notesIn(const std::map<std::string, std::string> &metadata) {
    const auto text = [&](const char *key) {
        const auto found = metadata.find(key);
        return found == metadata.end() ? QString() : QString::fromStdString(found->second);
    };
    const auto first = [&](std::initializer_list<const char *> keys) {
        for (const char *key : keys)
            if (const QString value = text(key); !value.trimmed().isEmpty() && value != QLatin1String("None"))
                return value;
        return QString();
    };
    ModelNotes notes;
    addWords(notes.words, first({"modelspec.trigger_phrase", "ss_trigger_words"}));
    if (notes.words.isEmpty())
        notes.words = mostFrequent(text("ss_tag_frequency").toUtf8());
    notes.base = fit(first({"ss_base_model_version", "modelspec.architecture", "ss_sd_model_name"}), longestWord);
    notes.description = fit(withoutTags(first({"modelspec.description", "ss_training_comment"})), longestText);
    return notes;
}

ModelNotes notesBeside(const QStringList &sidecars) {
    ModelNotes notes;
    for (const QString &file : sidecars)
        if (const auto text = read_file(file.toStdString(), largestSidecar))
            notes = either(std::move(notes), notesOf(QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object()));
    return notes;
}

ModelNotes either(ModelNotes first, const ModelNotes &second) {
    if (first.words.isEmpty())
        first.words = second.words;
    if (first.base.isEmpty())
        first.base = second.base;
    if (first.description.isEmpty())
        first.description = second.description;
    if (first.weight == 0)
        first.weight = second.weight;
    return first;
}

} // namespace sfumato::service
