// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/session/crash_child.h"

#include <cstdio>

#include "tests/session/session_fixture.h"

namespace sfumato::testing {
namespace {

void say(const char *what, const QString &name) {
    std::printf("%s %s\n", what, qPrintable(name));
    std::fflush(stdout);
}

} // namespace

int runCrashChild(const QString &folder) {
    Session session(folder);
    service::JobQueue &queue = *session.queue;
    QStringList silent; // jobs not known to be stored yet
    const auto sayStored = [&] {
        for (const QString &id : QStringList(silent))
            if (const service::Job *job = queue.find(id); job && job->stored) {
                say("job", id);
                silent.removeOne(id);
            }
    };
    QObject::connect(&queue, &service::JobQueue::changed, &queue, sayStored);
    QObject::connect(&queue, &service::JobQueue::pictureFinished, &queue,
                     [](const service::HistoryEntry &entry) { say("picture", entry.name); });
    for (int i = 0; i < 4; ++i) {
        service::JobDraft job = i % 2 ? inpainting("paint") : draft("house");
        job.request.count = crashChildCount;
        silent << queue.add(job);
        sayStored();
    }
    return session.waitForIdle() ? 0 : 1;
}

} // namespace sfumato::testing
