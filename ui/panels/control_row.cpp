// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/control_row.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/panels/picture_well.h"
#include "ui/panels/value_slider.h"
#include "ui/widgets/flat_button.h"

namespace sfumato::ui {
namespace {

constexpr int longestName = 26; // characters; the tooltip has all

} // namespace

ControlRow::ControlRow(ControlRole role, const std::vector<CatalogEntry> &preprocessors, QWidget *parent)
    : QWidget(parent), m_on(new QCheckBox), m_facts(new QLabel), m_remove(flatButton(QStringLiteral("close"), tr("Remove"))),
      m_picture(new PictureWell(tr("Picture: choose a file, or drop one"), tr("Choose a picture, or drop one here"))),
      m_preview(new PictureWell(tr("What the network is shown"), tr("shown before use"))), m_preprocessor(new QComboBox),
      m_weight(new ValueSlider(tr("Weight"), {0, 2, 0.05, 2})), m_start(new ValueSlider(tr("From"), {0, 1, 0.05, 2})), m_end(new ValueSlider(tr("Up to"), {0, 1, 0.05, 2})) {
    m_setting.role = role;
    m_preview->setReadOnly();
    m_preprocessor->setAccessibleName(tr("What is made of the picture"));
    m_preprocessor->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_preprocessor->addItem(tr("It is a control picture already"), QString());
    for (const auto &preprocessor : preprocessors)
        m_preprocessor->addItem(QString::fromStdString(preprocessor.name), QString::fromStdString(preprocessor.id));
    m_start->setToolTip(tr("Share of the run after which it begins to steer"));
    m_end->setToolTip(tr("Share of the run after which it steers no more"));
    build();
    connect(m_on, &QCheckBox::toggled, this, [this](bool on) {
        change([on](ControlSetting &setting) { setting.on = on; });
        Q_EMIT settled();
    });
    connect(m_remove, &QToolButton::clicked, this, &ControlRow::removeRequested);
    connect(m_picture, &QAbstractButton::clicked, this, &ControlRow::choosePicture);
    connect(m_picture, &PictureWell::fileDropped, this, [this](const QString &file) {
        change([&](ControlSetting &setting) { setting.picture = file; });
        Q_EMIT settled();
    });
    connect(m_picture, &PictureWell::pictureDropped, this, &ControlRow::pictureDropped);
    connect(m_preprocessor, &QComboBox::activated, this, [this] {
        change([this](ControlSetting &setting) { setting.preprocessor = m_preprocessor->currentData().toString(); });
        Q_EMIT settled();
    });
    connect(m_weight, &ValueSlider::edited, this, [this](double weight) { change([=](ControlSetting &setting) { setting.weight = weight; }); });
    connect(m_start, &ValueSlider::edited, this, [this](double start) {
        change([=](ControlSetting &setting) { setting.start = start, setting.end = std::max(setting.end, start); });
    });
    connect(m_end, &ValueSlider::edited, this, [this](double end) {
        change([=](ControlSetting &setting) { setting.end = end, setting.start = std::min(setting.start, end); });
    });
    for (auto *slider : {m_weight, m_start, m_end})
        connect(slider, &ValueSlider::settled, this, &ControlRow::settled);
}

void ControlRow::build() {
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setProperty("role", "caption");
    m_remove->setFocusPolicy(Qt::StrongFocus);
    m_on->setChecked(true);
    auto *head = new QHBoxLayout;
    head->setSpacing(2);
    head->addWidget(m_on);
    head->addStretch(1);
    head->addWidget(m_facts);
    head->addWidget(m_remove);
    auto *canvas = new QPushButton(tr("Take the canvas"));
    canvas->setToolTip(tr("The picture inside the frame, as it is now"));
    connect(canvas, &QPushButton::clicked, this, &ControlRow::canvasRequested);
    auto *pictures = new QHBoxLayout;
    pictures->setSpacing(6);
    pictures->addWidget(m_picture);
    pictures->addWidget(m_preview);
    auto *span = new QHBoxLayout;
    span->setSpacing(10);
    span->addWidget(m_start);
    span->addWidget(m_end);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    column->addLayout(head);
    column->addLayout(pictures);
    column->addWidget(canvas);
    column->addWidget(m_preprocessor);
    column->addWidget(m_weight);
    column->addLayout(span);
    m_preprocessor->setVisible(m_setting.role == ControlRole::Control);
    m_preview->setVisible(m_setting.role == ControlRole::Control);
    QWidget *before = m_remove;
    for (QWidget *next : std::initializer_list<QWidget *>{m_picture, canvas, m_preprocessor})
        setTabOrder(std::exchange(before, next), next);
}

void ControlRow::change(const std::function<void(ControlSetting &)> &edit) {
    ControlSetting changed = m_setting;
    edit(changed);
    if (changed != m_setting)
        Q_EMIT edited(changed);
}

void ControlRow::choosePicture() {
    auto *dialog = new QFileDialog(window(), tr("Choose a picture"), QFileInfo(m_setting.picture).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff)"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        change([&](ControlSetting &setting) { setting.picture = file; });
        Q_EMIT settled();
    });
    dialog->open();
}

void ControlRow::setSetting(const ControlSetting &setting, const QString &badge, const QString &problem) {
    m_setting = setting;
    const QString name = QFileInfo(setting.file).completeBaseName();
    const QString shown = name.size() > longestName ? name.left(longestName - 1) + QStringLiteral("…") : name;
    const QSignalBlocker on(m_on);
    m_on->setText(QString(shown).replace(QLatin1Char('&'), QStringLiteral("&&")));
    m_on->setToolTip(setting.file.toHtmlEscaped());
    m_on->setAccessibleName(name);
    m_on->setChecked(setting.on);
    m_remove->setAccessibleName(tr("Remove %1").arg(name));
    m_facts->setText(problem.isEmpty() ? badge : problem);
    m_facts->setProperty("role", problem.isEmpty() ? "caption" : "problem");
    m_facts->style()->unpolish(m_facts); // the sheet looks at the role
    m_facts->style()->polish(m_facts);
    if (m_preprocessor->findData(setting.preprocessor) < 0) // the catalog is not there yet
        m_preprocessor->addItem(setting.preprocessor, setting.preprocessor);
    m_preprocessor->setCurrentIndex(m_preprocessor->findData(setting.preprocessor));
    m_weight->setValue(setting.weight);
    m_start->setValue(setting.start);
    m_end->setValue(setting.end);
    if (setting.picture.isEmpty())
        setPicture({});
}

void ControlRow::setPicture(const QImage &picture) { m_picture->setPicture(picture); }

void ControlRow::setPreview(const QImage &preview, const QString &told) {
    m_preview->setPicture(preview);
    m_preview->setWanted(told.isEmpty() ? tr("shown before use") : told);
}

} // namespace sfumato::ui
