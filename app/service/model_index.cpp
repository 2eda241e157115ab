// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/model_index.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace sfumato::service {
namespace {

constexpr int factsVersion = 3; ///< another program may find out more: it looks again

const Schema &schema() {
    static const Schema schema{1, 0x53664d6f /* "SfMo" */,
                               {QStringLiteral("CREATE TABLE models (path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified INTEGER NOT NULL, "
                                               "sidecars INTEGER NOT NULL, facts TEXT NOT NULL, sha256 TEXT NOT NULL)")}};
    return schema;
}

modelio::ModelKind kindNamed(const QString &name) {
    for (int kind = 0; kind < static_cast<int>(modelio::ModelKind::Other); ++kind)
        if (name == QLatin1String(modelio::to_string(static_cast<modelio::ModelKind>(kind)).data()))
            return static_cast<modelio::ModelKind>(kind);
    return modelio::ModelKind::Other;
}

/// In the enumeration's order.
constexpr const char *traits[] = {"", "union", "image_encoder"};

ModelTrait traitNamed(const QString &name) {
    const auto found = std::ranges::find_if(traits, [&](const char *trait) { return name == QLatin1String(trait); });
    return found == std::end(traits) ? ModelTrait::None : static_cast<ModelTrait>(found - std::begin(traits));
}

QByteArray factsOf(const ModelEntry &entry) {
    const QJsonObject facts{{QStringLiteral("version"), factsVersion},
                            {QStringLiteral("kind"), QLatin1String(modelio::to_string(entry.kind).data())},
                            {QStringLiteral("trait"), QLatin1String(traits[static_cast<int>(entry.trait)])},
                            {QStringLiteral("family"), entry.family},
                            {QStringLiteral("type"), entry.type},
                            {QStringLiteral("parameters"), static_cast<qint64>(entry.parameters)},
                            {QStringLiteral("problem"), entry.problem},
                            {QStringLiteral("missing"), QJsonArray::fromStringList(entry.missing)},
                            {QStringLiteral("remark"), entry.remark},
                            {QStringLiteral("words"), QJsonArray::fromStringList(entry.notes.words)},
                            {QStringLiteral("base"), entry.notes.base},
                            {QStringLiteral("description"), entry.notes.description},
                            {QStringLiteral("weight"), entry.notes.weight}};
    return QJsonDocument(facts).toJson(QJsonDocument::Compact);
}

QStringList listIn(const QJsonValue &value) {
    QStringList list;
    for (const QJsonValue &item : value.toArray())
        list << item.toString();
    return list;
}

std::optional<ModelEntry> entryFrom(const QByteArray &json) {
    const QJsonObject facts = QJsonDocument::fromJson(json).object();
    if (facts.value(QStringLiteral("version")).toInt() != factsVersion)
        return std::nullopt;
    ModelEntry entry;
    entry.kind = kindNamed(facts.value(QStringLiteral("kind")).toString());
    entry.trait = traitNamed(facts.value(QStringLiteral("trait")).toString());
    entry.family = facts.value(QStringLiteral("family")).toString();
    entry.type = facts.value(QStringLiteral("type")).toString();
    entry.parameters = static_cast<quint64>(facts.value(QStringLiteral("parameters")).toInteger());
    entry.problem = facts.value(QStringLiteral("problem")).toString();
    entry.missing = listIn(facts.value(QStringLiteral("missing")));
    entry.remark = facts.value(QStringLiteral("remark")).toString();
    entry.notes.words = listIn(facts.value(QStringLiteral("words")));
    entry.notes.base = facts.value(QStringLiteral("base")).toString();
    entry.notes.description = facts.value(QStringLiteral("description")).toString();
    entry.notes.weight = facts.value(QStringLiteral("weight")).toDouble();
    return entry;
}

} // namespace

ModelIndex::ModelIndex(const QString &file) : m_database(file, schema()) {
    auto rows = m_database.run(QStringLiteral("SELECT path, bytes, modified, sidecars, facts, sha256 FROM models"));
    while (rows && rows->next())
        m_rows.insert(rows->value(0).toString(), {rows->value(1).toLongLong(), rows->value(2).toLongLong(), rows->value(3).toLongLong(),
                                                  rows->value(4).toByteArray(), rows->value(5).toString()});
}

std::optional<ModelEntry> ModelIndex::find(const FoundModel &found) const {
    const auto row = m_rows.constFind(found.path);
    if (row == m_rows.cend() || row->bytes != found.bytes || row->modified != found.modified || row->sidecars != found.sidecarsModified)
        return std::nullopt;
    auto entry = entryFrom(row->facts);
    if (!entry)
        return std::nullopt;
    entry->path = found.path;
    entry->name = found.name;
    entry->bytes = found.bytes;
    entry->modified = found.modified;
    entry->picture = found.picture;
    entry->sha256 = row->sha256;
    return entry;
}

Result<void> ModelIndex::keep(const std::vector<std::pair<FoundModel, ModelEntry>> &described) {
    return m_database.inTransaction([&]() -> Result<void> {
        for (const auto &[found, entry] : described) {
            const Row row{found.bytes, found.modified, found.sidecarsModified, factsOf(entry), hashOf(entry)};
            SFUMATO_CHECK(m_database.run(QStringLiteral("INSERT OR REPLACE INTO models VALUES (?, ?, ?, ?, ?, ?)"),
                                         {found.path, row.bytes, row.modified, row.sidecars, QString::fromUtf8(row.facts),
                                          row.sha256.isNull() ? QStringLiteral("") : row.sha256}));
            m_rows.insert(found.path, row);
        }
        return {};
    });
}

QString ModelIndex::hashOf(const ModelEntry &entry) const {
    const auto row = m_rows.constFind(entry.path);
    return row != m_rows.cend() && row->bytes == entry.bytes && row->modified == entry.modified ? row->sha256 : QString();
}

Result<void> ModelIndex::keepHash(const ModelEntry &entry, const QString &sha256) {
    const auto row = m_rows.find(entry.path);
    if (row == m_rows.end() || row->bytes != entry.bytes || row->modified != entry.modified)
        return {}; // another file by now
    row->sha256 = sha256;
    SFUMATO_CHECK(m_database.run(QStringLiteral("UPDATE models SET sha256 = ? WHERE path = ?"), {sha256, entry.path}));
    return {};
}

} // namespace sfumato::service
