// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompt/lora_tags.h"

#include <string_view>

#include "core/text/network_tags.h"

namespace sfumato::ui {
namespace {

/// As adapters_of() reads them: the first number is the text encoder's and, alone, the U-Net's too.
void readWeights(const text::NetworkTag &tag, LoraTag &read) {
    std::optional<double> text, unet;
    int position = 0;
    for (const std::string &argument : tag.arguments) {
        const QString all = QString::fromStdString(argument);
        const qsizetype equals = all.indexOf(QLatin1Char('='));
        const double value = all.mid(equals + 1).toDouble();
        if (equals < 0 ? position++ == 0 : all.startsWith(QLatin1String("te")))
            text = value;
        else
            unet = value;
    }
    read.weight = unet.value_or(text.value_or(1.0));
    if (text.value_or(1.0) != read.weight)
        read.textWeight = text.value_or(1.0);
}

} // namespace

QList<LoraTag> loraTagsIn(const QString &prompt) {
    QList<LoraTag> tags;
    const std::string utf8 = prompt.toStdString();
    const auto stripped = text::StrippedPrompt::strip(utf8);
    if (!stripped)
        return tags;
    for (const auto &tag : stripped->tags()) {
        if (tag.type != "lora" && tag.type != "lyco")
            continue;
        LoraTag read;
        read.name = QString::fromStdString(tag.name);
        readWeights(tag, read);
        read.begin = static_cast<int>(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(tag.offset)).size());
        read.length = static_cast<int>(QString::fromUtf8(utf8.data() + tag.offset, static_cast<qsizetype>(tag.length)).size());
        tags << read;
    }
    return tags;
}

QString loraTag(const QString &name, double weight, std::optional<double> textWeight) {
    const auto number = [](double value) { return QString::number(value, 'g', 4); };
    if (textWeight && *textWeight != weight)
        return QStringLiteral("<lora:%1:%2:%3>").arg(name, number(*textWeight), number(weight));
    return QStringLiteral("<lora:%1:%2>").arg(name, number(weight));
}

QString withLoraWeight(const QString &prompt, int index, double weight, std::optional<double> textWeight) {
    const auto tags = loraTagsIn(prompt);
    if (index >= tags.size())
        return prompt;
    QString changed = prompt;
    return changed.replace(tags[index].begin, tags[index].length, loraTag(tags[index].name, weight, textWeight));
}

QString withoutLora(const QString &prompt, int index) {
    const auto tags = loraTagsIn(prompt);
    if (index >= tags.size())
        return prompt;
    QString before = prompt.left(tags[index].begin).trimmed();
    const QString after = prompt.mid(tags[index].begin + tags[index].length).trimmed();
    if (before.endsWith(QLatin1Char(',')) && (after.isEmpty() || after.startsWith(QLatin1Char(','))))
        before.chop(1);
    if (before.isEmpty() || after.isEmpty() || after.startsWith(QLatin1Char(',')))
        return before.isEmpty() && after.startsWith(QLatin1Char(',')) ? after.mid(1).trimmed() : before + after;
    return before + QLatin1Char(' ') + after;
}

} // namespace sfumato::ui
