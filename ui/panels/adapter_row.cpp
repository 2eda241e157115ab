// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/adapter_row.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/library/model_words.h"
#include "ui/panels/value_slider.h"
#include "ui/widgets/flat_button.h"

namespace sfumato::ui {
namespace {

constexpr double least = -2, greatest = 2, step = 0.05;
constexpr int longestName = 26; // characters; the tooltip has all

} // namespace

AdapterRow::AdapterRow(Home home, QWidget *parent)
    : QWidget(parent), m_home(home), m_on(new QCheckBox), m_facts(new QLabel), m_words(flatButton(QStringLiteral("plus"), tr("Put a trigger word into the prompt"))),
      m_menu(new QMenu(this)), m_apart(flatButton(QStringLiteral("chevron-down"), tr("Weigh the text encoder on its own"))),
      m_remove(flatButton(QStringLiteral("close"), tr("Remove"))), m_unet(new ValueSlider(tr("Weight"), {least, greatest, step, 2})),
      m_text(new ValueSlider(tr("Weight in the text encoder"), {least, greatest, step, 2})) {
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setProperty("role", "caption");
    m_words->setMenu(m_menu);
    m_words->setPopupMode(QToolButton::InstantPopup);
    m_apart->setCheckable(true);
    for (auto *button : {m_words, m_apart, m_remove})
        button->setFocusPolicy(Qt::StrongFocus);
    m_on->setEnabled(home == Home::Panel);
    m_on->setChecked(true);
    auto *head = new QHBoxLayout;
    head->setSpacing(2);
    head->addWidget(m_on);
    head->addStretch(1);
    head->addWidget(m_facts);
    for (auto *button : {m_words, m_apart, m_remove})
        head->addWidget(button);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(head);
    column->addWidget(m_unet);
    column->addWidget(m_text);
    m_text->hide();
    connect(m_on, &QCheckBox::toggled, this, &AdapterRow::switched);
    connect(m_remove, &QToolButton::clicked, this, &AdapterRow::removeRequested);
    connect(m_apart, &QToolButton::toggled, this, [this](bool apart) {
        m_text->setVisible(apart);
        m_text->setValue(m_unet->value());
        take();
        Q_EMIT settled();
    });
    for (auto *slider : {m_unet, m_text}) {
        connect(slider, &ValueSlider::edited, this, &AdapterRow::take);
        connect(slider, &ValueSlider::settled, this, &AdapterRow::settled);
    }
}

void AdapterRow::take() {
    Q_EMIT weightsEdited({m_unet->value(), m_apart->isChecked() ? std::optional(m_text->value()) : std::nullopt});
}

void AdapterRow::setModel(const QString &name, const std::shared_ptr<const service::ModelEntry> &entry, const QString &problem) {
    const QString shown = name.size() > longestName ? name.left(longestName - 1) + QStringLiteral("…") : name;
    m_on->setText(QString(shown).replace(QLatin1Char('&'), QStringLiteral("&&")));
    m_on->setToolTip((entry ? entry->path : name).toHtmlEscaped());
    m_on->setAccessibleName(m_home == Home::Prompt ? tr("%1, written in the prompt").arg(name) : name);
    m_remove->setAccessibleName(tr("Remove %1").arg(name));
    const QString badge = entry ? familyBadge(entry->family) : QString();
    m_facts->setText(!problem.isEmpty() ? problem : m_home == Home::Prompt ? tr("in the prompt") : badge);
    m_facts->setProperty("role", problem.isEmpty() ? "caption" : "problem");
    m_facts->style()->unpolish(m_facts); // the sheet looks at the role
    m_facts->style()->polish(m_facts);
    m_menu->clear();
    const QStringList words = entry ? entry->notes.words : QStringList();
    for (const QString &word : words)
        m_menu->addAction(QString(word).replace(QLatin1Char('&'), QStringLiteral("&&")), this, [this, word] { Q_EMIT wordRequested(word); });
    m_words->setVisible(!words.isEmpty());
}

void AdapterRow::setWeights(const Weights &weights) {
    const QSignalBlocker apart(m_apart);
    m_unet->setValue(weights.unet);
    m_apart->setChecked(weights.text.has_value());
    m_text->setValue(weights.text.value_or(weights.unet));
    m_text->setVisible(weights.text.has_value());
}

void AdapterRow::setOn(bool on) {
    const QSignalBlocker blocker(m_on);
    m_on->setChecked(on);
}

} // namespace sfumato::ui
