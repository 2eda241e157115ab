// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QTemporaryDir>

#include "app/service/engine_thread.h"
#include "app/service/history_store.h"
#include "app/service/job_queue.h"
#include "tests/session/waiting.h"
#include "tests/support/fake_engine.h"

namespace sfumato::testing {

/// Engine, history and queue as the studio has them, in a folder of their own.
class Session {
public:
    explicit Session(QString folder = {}) : m_folder(folder.isEmpty() ? m_temporary.path() : std::move(folder)) { open(); }

    /// The program ends and is started again.
    void restart() {
        close();
        open();
    }
    void close() {
        queue.reset();
        engine.reset();
        history.reset();
    }
    void open() {
        history = std::make_unique<service::HistoryStore>(data(), pictures());
        engine = std::make_unique<EngineThread>(pictures(), fakeEngine(control));
        queue = std::make_unique<service::JobQueue>(*engine, *history, data());
    }

    QString data() const { return m_folder + QStringLiteral("/data"); }
    QString pictures() const { return m_folder + QStringLiteral("/pictures"); }

    bool waitForSettled() {
        return waitUntil([this] { return history->settled(); });
    }
    /// All that waits has run.
    bool waitForIdle() {
        return waitUntil([this] { return !queue->running() && queue->waiting() == 0; });
    }
    bool waitForState(const QString &id, service::JobState state) {
        return waitUntil([&] { return queue->find(id) && queue->find(id)->state == state; });
    }
    std::vector<service::HistoryEntry> entries(const service::HistoryFilter &filter = {}) const { return history->page(filter, nullptr, 100000); }

private:
    QTemporaryDir m_temporary;
    QString m_folder;

public:
    std::shared_ptr<FakeControl> control = std::make_shared<FakeControl>();
    std::unique_ptr<service::HistoryStore> history;
    std::unique_ptr<EngineThread> engine;
    std::unique_ptr<service::JobQueue> queue;
};

inline service::JobDraft draft(const std::string &prompt, int count = 1, std::int64_t seed = 1) {
    service::JobDraft draft;
    draft.request.prompt = prompt;
    draft.request.count = count;
    draft.request.seed = seed;
    return draft;
}

/// A draft that repaints part of a picture.
inline service::JobDraft inpainting(const std::string &prompt, std::uint8_t grey = 200) {
    service::JobDraft result = draft(prompt);
    Image init(64, 64, 3, grey), mask(64, 64, 1);
    mask.row(32)[32] = 255;
    result.request.init = SourceImage{{}, std::make_shared<const Image>(std::move(init))};
    result.request.inpaint.emplace().mask = {{}, std::make_shared<const Image>(std::move(mask))};
    result.mode = service::PictureMode::Inpaint;
    return result;
}

} // namespace sfumato::testing
