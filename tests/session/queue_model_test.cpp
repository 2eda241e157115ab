// SPDX-License-Identifier: GPL-3.0-or-later
// Random operations on the queue, compared after each with a model simple enough to be seen to be right.
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/session/session_fixture.h"

namespace sfumato::testing {
namespace {

using service::Job;
using service::JobState;

struct ModelJob {
    QString id;
    JobState state;
};

/// What a queue should look like: running, waiting, ended (newest first). The engine is held, so that nothing ends by itself.
struct Model {
    std::vector<ModelJob> jobs;
    bool paused = false;

    std::size_t index(const QString &id) const {
        return static_cast<std::size_t>(std::ranges::find(jobs, id, &ModelJob::id) - jobs.begin());
    }
    std::size_t waitingFrom() const { return !jobs.empty() && jobs[0].state == JobState::Running ? 1 : 0; }
    std::size_t waitingTo() const {
        std::size_t i = waitingFrom();
        while (i < jobs.size() && jobs[i].state == JobState::Queued)
            ++i;
        return i;
    }
    void insert(std::size_t place, ModelJob job) { jobs.insert(jobs.begin() + static_cast<std::ptrdiff_t>(place), std::move(job)); }
    ModelJob take(std::size_t place) {
        ModelJob job = jobs[place];
        jobs.erase(jobs.begin() + static_cast<std::ptrdiff_t>(place));
        return job;
    }
    void end(std::size_t place, JobState state) {
        ModelJob job = take(place);
        job.state = state;
        insert(waitingTo(), job);
    }
    void startNext() {
        if (!paused && waitingFrom() == 0 && waitingTo() > 0)
            jobs[0].state = JobState::Running;
    }
};

void compare(const service::JobQueue &queue, const Model &model, int operation) {
    ASSERT_EQ(queue.jobs().size(), model.jobs.size()) << "operation " << operation;
    for (std::size_t i = 0; i < model.jobs.size(); ++i) {
        ASSERT_EQ(queue.jobs()[i].id, model.jobs[i].id) << "operation " << operation << ", place " << i;
        ASSERT_EQ(queue.jobs()[i].state, model.jobs[i].state) << "operation " << operation << ", place " << i;
    }
    ASSERT_EQ(queue.paused(), model.paused);
}

TEST(QueueModel, AgreesWithASimpleModelUnderRandomOperations) {
    Session session;
    session.control->hold();
    Model model;
    std::mt19937 random(7);
    const auto below = [&](std::size_t limit) { return limit ? random() % limit : 0; };
    for (int operation = 0; operation < 600 && !::testing::Test::HasFatalFailure(); ++operation) {
        service::JobQueue &queue = *session.queue;
        const QString any = model.jobs.empty() ? QString() : model.jobs[below(model.jobs.size())].id;
        const std::size_t at = model.index(any);
        const bool waits = at < model.jobs.size() && model.jobs[at].state == JobState::Queued;
        switch (random() % 9) {
        case 0: // another one
        case 1: {
            const bool next = random() % 4 == 0;
            const QString id = next ? queue.addNext(draft("a")) : queue.add(draft("a"));
            model.insert(next ? model.waitingFrom() : model.waitingTo(), {id, JobState::Queued});
            break;
        }
        case 2: { // reorder
            const auto place = static_cast<int>(below(8));
            queue.move(any, place);
            if (waits) {
                const ModelJob job = model.take(at);
                model.insert(std::min(model.waitingFrom() + static_cast<std::size_t>(place), model.waitingTo()), job);
            }
            break;
        }
        case 3: // pause, go on
            model.paused = !model.paused;
            queue.setPaused(model.paused);
            break;
        case 4: // cancel
            queue.cancel(any);
            if (waits)
                model.end(at, JobState::Cancelled);
            else if (at < model.jobs.size() && model.jobs[at].state == JobState::Running) {
                ASSERT_TRUE(session.waitForState(any, JobState::Cancelled));
                model.end(at, JobState::Cancelled);
            }
            break;
        case 5: // the running one finishes
            if (model.waitingFrom() == 1) {
                const QString id = model.jobs[0].id;
                session.control->allowSteps(4);
                ASSERT_TRUE(session.waitForState(id, JobState::Done));
                model.end(0, JobState::Done);
            }
            break;
        case 6: // the running one fails
            if (model.waitingFrom() == 1) {
                const QString id = model.jobs[0].id;
                session.control->failAt(1, Error{ErrorCode::Internal, {}, "ordered", {}});
                session.control->allowSteps(1);
                ASSERT_TRUE(session.waitForState(id, JobState::Failed));
                session.control->hold();
                model.end(0, JobState::Failed);
            }
            break;
        case 7: // once more
            queue.retry(any);
            if (at < model.jobs.size() && (model.jobs[at].state == JobState::Cancelled || model.jobs[at].state == JobState::Failed)) {
                ModelJob job = model.take(at);
                job.state = JobState::Queued;
                model.insert(model.waitingTo(), job);
            }
            break;
        case 8: // tidy up, or end the program and start it again
            if (random() % 3) {
                queue.removeEnded(any);
                if (at < model.jobs.size() && !waits && model.jobs[at].state != JobState::Running)
                    model.take(at);
                break;
            }
            session.restart();
            ASSERT_TRUE(session.waitForSettled());
            std::erase_if(model.jobs, [](const ModelJob &job) { return job.state == JobState::Done; });
            for (ModelJob &job : model.jobs)
                job.state = job.state == JobState::Running ? JobState::Queued : job.state;
            session.queue->setPaused(model.paused);
            break;
        }
        model.startNext();
        compare(*session.queue, model, operation);
    }
}

} // namespace
} // namespace sfumato::testing
