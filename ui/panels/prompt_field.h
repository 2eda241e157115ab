// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace sfumato::ui {

class PromptEdit;
class PromptHistory;
class PromptWords;

/// A prompt with its name, how many tokens it takes, and how many problems it has.
class PromptField final : public QWidget {
    Q_OBJECT

public:
    struct Words {
        QString name;        ///< with its mnemonic: "&Prompt"
        QString placeholder;
        int lines;
    };

    PromptField(const Words &texts, PromptWords &words, PromptHistory &history, QWidget *parent = nullptr);

    PromptEdit &edit() { return *m_edit; }

private:
    void showCount();

    PromptEdit *m_edit;
    QLabel *m_count;
};

} // namespace sfumato::ui
