// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace sfumato::ui {

/// The prompts that were run, newest last, and where a walk through them stands.
class PromptHistory {
public:
    static constexpr int capacity = 200;

    explicit PromptHistory(QStringList prompts = {}) : m_prompts(std::move(prompts)), m_at(static_cast<int>(m_prompts.size())) {}

    /// A prompt that was run; one that is there already moves to the end.
    void add(const QString &prompt);
    /// The one before or after what the walk shows; `current` is kept as the walk's end. Null where there is none.
    QString older(const QString &current);
    QString newer();

    const QStringList &prompts() const { return m_prompts; }

private:
    QStringList m_prompts;
    QString m_draft; ///< what was typed when the walk began
    int m_at;
};

} // namespace sfumato::ui
