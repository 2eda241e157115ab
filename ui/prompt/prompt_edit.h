// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>
#include <QTimer>

#include "ui/prompt/prompt_reading.h"

class QCompleter;
class QStringListModel;

namespace sfumato::ui {

class PromptHighlighter;
class PromptHistory;
class PromptWords;

/// Where prompts are written: colours the grammar, underlines what is odd in it and says why, counts tokens,
/// changes weights by Ctrl+Up/Down, walks the history by Alt+Up/Down, completes words, and starts by Ctrl/Shift+Enter.
class PromptEdit final : public QPlainTextEdit {
    Q_OBJECT

public:
    /// Both outlive the editor. `lines`: how many it is high.
    PromptEdit(PromptWords &words, PromptHistory &history, int lines, QWidget *parent = nullptr);

    const PromptReading &reading() const;
    TokenCount tokens() const { return m_tokens; }
    bool canCount() const;
    /// Schedules such as [a:b:10] are read for a run of so many steps.
    void setSteps(int steps);
    /// Puts a prompt in as one undoable edit.
    void replaceText(const QString &text);

Q_SIGNALS:
    void edited(const QString &text); ///< not when only colours have changed
    void tokensChanged();
    void generateRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    /// Pictures and files are the window's.
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void changeEvent(QEvent *event) override;

private:
    void onTextChanged();
    void read();
    void weigh(double delta);
    void offerCompletion(bool wished);
    void complete(const QString &word);
    QString wordBeforeCursor() const;
    /// What is typed of a LoRA's name where the cursor stands in a tag; null where it does not.
    QString loraBeforeCursor() const;
    void addLoraProblems(PromptReading &reading) const;
    bool showProblemAt(const QPoint &position, const QPoint &globalPosition);

    PromptWords &m_words;
    PromptHistory &m_history;
    PromptHighlighter *m_highlighter;
    QCompleter *m_completer;
    QStringListModel *m_completions;
    QTimer m_readLater; ///< a long prompt is read when typing pauses
    QString m_known;    ///< the text as of the last edited()
    TokenCount m_tokens;
    int m_steps = 20;
    bool m_completesLora = false; ///< the completions are names of LoRAs
};

} // namespace sfumato::ui
