// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/prompt_field.h"

#include <QGridLayout>
#include <QLabel>

#include "ui/prompt/prompt_edit.h"

namespace sfumato::ui {

PromptField::PromptField(const Words &texts, PromptWords &words, PromptHistory &history, QWidget *parent)
    : QWidget(parent), m_edit(new PromptEdit(words, history, texts.lines)), m_count(new QLabel) {
    auto *name = new QLabel(texts.name);
    name->setProperty("role", "caption");
    name->setBuddy(m_edit);
    QString plain = texts.name;
    m_edit->setAccessibleName(plain.remove(QLatin1Char('&')));
    m_edit->setPlaceholderText(texts.placeholder);
    m_count->setProperty("role", "caption");
    m_count->setTextFormat(Qt::PlainText);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(4);
    grid->addWidget(name, 0, 0);
    grid->addWidget(m_count, 0, 1, Qt::AlignRight);
    grid->addWidget(m_edit, 1, 0, 1, 2);
    connect(m_edit, &PromptEdit::tokensChanged, this, &PromptField::showCount);
    showCount();
}

void PromptField::showCount() {
    const TokenCount count = m_edit->tokens();
    const int problems = static_cast<int>(m_edit->reading().problems.size());
    QString text = m_edit->canCount() ? tr("%1 / %2 tokens").arg(count.tokens).arg(count.room) : QString();
    if (problems > 0) {
        const QString told = tr("%n problem(s)", nullptr, problems);
        text = text.isEmpty() ? told : tr("%1 · %2", "problems · tokens").arg(told, text);
    }
    m_count->setText(text);
    m_edit->setAccessibleDescription(text);
}

} // namespace sfumato::ui
