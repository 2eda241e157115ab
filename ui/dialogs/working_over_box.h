// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "core/api/engine.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace sfumato::ui {

class ValueSlider;

/// Whether and how a model works over an enlarged picture.
class WorkingOverBox final : public QWidget {
    Q_OBJECT

public:
    /// `panel`: model, prompts and sampling as the panel has them.
    explicit WorkingOverBox(GenerationRequest panel, QWidget *parent = nullptr);

    /// What the model is to do; nothing where it is to do nothing. The picture's size is the caller's to add.
    std::optional<GenerationRequest> wishes() const;
    /// What that takes of memory; nothing hides it.
    void showMemory(const std::optional<MemoryEstimate> &estimate);

Q_SIGNALS:
    void changed(); ///< what wishes() tells of memory or size

private:
    GenerationRequest m_panel;
    QCheckBox *m_on;
    QWidget *m_fields; ///< all but m_on
    ValueSlider *m_strength;
    QLineEdit *m_prompt;
    QSpinBox *m_window;
    QLabel *m_memory;
};

} // namespace sfumato::ui
