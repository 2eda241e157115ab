// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/file_field.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QVBoxLayout>

#include "ui/widgets/captioned.h"
#include "ui/widgets/yielding_box.h"

namespace sfumato::ui {

FileField::FileField(const QString &name, const QString &none, const QString &other, QWidget *parent)
    : QWidget(parent), m_box(new QComboBox), m_none(none), m_other(other) {
    letYield(m_box);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(captioned(name, m_box));
    connect(m_box, &QComboBox::activated, this, &FileField::choose);
    fill();
}

void FileField::setFiles(const QStringList &files) {
    m_files = files;
    fill();
}

void FileField::setFile(const QString &file) {
    m_file = file;
    fill();
}

bool FileField::hasChoice() const { return m_box->count() > 1; }

void FileField::fill() {
    m_box->clear();
    m_box->addItem(m_none, QString());
    for (const QString &file : m_files)
        m_box->addItem(QFileInfo(file).completeBaseName(), file);
    if (m_box->findData(m_file) < 0)
        m_box->addItem(QFileInfo(m_file).completeBaseName(), m_file);
    if (!m_other.isEmpty())
        m_box->addItem(tr("Other file …"));
    m_box->setCurrentIndex(m_box->findData(m_file));
}

void FileField::choose(int index) {
    if (m_box->itemData(index).isValid()) {
        m_file = m_box->itemData(index).toString();
        Q_EMIT chosen(m_file);
        return;
    }
    m_box->setCurrentIndex(m_box->findData(m_file)); // until something is chosen
    auto *dialog = new QFileDialog(window(), m_other);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Models (*.safetensors *.bin *.pt)"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        setFile(file);
        Q_EMIT chosen(file);
    });
    dialog->open();
}

} // namespace sfumato::ui
