// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/working_over_box.h"

#include <utility>

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

#include "app/service/request_infotext.h"
#include "app/service/working_over.h"
#include "ui/panels/value_slider.h"
#include "ui/widgets/captioned.h"

namespace sfumato::ui {
namespace {

constexpr double gigabyte = 1e9;
constexpr int largestWindow = 2048, windowStep = 64; // pixels

} // namespace

WorkingOverBox::WorkingOverBox(GenerationRequest panel, QWidget *parent)
    : QWidget(parent), m_panel(std::move(panel)), m_on(new QCheckBox(tr("&Work it over with the model"))), m_fields(new QWidget),
      m_strength(new ValueSlider(tr("Strength"), {0, 1, 0.01, 2})), m_prompt(new QLineEdit(QString::fromStdString(m_panel.prompt))), m_window(new QSpinBox),
      m_memory(new QLabel) {
    m_on->setToolTip(tr("After the picture is enlarged, the model draws the detail that enlarging cannot know, window by window"));
    m_strength->setValue(service::usualWorkingOver);
    m_strength->setToolTip(tr("How much the model may change: more draws more detail, and things of its own"));
    m_prompt->setPlaceholderText(tr("What is in the picture"));
    m_prompt->setCursorPosition(0);
    m_window->setRange(0, largestWindow);
    m_window->setSingleStep(windowStep);
    m_window->setSpecialValueText(tr("as the model was trained"));
    m_window->setSuffix(tr(" px"));
    m_window->setKeyboardTracking(false);
    m_memory->setTextFormat(Qt::PlainText);
    m_memory->setWordWrap(true);
    m_memory->hide();
    auto *model = new QLabel(tr("Model: %1, with the sampler and LoRAs of the panel").arg(
        m_panel.model == "builtin" ? tr("Built-in model") : QString::fromStdString(service::modelNameOf(m_panel.model))));
    model->setTextFormat(Qt::PlainText);
    model->setWordWrap(true);
    model->setProperty("role", "caption");
    auto *inner = new QVBoxLayout(m_fields);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(8);
    inner->addWidget(m_strength);
    inner->addWidget(captioned(tr("&Prompt"), m_prompt));
    inner->addWidget(captioned(tr("Side of the wi&ndows"), m_window));
    inner->addWidget(model);
    inner->addWidget(m_memory);
    m_fields->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_on);
    column->addWidget(m_fields);
    connect(m_on, &QCheckBox::toggled, this, [this](bool on) {
        m_fields->setVisible(on);
        Q_EMIT changed();
    });
    connect(m_window, &QSpinBox::valueChanged, this, &WorkingOverBox::changed);
}

std::optional<GenerationRequest> WorkingOverBox::wishes() const {
    if (!m_on->isChecked())
        return std::nullopt;
    GenerationRequest wishes = m_panel;
    wishes.prompt = m_prompt->text().toStdString();
    wishes.strength = m_strength->value();
    wishes.tile = m_window->value() / 8 * 8;
    return wishes;
}

void WorkingOverBox::showMemory(const std::optional<MemoryEstimate> &estimate) {
    m_memory->setVisible(estimate.has_value());
    if (!estimate)
        return;
    const auto text = [](qint64 bytes) { return QLocale().toString(static_cast<double>(bytes) / gigabyte, 'f', 1); };
    const bool tooMuch = estimate->budget > 0 && estimate->peak() > estimate->budget;
    m_memory->setText(tooMuch ? tr("needs about %1 GB of memory; %2 GB are there: choose smaller windows, or a smaller size").arg(text(estimate->peak()), text(estimate->budget))
                              : tr("needs about %1 GB of memory").arg(text(estimate->peak())));
    m_memory->setProperty("role", tooMuch ? "problem" : "caption");
    m_memory->style()->unpolish(m_memory); // the sheet looks at the role
    m_memory->style()->polish(m_memory);
}

} // namespace sfumato::ui
