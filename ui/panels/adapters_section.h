// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "app/service/model_library.h"
#include "ui/panels/part_settings.h"
#include "ui/prompt/lora_tags.h"

class QLabel;
class QVBoxLayout;

namespace sfumato::ui {

class AdapterRow;

/// The panel's LoRAs: those added to it, and those that tags of the prompt name. Both are shown alike; a change of the
/// latter rewrites the prompt.
class AdaptersSection final : public QWidget {
    Q_OBJECT

public:
    AdaptersSection(service::ModelLibrary &library, QWidget *parent = nullptr);

    void setAdapters(const QList<AdapterSetting> &adapters); ///< emits nothing
    void setPrompt(const QString &prompt);                   ///< likewise
    /// The chosen model's family: adapters made for another one say so. Empty = not known.
    void setFamily(const QString &family);
    const QList<AdapterSetting> &adapters() const { return m_adapters; }
    /// Adds one with the weight its maker recommends; one that is there already is switched on. Emits edited().
    void add(const QString &file);

Q_SIGNALS:
    void edited(const QList<sfumato::ui::AdapterSetting> &adapters);
    void promptEdited(const QString &prompt);
    void settled();
    void wordRequested(const QString &word);
    void libraryRequested();

private:
    void rebuild();
    void showRows();
    AdapterRow *addRow(bool prompt, int index);
    void change(QList<AdapterSetting> adapters);
    QString problemOf(const std::shared_ptr<const service::ModelEntry> &entry, const QString &file) const;

    service::ModelLibrary &m_library;
    QList<AdapterSetting> m_adapters;
    QString m_prompt;
    QList<LoraTag> m_tags;
    QString m_family;
    QLabel *m_none;
    QVBoxLayout *m_rows;
    QList<AdapterRow *> m_shown; ///< adapters, then tags
};

} // namespace sfumato::ui
