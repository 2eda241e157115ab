// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompt/prompt_history.h"

namespace sfumato::ui {

void PromptHistory::add(const QString &prompt) {
    if (prompt.trimmed().isEmpty())
        return;
    m_prompts.removeAll(prompt);
    m_prompts.append(prompt);
    if (m_prompts.size() > capacity)
        m_prompts.removeFirst();
    m_at = static_cast<int>(m_prompts.size());
}

QString PromptHistory::older(const QString &current) {
    if (m_at == m_prompts.size())
        m_draft = current;
    int at = m_at - 1;
    while (at >= 0 && m_prompts[at] == current) // the walk should show something else
        --at;
    if (at < 0)
        return {};
    m_at = at;
    return m_prompts[at];
}

QString PromptHistory::newer() {
    if (m_at >= m_prompts.size())
        return {};
    ++m_at;
    return m_at == m_prompts.size() ? (m_draft.isNull() ? QStringLiteral("") : m_draft) : m_prompts[m_at];
}

} // namespace sfumato::ui
