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
#include <QSettings>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/panels/picture_well.h"
#include "ui/panels/value_slider.h"
#include "ui/widgets/captioned.h"
#include "ui/widgets/flat_button.h"
#include "ui/widgets/yielding_box.h"

namespace sfumato::ui {
namespace {

constexpr int longestName = 26; // characters; the tooltip has all
const QString folderKey = QStringLiteral("controls/folder"); // that pictures were chosen from last

} // namespace

ControlRow::ControlRow(ControlRole role, const ControlChoices &choices, QWidget *parent)
    : QWidget(parent), m_on(new QCheckBox), m_facts(new QLabel), m_remove(flatButton(QStringLiteral("close"), tr("Remove"))),
      m_picture(new PictureWell(tr("Picture: choose a file, or drop one"), tr("Choose a picture, or drop one here"))),
      m_preview(new PictureWell(tr("What the network is shown"), tr("shown before use"))), m_preprocessor(new QComboBox), m_kind(new QComboBox), m_mode(new QComboBox),
      m_weight(new ValueSlider(tr("Weight"), {0, 2, 0.05, 2})), m_start(new ValueSlider(tr("From"), {0, 1, 0.05, 2})), m_end(new ValueSlider(tr("Up to"), {0, 1, 0.05, 2})) {
    m_setting.role = role;
    m_preview->setReadOnly();
    m_start->setToolTip(tr("Share of the run after which it begins to steer"));
    m_end->setToolTip(tr("Share of the run after which it steers no more"));
    build(buildChoices(choices));
    connectFields();
}

QWidget *ControlRow::buildChoices(const ControlChoices &choices) {
    m_preprocessor->setAccessibleName(tr("What is made of the picture"));
    m_preprocessor->addItem(tr("It is a control picture already"), QString());
    m_kind->addItem(tr("Automatic"), QString());
    for (const auto &[box, entries] : {std::pair(m_preprocessor, &choices.preprocessors), std::pair(m_kind, &choices.kinds)})
        for (const CatalogEntry &entry : *entries)
            box->addItem(QString::fromStdString(entry.name), QString::fromStdString(entry.id));
    for (const QString &mode : {tr("Balanced"), tr("Prompt ahead"), tr("Picture ahead")})
        m_mode->addItem(mode);
    for (QComboBox *box : {m_preprocessor, m_kind, m_mode})
        letYield(box);
    m_kindRow = captioned(tr("The picture shows"), m_kind);
    m_kindRow->setToolTip(tr("This network reads several kinds of control pictures, and is told which one this is"));
    m_modeRow = captioned(tr("Control mode"), m_mode);
    m_modeRow->setToolTip(tr("Where prompt and control picture disagree. With the picture ahead, even what is not in the prompt follows it."));
    auto *box = new QWidget;
    auto *rest = new QHBoxLayout;
    rest->setSpacing(10);
    rest->addWidget(m_kindRow, 1);
    rest->addWidget(m_modeRow, 1);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    column->addWidget(m_preprocessor);
    column->addLayout(rest);
    return box;
}

void ControlRow::connectFields() {
    connect(m_on, &QCheckBox::toggled, this, [this](bool on) {
        change([on](ControlSetting &setting) { setting.on = on; });
        Q_EMIT settled();
    });
    connect(m_remove, &QToolButton::clicked, this, &ControlRow::removeRequested);
    connect(m_picture, &QAbstractButton::clicked, this, &ControlRow::choosePicture);
    connect(m_picture, &PictureWell::fileDropped, this, &ControlRow::fileChosen);
    connect(m_picture, &PictureWell::pictureDropped, this, &ControlRow::pictureDropped);
    connect(m_preprocessor, &QComboBox::activated, this, [this] {
        change([this](ControlSetting &setting) { setting.preprocessor = m_preprocessor->currentData().toString(); });
        Q_EMIT settled();
    });
    connect(m_kind, &QComboBox::activated, this, [this] {
        change([this](ControlSetting &setting) { setting.kind = m_kind->currentData().toString(); });
        Q_EMIT settled();
    });
    connect(m_mode, &QComboBox::activated, this, [this](int mode) {
        change([mode](ControlSetting &setting) { setting.mode = static_cast<ControlMode>(mode); });
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

void ControlRow::build(QWidget *choices) {
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
    column->addWidget(choices);
    column->addWidget(m_weight);
    column->addLayout(span);
    choices->setVisible(m_setting.role == ControlRole::Control);
    m_preview->setVisible(m_setting.role == ControlRole::Control);
    QWidget *before = m_remove;
    for (QWidget *next : std::initializer_list<QWidget *>{m_picture, canvas, m_preprocessor, m_kind, m_mode})
        setTabOrder(std::exchange(before, next), next);
}

void ControlRow::change(const std::function<void(ControlSetting &)> &edit) {
    ControlSetting changed = m_setting;
    edit(changed);
    if (changed != m_setting)
        Q_EMIT edited(changed);
}

void ControlRow::choosePicture() {
    auto *dialog = new QFileDialog(window(), tr("Choose a picture"), QSettings().value(folderKey).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff)"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        QSettings().setValue(folderKey, QFileInfo(file).path());
        Q_EMIT fileChosen(file);
    });
    dialog->open();
}

void ControlRow::setSetting(const ControlSetting &setting, const Network &network) {
    m_setting = setting;
    const QString name = QFileInfo(setting.file).completeBaseName();
    const QString shown = name.size() > longestName ? name.left(longestName - 1) + QStringLiteral("…") : name;
    const QSignalBlocker on(m_on);
    m_on->setText(QString(shown).replace(QLatin1Char('&'), QStringLiteral("&&")));
    m_on->setToolTip(setting.file.toHtmlEscaped());
    m_on->setAccessibleName(name);
    m_on->setChecked(setting.on);
    m_remove->setAccessibleName(tr("Remove %1").arg(name));
    m_facts->setText(network.problem.isEmpty() ? network.badge : network.problem);
    m_facts->setProperty("role", network.problem.isEmpty() ? "caption" : "problem");
    m_facts->style()->unpolish(m_facts); // the sheet looks at the role
    m_facts->style()->polish(m_facts);
    for (const auto &[box, id] : {std::pair(m_preprocessor, setting.preprocessor), std::pair(m_kind, setting.kind)}) {
        if (box->findData(id) < 0) // the catalog is not there yet
            box->addItem(id, id);
        box->setCurrentIndex(box->findData(id));
    }
    m_kindRow->setVisible(network.kinds);
    m_modeRow->setVisible(network.modes);
    m_mode->setCurrentIndex(static_cast<int>(setting.mode));
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
