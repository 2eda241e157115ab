// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/second_pass_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/engine/request_json.h"
#include "ui/panels/value_slider.h"
#include "ui/widgets/yielding_box.h"

namespace sfumato::ui {
namespace {

constexpr int cell = 8; // pixels of one cell of the latents
constexpr int ways = static_cast<int>(choice_names<HiresMode>.size());

QLabel *caption(const QString &text, QWidget *field = nullptr) {
    auto *label = new QLabel(text);
    label->setProperty("role", "caption");
    label->setTextFormat(Qt::PlainText);
    if (field) {
        label->setBuddy(field);
        field->setAccessibleName(text);
    }
    return label;
}

QSize enlarged(QSize size, double scale) {
    const auto side = [scale](int pixels) { return static_cast<int>(pixels * scale) / cell * cell; };
    return {side(size.width()), side(size.height())};
}

} // namespace

SecondPassSection::SecondPassSection(QWidget *parent)
    : QWidget(parent), m_on(new QCheckBox(tr("Second pass, larger"))), m_sizes(caption({})), m_scale(new ValueSlider(tr("Times the size"), {1, 4, 0.25, 2})),
      m_strength(new ValueSlider(tr("Strength of the second pass"), {0, 1, 0.01, 2})), m_way(new QComboBox), m_steps(new QSpinBox), m_prompt(new QLineEdit),
      m_negative(new QLineEdit), m_fields(buildFields()) {
    m_on->setToolTip(tr("Paints over what the first pass made, at a larger size: more detail, without the doubled things of a large first pass"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_on);
    column->addWidget(m_fields);
    connectFields();
    setPass({});
}

QWidget *SecondPassSection::buildFields() {
    for (const QString &name : {tr("Latent"), tr("Latent, antialiased"), tr("Latent, bicubic"), tr("Latent, bicubic, antialiased"), tr("Latent, nearest"),
                                tr("Latent, nearest, exact"), tr("Pixels")})
        m_way->addItem(name);
    letYield(m_way);
    m_steps->setRange(0, 150);
    m_steps->setSpecialValueText(tr("as the first"));
    m_steps->setKeyboardTracking(false);
    for (QLineEdit *prompt : {m_prompt, m_negative})
        prompt->setPlaceholderText(tr("as the first"));
    m_sizes->setWordWrap(true);

    auto *fields = new QWidget;
    auto *grid = new QGridLayout(fields);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(m_sizes, 0, 0, 1, 2);
    grid->addWidget(m_scale, 1, 0, 1, 2);
    grid->addWidget(m_strength, 2, 0, 1, 2);
    grid->addWidget(caption(tr("Made larger by"), m_way), 3, 0);
    grid->addWidget(caption(tr("Steps of the second pass"), m_steps), 3, 1);
    grid->addWidget(m_way, 4, 0);
    grid->addWidget(m_steps, 4, 1);
    grid->addWidget(caption(tr("Prompt of the second pass"), m_prompt), 5, 0, 1, 2);
    grid->addWidget(m_prompt, 6, 0, 1, 2);
    grid->addWidget(caption(tr("Negative prompt of the second pass"), m_negative), 7, 0, 1, 2);
    grid->addWidget(m_negative, 8, 0, 1, 2);
    return fields;
}

template <typename T>
void SecondPassSection::change(T SecondPassSetting::*member, const T &value) {
    if (m_pass.*member == value)
        return;
    m_pass.*member = value;
    showSizes();
    Q_EMIT edited(m_pass);
}

void SecondPassSection::connectFields() {
    connect(m_on, &QCheckBox::toggled, this, [this](bool on) {
        m_fields->setVisible(on);
        change(&SecondPassSetting::on, on);
        Q_EMIT settled();
    });
    connect(m_scale, &ValueSlider::edited, this, [this](double scale) { change(&SecondPassSetting::scale, scale); });
    connect(m_strength, &ValueSlider::edited, this, [this](double strength) { change(&SecondPassSetting::strength, strength); });
    connect(m_steps, &QSpinBox::valueChanged, this, [this](int steps) { change(&SecondPassSetting::steps, steps); });
    connect(m_way, &QComboBox::activated, this, [this](int index) {
        m_pass.upscaler = m_way->itemData(index).toString();
        m_pass.mode = m_pass.upscaler.isEmpty() ? static_cast<HiresMode>(index) : HiresMode::Pixel;
        Q_EMIT edited(m_pass);
        Q_EMIT settled();
    });
    connect(m_prompt, &QLineEdit::textEdited, this, [this](const QString &text) { change(&SecondPassSetting::prompt, text); });
    connect(m_negative, &QLineEdit::textEdited, this, [this](const QString &text) { change(&SecondPassSetting::negative, text); });
    for (ValueSlider *slider : {m_scale, m_strength})
        connect(slider, &ValueSlider::settled, this, &SecondPassSection::settled);
    for (QLineEdit *prompt : {m_prompt, m_negative})
        connect(prompt, &QLineEdit::editingFinished, this, &SecondPassSection::settled);
    connect(m_steps, &QSpinBox::editingFinished, this, &SecondPassSection::settled);
}

void SecondPassSection::setPass(const SecondPassSetting &pass) {
    m_pass = pass; // first: what the fields emit then is no change
    {
        const QSignalBlocker quiet(m_on);
        m_on->setChecked(pass.on);
    }
    m_scale->setValue(pass.scale);
    m_strength->setValue(pass.strength);
    m_steps->setValue(pass.steps);
    for (const auto &[field, text] : {std::pair(m_prompt, pass.prompt), std::pair(m_negative, pass.negative)})
        if (field->text() != text) // the cursor stays where it is
            field->setText(text);
    m_fields->setVisible(pass.on);
    showWay();
    showSizes();
}

void SecondPassSection::setUpscalers(const QStringList &upscalers) {
    while (m_way->count() > ways)
        m_way->removeItem(ways);
    for (const QString &file : upscalers)
        m_way->addItem(QFileInfo(file).completeBaseName(), file);
    showWay();
}

void SecondPassSection::showWay() {
    if (m_pass.upscaler.isEmpty()) {
        m_way->setCurrentIndex(static_cast<int>(m_pass.mode));
        return;
    }
    if (m_way->findData(m_pass.upscaler) < 0) // from a recipe, or the library is not read yet
        m_way->addItem(QFileInfo(m_pass.upscaler).completeBaseName(), m_pass.upscaler);
    m_way->setCurrentIndex(m_way->findData(m_pass.upscaler));
}

void SecondPassSection::setSizes(QSize first, QSize frame) {
    m_first = first;
    m_frame = frame;
    showSizes();
}

void SecondPassSection::showSizes() {
    m_sizes->setVisible(!m_first.isEmpty());
    const auto text = [](QSize size) { return tr("%1 × %2").arg(size.width()).arg(size.height()); };
    const QSize second = enlarged(m_first, m_pass.scale);
    QString sizes = tr("%1 → %2").arg(text(m_first), text(second));
    if (second.width() > m_frame.width() || second.height() > m_frame.height())
        sizes += QLatin1Char('\n') + tr("It is shown in the frame of %1; its file keeps every pixel.").arg(text(m_frame));
    m_sizes->setText(sizes);
}

} // namespace sfumato::ui
