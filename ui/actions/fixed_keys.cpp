// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/fixed_keys.h"

#include <QCoreApplication>
#include <QKeySequence>

namespace sfumato::ui {
namespace {

/// The context of these texts in translations.
struct FixedKeys {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::FixedKeys)
};

QString keys(const char *portable) {
    return QKeySequence::listToString(QKeySequence::listFromString(QLatin1String(portable)), QKeySequence::NativeText);
}

QString held(const char *portable) { return FixedKeys::tr("%1, held").arg(keys(portable)); }

QString modified(Qt::KeyboardModifier modifier, const QString &gesture) {
    return QKeySequence(modifier).toString(QKeySequence::NativeText) + gesture; // ends with the plus
}

} // namespace

std::vector<FixedKey> fixedKeys() {
    const QString canvas = FixedKeys::tr("On the canvas"), prompt = FixedKeys::tr("In the prompt"), candidates = FixedKeys::tr("Among the candidates"),
                  history = FixedKeys::tr("In the history"), queue = FixedKeys::tr("In the queue");
    return {
        {canvas, FixedKeys::tr("Pan with any tool"), held("Space")},
        {canvas, FixedKeys::tr("Show the picture as it was before"), held("\\")},
        {canvas, FixedKeys::tr("Hide the panels"), held("Tab")},
        {canvas, FixedKeys::tr("Abandon the stroke, selection or change"), keys("Esc")},
        {canvas, FixedKeys::tr("Zoom at the pointer"), modified(Qt::ControlModifier, FixedKeys::tr("wheel"))},
        {canvas, FixedKeys::tr("Change the size of the brush"), modified(Qt::ShiftModifier, FixedKeys::tr("drag"))},
        {prompt, FixedKeys::tr("Weigh the words at the cursor more or less"), keys("Ctrl+Up; Ctrl+Down")},
        {prompt, FixedKeys::tr("Prompts of before"), keys("Alt+Up; Alt+Down")},
        {prompt, FixedKeys::tr("Complete the word"), keys("Ctrl+Space")},
        {candidates, FixedKeys::tr("Keep as layer"), keys("Return")},
        {candidates, FixedKeys::tr("Discard"), keys("Del")},
        {candidates, FixedKeys::tr("Star"), keys("S")},
        {candidates, FixedKeys::tr("Bring the last discarded one back"), keys("Ctrl+Z")},
        {history, FixedKeys::tr("Open"), keys("Return")},
        {history, FixedKeys::tr("Restore recipe"), keys("R")},
        {history, FixedKeys::tr("More like this"), keys("M")},
        {history, FixedKeys::tr("Go to what it was edited from"), keys("P")},
        {history, FixedKeys::tr("Star"), keys("S")},
        {history, FixedKeys::tr("Reject"), keys("X")},
        {history, FixedKeys::tr("Delete"), keys("Del")},
        {queue, FixedKeys::tr("Run next"), keys("Return")},
        {queue, FixedKeys::tr("Move up or down"), keys("Alt+Up; Alt+Down")},
        {queue, FixedKeys::tr("Try again"), keys("R")},
        {queue, FixedKeys::tr("Cancel, or remove from the list"), keys("Del")},
    };
}

} // namespace sfumato::ui
