// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/controls_section.h"

#include <algorithm>

#include <QFileInfo>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/library/model_words.h"
#include "ui/panels/list_section.h"

namespace sfumato::ui {

ControlsSection::ControlsSection(service::ModelLibrary &library, service::Thumbnails &thumbnails, QWidget *parent)
    : QWidget(parent), m_library(library), m_thumbnails(thumbnails), m_none(new QLabel(tr("none"))), m_rows(new QVBoxLayout) {
    m_rows->setSpacing(12);
    auto *add = makeListSection(this, tr("Control pictures"), m_none, tr("Add a control network from the library"), m_rows);
    connect(add, &QToolButton::clicked, this, &ControlsSection::libraryRequested);
    connect(&library, &service::ModelLibrary::changed, this, &ControlsSection::showRows);
    connect(&thumbnails, &service::Thumbnails::ready, this, [this](const QString &picture) {
        for (int i = 0; i < m_controls.size(); ++i)
            if (m_controls[i].picture == picture)
                showPicture(i);
    });
}

void ControlsSection::setControls(const QList<ControlSetting> &controls) {
    const bool other = !std::ranges::equal(controls, m_controls, [](const auto &a, const auto &b) { return a.role == b.role; });
    m_controls = controls;
    other ? rebuild() : showRows();
}

void ControlsSection::setChoices(const ControlChoices &choices) {
    m_choices = choices;
    rebuild();
}

void ControlsSection::add(const QString &file, ControlRole role) {
    auto controls = m_controls;
    ControlSetting added;
    added.file = file;
    added.role = role;
    controls << added;
    change(controls);
    Q_EMIT settled();
}

void ControlsSection::usePicture(int index, const QString &file) {
    if (index < 0 || index >= m_controls.size())
        return; // it was removed meanwhile
    auto controls = m_controls;
    controls[index].picture = file;
    change(controls);
    Q_EMIT settled();
}

void ControlsSection::change(const QList<ControlSetting> &controls) {
    setControls(controls);
    Q_EMIT edited(m_controls);
}

void ControlsSection::rebuild() {
    for (const auto &shown : std::as_const(m_shown)) {
        m_rows->removeWidget(shown.row);
        shown.row->hide();
        shown.row->deleteLater(); // its button may be the one that was pressed
    }
    m_shown.clear();
    for (int i = 0; i < m_controls.size(); ++i)
        m_shown << Shown{addRow(i), {}, {}};
    m_none->setVisible(m_controls.isEmpty());
    showRows();
}

ControlRow *ControlsSection::addRow(int index) {
    auto *row = new ControlRow(m_controls[index].role, m_choices);
    m_rows->addWidget(row);
    row->show(); // with the others, not an event later
    connect(row, &ControlRow::edited, this, [this, index](const ControlSetting &setting) {
        auto controls = m_controls;
        controls[index] = setting;
        change(controls);
    });
    connect(row, &ControlRow::settled, this, &ControlsSection::settled);
    connect(row, &ControlRow::removeRequested, this, [this, index] {
        auto controls = m_controls;
        controls.removeAt(index);
        change(controls);
        Q_EMIT settled();
    });
    connect(row, &ControlRow::canvasRequested, this, [this, index] { Q_EMIT canvasRequested(index); });
    connect(row, &ControlRow::fileChosen, this, [this, index](const QString &picture) { Q_EMIT fileChosen(index, picture); });
    connect(row, &ControlRow::pictureDropped, this, [this, index](const QImage &picture) { Q_EMIT pictureDropped(index, picture); });
    return row;
}

void ControlsSection::showRows() {
    for (int i = 0; i < m_controls.size(); ++i) {
        const ControlSetting &control = m_controls[i];
        const auto entry = m_library.find(control.file);
        ControlRow::Network network{entry ? familyBadge(entry->family) : QString(), {}, false, false};
        network.problem = entry && !entry->usable() ? tr("cannot be used") : !entry && !QFileInfo::exists(control.file) ? tr("not found")
                                : !control.picture.isEmpty() && !QFileInfo::exists(control.picture) ? tr("picture not found") : QString();
        Shown &shown = m_shown[i];
        // Of a file that the library does not know everything is offered; a choice that was made is never hidden.
        network.kinds = !entry || entry->trait == service::ModelTrait::UnionControl || !control.kind.isEmpty();
        network.modes = !entry || entry->kind == modelio::ModelKind::ControlNet || control.mode != ControlMode::Balanced;
        shown.row->setSetting(control, network);
        showPicture(i);
        if (control.role == ControlRole::ImagePrompt || (shown.picture == control.picture && shown.preprocessor == control.preprocessor))
            continue;
        shown.picture = control.picture;
        shown.preprocessor = control.preprocessor;
        shown.row->setPreview({}, control.picture.isEmpty() ? QString() : tr("being made …"));
        if (!control.picture.isEmpty())
            Q_EMIT previewRequested(control);
    }
}

void ControlsSection::showPicture(int index) {
    const QString picture = m_controls[index].picture;
    m_shown[index].row->setPicture(picture.isEmpty() ? QImage() : m_thumbnails.get(picture));
}

void ControlsSection::showPreview(const ControlSetting &control, const QImage &preview, const QString &told) {
    for (int i = 0; i < m_controls.size(); ++i)
        if (m_controls[i].picture == control.picture && m_controls[i].preprocessor == control.preprocessor)
            m_shown[i].row->setPreview(preview, told);
}

} // namespace sfumato::ui
