// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settings_dialog.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

#include "app/service/machine.h"

namespace sfumato::ui {
namespace {

constexpr int swatchSide = 16;

void choose(QComboBox *box, const QVariant &value) { box->setCurrentIndex(std::max(0, box->findData(value))); }

} // namespace

SettingsDialog::SettingsDialog(const StudioSettings &settings, const QString &picturesFolder, bool card, QWidget *parent)
    : QDialog(parent), m_settings(settings), m_theme(new QComboBox), m_language(new QComboBox), m_device(new QComboBox(this)), m_precision(new QComboBox),
      m_threads(new QSpinBox), m_live(new QCheckBox(tr("&Render anew while its strength is dragged"))), m_colour(new QPushButton),
      m_opacity(new QSlider(Qt::Horizontal)) {
    setWindowTitle(tr("Settings"));
    build(picturesFolder, card);
    choose(m_theme, static_cast<int>(settings.theme));
    choose(m_language, settings.language);
    choose(m_device, settings.device);
    choose(m_precision, static_cast<int>(settings.precision));
    m_threads->setValue(settings.threads);
    m_live->setChecked(settings.liveRestyle);
    m_opacity->setValue(static_cast<int>(settings.maskOpacity * 100));
    showColour();
    for (QComboBox *box : {m_theme, m_language, m_device, m_precision})
        connect(box, &QComboBox::currentIndexChanged, this, &SettingsDialog::tell);
    connect(m_threads, &QSpinBox::valueChanged, this, &SettingsDialog::tell);
    connect(m_live, &QCheckBox::toggled, this, &SettingsDialog::tell);
    connect(m_opacity, &QSlider::valueChanged, this, &SettingsDialog::tell);
    connect(m_colour, &QPushButton::clicked, this, &SettingsDialog::pickColour);
}

void SettingsDialog::build(const QString &picturesFolder, bool card) {
    m_theme->addItem(tr("As the desktop"), static_cast<int>(Theme::Mode::System));
    m_theme->addItem(tr("Dark"), static_cast<int>(Theme::Mode::Dark));
    m_theme->addItem(tr("Light"), static_cast<int>(Theme::Mode::Light));
    m_language->addItem(tr("As the desktop"), QString());
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QStringLiteral("Deutsch"), QStringLiteral("de"));
    m_device->addItem(tr("Graphics card"), QStringLiteral("auto"));
    m_device->addItem(tr("Processor"), QStringLiteral("cpu"));
    m_device->setVisible(card);
    m_precision->addItem(tr("Automatic"), static_cast<int>(DType::Auto));
    m_precision->addItem(tr("32 bit (f32)"), static_cast<int>(DType::F32));
    m_precision->addItem(tr("16 bit (bf16), half the memory"), static_cast<int>(DType::BF16));
    m_threads->setRange(0, 256);
    m_threads->setSpecialValueText(tr("all %1").arg(service::processorCount()));
    m_opacity->setRange(10, 100);
    auto *folder = new QLabel(picturesFolder);
    folder->setTextFormat(Qt::PlainText);
    folder->setProperty("role", "caption");
    folder->setWordWrap(true);
    auto *restart = new QLabel(tr("The language changes with the next start."));
    restart->setProperty("role", "caption");

    auto *form = new QFormLayout;
    form->setVerticalSpacing(10);
    form->setHorizontalSpacing(16);
    const auto row = [form](const QString &name, QWidget *field) {
        QString plain = name;
        field->setAccessibleName(plain.remove(QLatin1Char('&')));
        form->addRow(name, field);
    };
    row(tr("&Theme"), m_theme);
    row(tr("&Language"), m_language);
    form->addRow(QString(), restart);
    if (card)
        row(tr("Co&mpute on"), m_device);
    row(tr("&Precision"), m_precision);
    row(tr("T&hreads"), m_threads);
    form->addRow(tr("Restyle"), m_live);
    row(tr("Mask &colour"), m_colour);
    row(tr("Mask &opacity"), m_opacity);
    form->addRow(tr("Pictures"), folder);
    auto *close = new QPushButton(tr("Clo&se"));
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(16);
    column->addLayout(form);
    column->addWidget(close, 0, Qt::AlignRight);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
}

void SettingsDialog::showColour() {
    QPixmap swatch(swatchSide, swatchSide);
    swatch.fill(m_settings.maskColour);
    m_colour->setIcon(swatch);
    m_colour->setText(m_settings.maskColour.name());
}

void SettingsDialog::pickColour() {
    auto *dialog = new QColorDialog(m_settings.maskColour, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::currentColorChanged, this, [this](const QColor &colour) {
        m_settings.maskColour = colour;
        showColour();
        tell();
    });
    dialog->open();
}

void SettingsDialog::tell() {
    m_settings.theme = static_cast<Theme::Mode>(m_theme->currentData().toInt());
    m_settings.language = m_language->currentData().toString();
    m_settings.device = m_device->currentData().toString();
    m_settings.precision = static_cast<DType>(m_precision->currentData().toInt());
    m_settings.threads = m_threads->value();
    m_settings.liveRestyle = m_live->isChecked();
    m_settings.maskOpacity = m_opacity->value() / 100.0;
    Q_EMIT changed(m_settings);
}

} // namespace sfumato::ui
