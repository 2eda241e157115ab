// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/generation_controller.h"

#include <chrono>

#include <QAction>

#include "app/document/document.h"
#include "app/document/elsewhere.h"
#include "app/service/library_request.h"
#include "core/engine/request_json.h"
#include "ui/actions/action_registry.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/canvas/canvas_view.h"
#include "ui/charts/noise_panel.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/panels/second_pass_section.h"
#include "ui/studio/document_page.h"

namespace sfumato::ui {
namespace {

using namespace std::chrono_literals;

constexpr double likenessStrength = 0.25; // of the variation seed for "more like this"
constexpr qint64 liveSeed = 1;            // while a slider is dragged only the slider should matter

QImage cropped(const QImage &mask, const QRect &frame, const QRect &region) {
    return mask.isNull() ? QImage() : mask.copy(region.translated(-frame.topLeft()));
}

} // namespace

GenerationController::GenerationController(const Parts &parts, QObject *parent) : QObject(parent), m_parts(parts) {
    auto &queue = parts.queue;
    connect(&queue, &service::JobQueue::changed, this, &GenerationController::onQueueChanged);
    connect(&queue, &service::JobQueue::progressed, this, &GenerationController::onProgress);
    connect(&queue, &service::JobQueue::previewReady, this, &GenerationController::onPreview);
    connect(&queue, &service::JobQueue::pictureFinished, this, &GenerationController::onPicture);
    connect(&queue, &service::JobQueue::ended, this, &GenerationController::onEnded);
    connect(&queue, &service::JobQueue::warned, this, [this](const QString &, const QStringList &warnings) {
        if (!warnings.isEmpty())
            Q_EMIT warned(warnings);
    });
    connect(&queue, &service::JobQueue::problemOccurred, this, &GenerationController::problem);
    auto &button = parts.panel.button();
    connect(&button, &GenerateButton::cancelRequested, this, &GenerationController::cancel);
    connect(&parts.engine, &EngineThread::noiseLevelsReady, this, [this](const NoiseLevels &levels) {
        m_parts.noise.setLevels(levels, m_parts.panel.parameters().mode != Mode::Generate);
    });
    m_levels.setSingleShot(true);
    m_levels.setInterval(60ms);
    connect(&m_levels, &QTimer::timeout, this, &GenerationController::askLevels);
    m_region.setSingleShot(true);
    m_region.setInterval(120ms);
    connect(&m_region, &QTimer::timeout, this, &GenerationController::showRegion);
    m_rerender.setSingleShot(true);
    m_rerender.setInterval(30ms); // a drag sends many values in one frame
    connect(&m_rerender, &QTimer::timeout, this, [this] {
        Parameters parameters = m_parts.panel.parameters();
        parameters.variants = 1;
        if (parameters.seed < 0)
            parameters.seed = liveSeed;
        ask([parameters, native = m_native](const document::DocumentState &state) { return jobOf(state, parameters, native); }, Place::Live);
    });
    m_maker.setMaxThreadCount(1);
}

void GenerationController::connectActions(const ActionRegistry &registry) {
    const auto on = [this, &registry](const char *id, auto action) { connect(registry.action(QLatin1String(id)), &QAction::triggered, this, action); };
    on("image.generateNext", &GenerationController::generateNext);
    on("image.remove", &GenerationController::removeObject);
    on("image.cancelAfter", &GenerationController::cancelAfterImage);
    on("image.cancelWaiting", [this] { m_parts.queue.cancelWaiting(); });
    on("image.cancel", [this] {
        if (m_parts.panel.button().isRunning())
            m_parts.panel.button().press(); // so that it answers as when it is clicked
    });
}

void GenerationController::watch(DocumentPage &page) {
    connect(&page, &DocumentPage::starRequested, this, [this](qint64 entry, bool starred) {
        if (const auto done = m_parts.history.setStarred(entry, starred); !done)
            Q_EMIT problem(done.error());
    });
    connect(&page, &DocumentPage::moreLikeThisRequested, this, &GenerationController::moreLikeThis);
    connect(&page, &DocumentPage::rerunRequested, this, &GenerationController::rerun);
    connect(&page, &DocumentPage::rerunLayerRequested, this, &GenerationController::rerunRecipe);
    connect(&page.document(), &document::Document::frameChanged, &m_region, qOverload<>(&QTimer::start));
    connect(&page.document(), &document::Document::maskChanged, &m_region, qOverload<>(&QTimer::start));
}

void GenerationController::setPage(DocumentPage *page) {
    m_page = page;
    m_levels.start();
    showRegion();
}

void GenerationController::setNativeSize(int pixels) {
    m_native = pixels;
    m_levels.start();
    showRegion();
}

void GenerationController::setCompute(const QString &device, DType precision, int threads) {
    m_device = device;
    m_precision = precision;
    m_threads = threads;
    m_levels.start();
}

void GenerationController::sayWhere(GenerationRequest &request) const {
    request.device = m_device.toStdString();
    request.dtype = m_precision;
    request.threads = m_threads;
}

void GenerationController::onParameterEdited(const QString &field) {
    m_levels.start();
    if (field == QLatin1String("mode") || field == QLatin1String("feather"))
        showRegion();
    const auto &parameters = m_parts.panel.parameters();
    const bool styling = field == QLatin1String("style_strength") || field == QLatin1String("style") || field == QLatin1String("keep_structure");
    if (m_live && styling && parameters.mode == Mode::Restyle && m_page && hasPicture(m_page->document().state()))
        m_rerender.start();
}

void GenerationController::onParametersReplaced() {
    m_levels.start();
    m_region.start();
}

void GenerationController::askLevels() {
    const auto &parameters = m_parts.panel.parameters();
    auto request = requestOf(parameters);
    sayWhere(request);
    request.controls.clear(); // their pictures are read by jobs alone
    request.image_prompts.clear();
    if (m_page && !m_page->document().state().frame.isEmpty()) {
        const QSize size = planOf(m_page->document().state(), parameters.mode, m_native).target;
        request.width = size.width();
        request.height = size.height();
    }
    if (parameters.mode != Mode::Generate)
        request.init.emplace(); // only that there is one matters
    m_parts.engine.askNoiseLevels(request);
}

void GenerationController::showRegion() {
    if (!m_page)
        return;
    const auto &state = m_page->document().state();
    const auto &parameters = m_parts.panel.parameters();
    const Mode mode = parameters.mode;
    if (state.frame.isEmpty())
        return;
    const auto plan = planOf(state, mode, m_native);
    m_page->canvas().setProcessedPart(plan.region == state.frame ? QRect() : plan.region);
    m_page->canvas().setMaskUse(mode == Mode::Inpaint ? MaskUse{MaskMode::Soft, 0, maskBlur(parameters)} : MaskUse{}, plan);
    m_parts.panel.secondPass().setSizes(plan.target, state.frame.size());
    const QString size = tr("%1 × %2").arg(plan.process.width()).arg(plan.process.height());
    m_page->canvas().setFrameLabel(mode == Mode::Inpaint ? tr("inpaint region %1").arg(size) : tr("frame %1").arg(size));
}

void GenerationController::generate() {
    ask([parameters = m_parts.panel.parameters(), native = m_native](const document::DocumentState &state) { return jobOf(state, parameters, native); }, Place::Last);
}

void GenerationController::generateNext() {
    ask([parameters = m_parts.panel.parameters(), native = m_native](const document::DocumentState &state) { return jobOf(state, parameters, native); }, Place::Next);
}

void GenerationController::removeObject() {
    ask([parameters = m_parts.panel.parameters(), native = m_native](const document::DocumentState &state) { return removalOf(state, parameters, native); }, Place::Last);
}

void GenerationController::ask(const JobOf &jobOf, Place place) {
    if (!m_page)
        return;
    const Asked asked{m_page, place, m_parts.panel.parameters().prompt, ++m_asked};
    if (place == Place::Live)
        m_askedLive = asked.number;
    using Made = std::pair<Result<DocumentJob>, QImage>;
    const bool alone = m_page->strip().candidates().rowCount() <= 1; // no candidate of before is compared with the original
    const auto make = [this, asked, jobOf, alone, state = m_page->document().state()]() -> Made {
        if (asked.place == Place::Live && asked.number < m_askedLive)
            return {fail(ErrorCode::Cancelled, {}, {}), {}};
        auto job = jobOf(state);
        return {std::move(job), alone ? document::flatten(state, state.frame) : QImage()};
    };
    const auto submitted = [this, asked](const Made &made) { submit(asked, made.first, made.second); };
    if (!document::isLarge(m_page->document().frame().size())) {
        submitted(make());
        return;
    }
    if (!m_parts.queue.running())
        m_parts.panel.button().showStarting();
    document::elsewhere(m_maker, *this, make, submitted);
}

void GenerationController::showIdleUnlessRunning() {
    if (!m_parts.queue.running())
        m_parts.panel.button().showIdle();
}

void GenerationController::submit(const Asked &asked, Result<DocumentJob> job, const QImage &original) {
    const Place place = asked.place;
    const bool replaced = place == Place::Live && asked.number < m_askedLive;
    if (replaced || asked.number <= m_dropped || !asked.page)
        return;
    if (job) {
        sayWhere(job->draft.request);
        service::nameFromLibrary(job->draft.request, m_parts.library);
        if (auto valid = check_ranges(job->draft.request); !valid)
            job = tl::unexpected<Error>(std::move(valid.error()));
    }
    if (!job) {
        showIdleUnlessRunning();
        Q_EMIT problem(job.error());
        return;
    }
    const int pictures = job->draft.request.count;
    const Target target{asked.page, job->frame, job->region, job->mask, place == Place::Live};
    auto &queue = m_parts.queue;
    if (!original.isNull())
        asked.page->strip().candidates().setOriginal(original);
    if (!queue.running())
        m_parts.panel.button().showStarting();
    if (place == Place::Live)
        dropLive();
    const QString id = place == Place::Live   ? queue.replaceLive(std::move(job->draft))
                       : place == Place::Next ? queue.addNext(std::move(job->draft))
                                              : queue.add(std::move(job->draft));
    expect(id, target, pictures);
    if (place != Place::Live)
        Q_EMIT started(asked.prompt);
}

void GenerationController::dropLive() {
    for (auto target = m_targets.begin(); target != m_targets.end();) {
        if (!target->second.live) {
            ++target;
            continue;
        }
        if (target->second.page)
            target->second.page->strip().candidates().dropUnfinished(target->first);
        target = m_targets.erase(target);
    }
}

void GenerationController::expect(const QString &id, const Target &target, int pictures) {
    m_targets[id] = target;
    if (target.page) {
        target.page->strip().candidates().addQueued(id, pictures);
        target.page->strip().show();
    }
    if (id == m_running) // it has begun while it was being added
        beginLive(target);
}

template <typename Change>
void GenerationController::makeAgain(qint64 entry, const Change &change) {
    const auto found = m_parts.history.find(entry);
    if (!found)
        return;
    auto request = service::requestOf(*found);
    if (!request) {
        Q_EMIT problem(request.error());
        return;
    }
    change(*request);
    submitAgain(std::move(*request), *found);
}

void GenerationController::moreLikeThis(qint64 entry) {
    makeAgain(entry, [this](GenerationRequest &request) {
        request.variation_seed = -1;
        request.variation_strength = likenessStrength;
        request.count = std::max(2, m_parts.panel.parameters().variants);
    });
}

void GenerationController::rerun(qint64 entry) {
    makeAgain(entry, [](GenerationRequest &request) { request.seed = -1; });
}

void GenerationController::rerunRecipe(const QString &recipe) {
    auto request = request_from_json(recipe.toStdString(), tr("the layer's recipe").toStdString());
    if (!request) {
        Q_EMIT problem(request.error());
        return;
    }
    request->seed = -1;
    submitAgain(std::move(*request), {});
}

void GenerationController::submitAgain(GenerationRequest request, const service::HistoryEntry &entry) {
    if (!m_page)
        return;
    Target target{m_page, m_page->document().frame(), m_page->document().frame(), {}, false};
    // The same place on the canvas as the candidate it comes from.
    if (const auto *origin = m_page->candidate(entry.name)) {
        target.frame = target.region = origin->frame;
        target.mask = origin->mask;
    }
    const int pictures = request.count;
    const QString id = m_parts.queue.add({std::move(request), entry.mode, {}, entry.parent});
    expect(id, target, pictures);
}

void GenerationController::cancel() {
    if (const auto *job = m_parts.queue.running()) {
        m_parts.queue.cancel(job->id);
        return;
    }
    m_dropped = m_asked; // what is still being made
    m_parts.panel.button().showIdle();
}

void GenerationController::cancelAfterImage() {
    if (const auto *job = m_parts.queue.running())
        m_parts.queue.cancelAfterImage(job->id);
}

void GenerationController::onQueueChanged() {
    const auto *job = m_parts.queue.running();
    const QString running = job ? job->id : QString();
    if (running != m_running) {
        m_running = running;
        showRunning();
    }
    if (job && job->cancelling)
        m_parts.panel.button().showCancelling();
}

void GenerationController::showRunning() {
    auto &button = m_parts.panel.button();
    if (m_running.isEmpty()) {
        button.showIdle();
        m_parts.noise.showEnd();
        return;
    }
    button.showStarting();
    m_parts.noise.showNewRun();
    if (const auto target = m_targets.find(m_running); target != m_targets.end())
        beginLive(target->second);
}

void GenerationController::beginLive(const Target &target) {
    if (target.page)
        target.page->canvas().beginLive(target.region, cropped(target.mask, target.frame, target.region));
}

void GenerationController::onProgress(const QString &id) {
    const auto *job = m_parts.queue.find(id);
    if (!job || id != m_running || job->cancelling)
        return;
    const StepEvent &event = job->progress;
    if (event.phase != Phase::Sampling)
        return;
    m_parts.panel.button().showProgress(event.step, event.total, job->secondsLeft.value_or(-1));
    m_parts.noise.showStep(event.step, event.total, event.milliseconds);
    Q_EMIT stepTimed(event.milliseconds);
}

void GenerationController::onPreview(const QString &id) {
    const QImage preview = m_parts.queue.takePreview();
    const auto target = m_targets.find(id);
    const auto *job = m_parts.queue.find(id);
    if (preview.isNull() || target == m_targets.end() || !target->second.page || !job)
        return;
    DocumentPage &page = *target->second.page;
    auto &candidates = page.strip().candidates();
    candidates.showPreview(id, job->progress.image, preview);
    const int row = page.strip().currentRow();
    const bool otherChosen = row > 0 && row < candidates.rowCount() && candidates.at(row).state == CandidateState::Finished;
    if (otherChosen)
        return; // the person looks at a finished one
    if (!page.canvas().isLive())
        beginLive(target->second);
    page.canvas().showLive(preview, job->progress.step);
}

void GenerationController::onPicture(const service::HistoryEntry &entry, const QImage &picture) {
    const auto found = m_targets.find(entry.job);
    if (found == m_targets.end() || !found->second.page)
        return;
    const Target &target = found->second;
    DocumentPage &page = *target.page;
    auto &candidates = page.strip().candidates();
    page.addCandidate(entry.name, {target.frame, target.mask, entry.request, entry.id, entry.prompt.left(40)});
    candidates.finish(entry.job, entry.index, entry.name, picture, entry.path());
    const int row = candidates.rowOf(entry.name);
    const int chosen = page.strip().currentRow();
    const bool looking = chosen > 0 && chosen != row && candidates.at(chosen).state == CandidateState::Finished;
    if (target.live) { // each replaces the one before
        for (int i = candidates.rowCount() - 1; i > 0; --i)
            if (i != row && candidates.at(i).state == CandidateState::Finished && page.candidate(candidates.at(i).id))
                candidates.take(i);
        page.strip().setCurrentRow(candidates.rowOf(entry.name));
    } else if (!looking) {
        page.strip().setCurrentRow(row);
    }
    page.showCandidate(page.strip().currentRow());
}

void GenerationController::onEnded(const QString &id) {
    const auto found = m_targets.find(id);
    const auto *job = m_parts.queue.find(id);
    if (found != m_targets.end() && found->second.page) {
        DocumentPage &page = *found->second.page;
        page.strip().candidates().dropUnfinished(id);
        page.showCandidate(page.strip().currentRow());
        if (page.strip().candidates().rowCount() <= 1)
            page.strip().hide();
    }
    if (job && job->state == service::JobState::Failed && job->error)
        Q_EMIT problem(*job->error);
    // A failed or cancelled job may be run again from the queue: its place stays known.
    if (job && job->state == service::JobState::Done && found != m_targets.end())
        m_targets.erase(found);
    onQueueChanged();
}

} // namespace sfumato::ui
