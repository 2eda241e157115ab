// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "app/service/model_entry.h"

class QCheckBox;
class QLabel;
class QMenu;
class QToolButton;

namespace sfumato::ui {

class ValueSlider;

/// One LoRA of the panel: its name, whether it is on, its weights, its trigger words.
class AdapterRow final : public QWidget {
    Q_OBJECT

public:
    enum class Home { Panel, Prompt }; ///< where it is written; one of the prompt's is always on

    explicit AdapterRow(Home home, QWidget *parent = nullptr);

    struct Weights {
        double unet = 1.0;
        std::optional<double> text; ///< absent = as `unet`

        bool operator==(const Weights &) const = default;
    };
    /// What is known of it; null = it is not in the library. `problem`: why it cannot work; empty = it can.
    void setModel(const QString &name, const std::shared_ptr<const service::ModelEntry> &entry, const QString &problem);
    void setWeights(const Weights &weights); ///< emits nothing
    void setOn(bool on);                     ///< likewise

Q_SIGNALS:
    void weightsEdited(const sfumato::ui::AdapterRow::Weights &weights);
    void settled();
    void switched(bool on);
    void removeRequested();
    void wordRequested(const QString &word);

private:
    void take();

    Home m_home;
    QCheckBox *m_on;
    QLabel *m_facts;
    QToolButton *m_words;
    QMenu *m_menu;
    QToolButton *m_apart; ///< the text encoder has a weight of its own
    QToolButton *m_remove;
    ValueSlider *m_unet;
    ValueSlider *m_text;
};

} // namespace sfumato::ui
