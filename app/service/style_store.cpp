// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/style_store.h"

#include <algorithm>
#include <utility>

#include <QJsonArray>

#include "core/base/file_io.h"

namespace sfumato::service {
namespace {

const QString stylesKey = QStringLiteral("styles");
const QString placeholder = QStringLiteral("{prompt}");

QString textOf(std::string_view bytes) {
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

/// The fields of a CSV text, line by line (RFC 4180, with either line break).
std::vector<std::vector<QString>> recordsOf(std::string_view csv) {
    std::vector<std::vector<QString>> records;
    std::vector<QString> record;
    std::string field;
    bool quoted = false;
    const auto endField = [&] { record.push_back(textOf(std::exchange(field, {}))); };
    const auto endRecord = [&] {
        endField();
        records.push_back(std::exchange(record, {}));
    };
    for (std::size_t i = 0; i < csv.size(); ++i) {
        const char c = csv[i];
        if (quoted && c == '"' && i + 1 < csv.size() && csv[i + 1] == '"')
            field.push_back(csv[++i]);
        else if (c == '"' && (quoted || field.empty()))
            quoted = !quoted;
        else if (!quoted && c == ',')
            endField();
        else if (!quoted && c == '\n')
            endRecord();
        else if (quoted || c != '\r')
            field.push_back(c);
    }
    if (!field.empty() || !record.empty())
        endRecord();
    return records;
}

} // namespace

QString withStyle(const QString &prompt, const QString &style) {
    if (style.contains(placeholder))
        return QString(style).replace(placeholder, prompt);
    QStringList parts{prompt.trimmed(), style.trimmed()};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

std::vector<Style> readStylesCsv(std::string_view csv) {
    if (csv.starts_with("\xEF\xBB\xBF"))
        csv.remove_prefix(3);
    const auto records = recordsOf(csv);
    std::vector<Style> styles;
    if (records.empty())
        return styles;
    const auto column = [&](const char *name) {
        const auto &head = records.front();
        return static_cast<std::size_t>(std::ranges::find_if(head, [&](const QString &field) { return field.trimmed() == QLatin1String(name); }) - head.begin());
    };
    const std::size_t names = column("name"), prompts = std::min(column("prompt"), column("text")), negatives = column("negative_prompt");
    for (std::size_t i = 1; i < records.size(); ++i) {
        const auto field = [&](std::size_t at) { return at < records[i].size() ? records[i][at] : QString(); };
        if (const QString name = field(names).trimmed(); !name.isEmpty())
            styles.push_back({name, field(prompts), field(negatives)});
    }
    return styles;
}

StyleStore::StyleStore(std::filesystem::path file, QObject *parent) : QObject(parent), m_file(std::move(file), 1) {
    const QJsonValue stored = m_file.root().value(stylesKey);
    bool usable = stored.isArray() || stored.isUndefined();
    for (const QJsonValue &entry : stored.toArray()) {
        const Style style{entry[QStringLiteral("name")].toString(), entry[QStringLiteral("prompt")].toString(), entry[QStringLiteral("negative")].toString()};
        if (style.name.isEmpty() || find(style.name))
            usable = false;
        else
            m_styles.push_back(style);
    }
    if (!usable)
        m_file.keepCopy();
}

const Style *StyleStore::find(const QString &name) const {
    const auto found = std::ranges::find(m_styles, name, &Style::name);
    return found == m_styles.end() ? nullptr : &*found;
}

Result<void> StyleStore::set(const Style &style) {
    if (style.name.trimmed().isEmpty())
        return fail(ErrorCode::InvalidArgument, "style", "has no name", "give it one");
    const auto found = std::ranges::find(m_styles, style.name, &Style::name);
    if (found == m_styles.end())
        m_styles.push_back(style);
    else
        *found = style;
    return write();
}

Result<void> StyleStore::remove(const QString &name) {
    std::erase_if(m_styles, [&](const Style &style) { return style.name == name; });
    return write();
}

Result<void> StyleStore::replace(const QString &name, const Style &style) {
    if (style.name.trimmed().isEmpty())
        return fail(ErrorCode::InvalidArgument, "style", "has no name", "give it one");
    const auto found = std::ranges::find(m_styles, name, &Style::name);
    if (found == m_styles.end())
        return fail(ErrorCode::NotFound, name.toStdString(), "is no style");
    if (style.name != name && find(style.name))
        return fail(ErrorCode::Conflict, style.name.toStdString(), "is another style's name", "choose a name of its own");
    *found = style;
    return write();
}

Result<int> StyleStore::importCsv(const std::filesystem::path &csv) {
    SFUMATO_TRY(const std::string text, read_file(csv));
    const std::vector<Style> read = readStylesCsv(text);
    if (read.empty())
        return fail(ErrorCode::CorruptFile, display(csv), "holds no styles: a line `name,prompt,negative_prompt` and one line a style are expected");
    int added = 0;
    for (const Style &style : read)
        if (!find(style.name)) {
            m_styles.push_back(style);
            ++added;
        }
    SFUMATO_CHECK(write());
    return added;
}

Result<void> StyleStore::write() {
    QJsonArray styles;
    for (const Style &style : m_styles)
        styles.append(QJsonObject{{QStringLiteral("name"), style.name}, {QStringLiteral("prompt"), style.prompt}, {QStringLiteral("negative"), style.negative}});
    Q_EMIT changed();
    return m_file.set(stylesKey, styles);
}

} // namespace sfumato::service
