// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/recent_list.h"

#include <utility>

#include <QJsonArray>

namespace sfumato::service {
namespace {

constexpr qsizetype longest = 64 << 10;
const QString itemsKey = QStringLiteral("items");

} // namespace

RecentList::RecentList(std::filesystem::path file, int limit, QObject *parent) : QObject(parent), m_file(std::move(file), 1), m_limit(limit) {
    const QJsonValue stored = m_file.root().value(itemsKey);
    bool usable = stored.isArray() || stored.isUndefined();
    for (const QJsonValue &item : stored.toArray()) {
        const QString text = item.toString();
        usable = usable && item.isString();
        if (!text.isEmpty() && text.size() <= longest && m_items.size() < m_limit && !m_items.contains(text))
            m_items << text;
    }
    if (!usable)
        m_file.keepCopy();
}

Result<void> RecentList::add(const QString &text) {
    if (text.trimmed().isEmpty() || text.size() > longest || m_items.value(0) == text)
        return {};
    QStringList items = m_items;
    items.removeAll(text);
    items.prepend(text);
    return replace(items.mid(0, m_limit));
}

Result<void> RecentList::remove(const QString &text) {
    QStringList items = m_items;
    return items.removeAll(text) ? replace(items) : Result<void>();
}

Result<void> RecentList::clear() {
    return replace({});
}

Result<void> RecentList::replace(QStringList items) {
    m_items = std::move(items);
    Q_EMIT changed();
    return m_file.set(itemsKey, QJsonArray::fromStringList(m_items));
}

} // namespace sfumato::service
