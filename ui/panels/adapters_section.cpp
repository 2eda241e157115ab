// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/adapters_section.h"

#include <algorithm>

#include <QFileInfo>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/library/model_words.h"
#include "ui/panels/adapter_row.h"
#include "ui/panels/list_section.h"

namespace sfumato::ui {

using modelio::ModelKind;

AdaptersSection::AdaptersSection(service::ModelLibrary &library, QWidget *parent)
    : QWidget(parent), m_library(library), m_none(new QLabel(tr("none"))), m_rows(new QVBoxLayout) {
    m_rows->setSpacing(8);
    auto *add = makeListSection(this, tr("LoRAs"), m_none, tr("Add a LoRA from the library"), m_rows);
    connect(add, &QToolButton::clicked, this, &AdaptersSection::libraryRequested);
    connect(&library, &service::ModelLibrary::changed, this, &AdaptersSection::showRows);
}

void AdaptersSection::setAdapters(const QList<AdapterSetting> &adapters) {
    const bool other = adapters.size() != m_adapters.size();
    m_adapters = adapters;
    other ? rebuild() : showRows();
}

void AdaptersSection::setPrompt(const QString &prompt) {
    m_prompt = prompt;
    const auto tags = loraTagsIn(prompt);
    const bool other = tags.size() != m_tags.size();
    m_tags = tags;
    other ? rebuild() : showRows();
}

void AdaptersSection::setFamily(const QString &family) {
    m_family = family;
    showRows();
}

void AdaptersSection::add(const QString &file) {
    QList<AdapterSetting> adapters = m_adapters;
    const auto known = std::ranges::find(adapters, file, &AdapterSetting::file);
    if (known != adapters.end()) {
        known->on = true;
    } else {
        AdapterSetting added{file, 1.0, {}, true};
        if (const auto entry = m_library.find(file); entry && entry->notes.weight != 0)
            added.weight = entry->notes.weight;
        adapters << added;
    }
    change(adapters);
    Q_EMIT settled();
}

void AdaptersSection::change(QList<AdapterSetting> adapters) {
    setAdapters(adapters);
    Q_EMIT edited(m_adapters);
}

void AdaptersSection::rebuild() {
    for (auto *row : std::as_const(m_shown)) {
        m_rows->removeWidget(row);
        row->hide();
        row->deleteLater(); // its button may be the one that was pressed
    }
    m_shown.clear();
    for (int i = 0; i < m_adapters.size(); ++i)
        m_shown << addRow(false, i);
    for (int i = 0; i < m_tags.size(); ++i)
        m_shown << addRow(true, i);
    m_none->setVisible(m_shown.isEmpty());
    showRows();
}

AdapterRow *AdaptersSection::addRow(bool prompt, int index) {
    auto *row = new AdapterRow(prompt ? AdapterRow::Home::Prompt : AdapterRow::Home::Panel);
    m_rows->addWidget(row);
    row->show(); // with the others, not an event later
    connect(row, &AdapterRow::settled, this, &AdaptersSection::settled);
    connect(row, &AdapterRow::wordRequested, this, &AdaptersSection::wordRequested);
    if (prompt) {
        connect(row, &AdapterRow::weightsEdited, this, [this, index](const AdapterRow::Weights &weights) {
            Q_EMIT promptEdited(withLoraWeight(m_prompt, index, weights.unet, weights.text));
        });
        connect(row, &AdapterRow::removeRequested, this, [this, index] { Q_EMIT promptEdited(withoutLora(m_prompt, index)); });
        return row;
    }
    connect(row, &AdapterRow::weightsEdited, this, [this, index](const AdapterRow::Weights &weights) {
        auto adapters = m_adapters;
        adapters[index].weight = weights.unet;
        adapters[index].textWeight = weights.text;
        change(adapters);
    });
    connect(row, &AdapterRow::switched, this, [this, index](bool on) {
        auto adapters = m_adapters;
        adapters[index].on = on;
        change(adapters);
        Q_EMIT settled();
    });
    connect(row, &AdapterRow::removeRequested, this, [this, index] {
        auto adapters = m_adapters;
        adapters.removeAt(index);
        change(adapters);
        Q_EMIT settled();
    });
    return row;
}

QString AdaptersSection::problemOf(const std::shared_ptr<const service::ModelEntry> &entry, const QString &file) const {
    if (!entry)
        return file.isEmpty() ? tr("not in the library") : QFileInfo::exists(file) ? QString() : tr("not found");
    if (!entry->usable())
        return tr("cannot be used");
    const QString made = familyBadge(entry->family), wanted = familyBadge(m_family);
    // The first word tells: an inpainting model takes the LoRAs of its base.
    const auto isPlain = [](const QString &badge) { return badge.startsWith(QLatin1String("SD")); }; // of the others nothing is known
    const bool fits = !isPlain(made) || !isPlain(wanted) || made.left(4) == wanted.left(4);
    return fits ? QString() : tr("for %1").arg(made);
}

void AdaptersSection::showRows() {
    for (int i = 0; i < m_adapters.size(); ++i) {
        const auto entry = m_library.find(m_adapters[i].file);
        m_shown[i]->setModel(QFileInfo(m_adapters[i].file).completeBaseName(), entry, problemOf(entry, m_adapters[i].file));
        m_shown[i]->setWeights({m_adapters[i].weight, m_adapters[i].textWeight});
        m_shown[i]->setOn(m_adapters[i].on);
    }
    for (int i = 0; i < m_tags.size(); ++i) {
        auto *row = m_shown[m_adapters.size() + i];
        const auto entry = m_library.named(ModelKind::Lora, m_tags[i].name);
        row->setModel(m_tags[i].name, entry, problemOf(entry, {}));
        row->setWeights({m_tags[i].weight, m_tags[i].textWeight});
    }
}

} // namespace sfumato::ui
