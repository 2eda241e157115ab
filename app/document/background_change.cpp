// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/background_change.h"

#include <chrono>
#include <utility>

#include <QTimer>

#include "app/document/document.h"
#include "app/document/elsewhere.h"

namespace sfumato::document {
namespace {

using namespace std::chrono_literals;

constexpr auto strokePause = 30ms; ///< between two looks whether a stroke has ended

struct StepCatcher final : HistoryRecorder {
    std::optional<Step> step;

    void performed(const Step &done, bool) override { step = done; }
    void jumped(int) override {}
};

std::optional<Step> rehearsed(const DocumentState &state, const BackgroundChange::Change &change) {
    Document copy(state);
    StepCatcher catcher;
    copy.history().setRecorder(&catcher);
    change(copy);
    copy.history().setRecorder(nullptr);
    return std::move(catcher.step);
}

} // namespace

BackgroundChange::BackgroundChange(Document &document, QObject *parent) : QObject(parent), m_document(document) {
    connect(&document.history(), &UndoHistory::positionChanged, this, [this] { m_outdated = true; });
}

void BackgroundChange::perform(Change change) {
    if (!isPending() && !isLarge(m_document.state().bounds().size())) {
        change(m_document);
        return;
    }
    m_pending.push_back(std::move(change));
    if (m_pending.size() > 1)
        return;
    rehearse();
    Q_EMIT pendingChanged(true);
}

void BackgroundChange::cancel() {
    if (!isPending())
        return;
    m_pending.clear();
    ++m_run;
    Q_EMIT pendingChanged(false);
}

void BackgroundChange::rehearse() {
    m_outdated = false;
    elsewhere(*this, [state = m_document.state(), change = m_pending.front()] { return rehearsed(state, change); },
              [this, run = ++m_run](std::optional<Step> step) { finish(run, std::move(step)); });
}

void BackgroundChange::finish(quint64 run, std::optional<Step> step) {
    if (run != m_run)
        return;
    if (m_document.hasOpenStroke()) { // performing would end it under the pen
        QTimer::singleShot(strokePause, this, [this, run, step = std::move(step)]() mutable { finish(run, std::move(step)); });
        return;
    }
    if (m_outdated) {
        rehearse();
        return;
    }
    m_pending.pop_front();
    if (step)
        m_document.history().perform(*std::move(step));
    if (isPending())
        rehearse();
    else
        Q_EMIT pendingChanged(false);
}

} // namespace sfumato::document
