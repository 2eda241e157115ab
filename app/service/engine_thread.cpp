// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/engine_thread.h"

#include <algorithm>
#include <utility>

#include <QDir>
#include <QFileInfo>
#include <QPointer>

#include "app/service/filled_job.h"
#include "app/service/paths.h"
#include "app/service/picture_origin.h"
#include "app/service/source_pictures.h"
#include "app/service/request_infotext.h"
#include "app/service/upscaled_record.h"
#include "app/service/working_over.h"
#include "core/base/clock.h"

namespace sfumato {
namespace {

QImage imageOf(const Image &image) {
    const auto format = image.channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_RGB888;
    return QImage(image.pixels.data(), image.width, image.height, static_cast<qsizetype>(image.stride()), format).copy();
}

GenerationRequest withoutPixels(GenerationRequest request) {
    for (SourceImage *picture : service::picturesOf(request))
        picture->pixels.reset();
    if (request.inpaint)
        request.inpaint->mask.pixels.reset();
    return request;
}

/// A name that sorts by time and is not taken.
QString freeName(const QString &folder, const SavedPicture &picture) {
    const QString stem = QDir(folder).filePath(picture.origin.created.toLocalTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz")) +
                                               QStringLiteral("-%1").arg(picture.seed));
    QString name = stem + QStringLiteral(".png");
    for (int i = 2; QFileInfo::exists(name); ++i)
        name = stem + QStringLiteral("-%1.png").arg(i);
    return name;
}

} // namespace

EngineThread::EngineThread(QString folder, Factory factory, QObject *parent)
    : QObject(parent), m_folder(std::move(folder)), m_factory(std::move(factory)), m_worker(new QObject) {
    qRegisterMetaType<sfumato::StepEvent>();
    qRegisterMetaType<sfumato::SavedPicture>();
    qRegisterMetaType<sfumato::Error>();
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("engine"));
    m_thread.start();
    // LibTorch takes a third of a second to load; by the time a prompt is typed it is there.
    QMetaObject::invokeMethod(m_worker, [this] { (void)openEngine(); /* where it fails, the first job tries again and says why */ });
}

EngineThread::~EngineThread() {
    cancel();
    m_enlarging.cancel();
    m_thread.quit();
    m_thread.wait();
}

void EngineThread::start(const GenerationRequest &request, const service::PictureOrigin &origin) {
    Q_ASSERT(!m_job);
    m_job.emplace();
    QMetaObject::invokeMethod(m_worker, [this, request, origin, wishes = *m_job] { work(request, origin, wishes); });
}

void EngineThread::cancel() {
    if (m_job)
        m_job->cancel.cancel();
}

void EngineThread::cancelAfterImage() {
    if (m_job)
        m_job->afterImage.cancel();
}

void EngineThread::askNoiseLevels(const GenerationRequest &request) {
    const int question = ++m_levelsAsked;
    QMetaObject::invokeMethod(m_worker, [this, request, question] {
        if (question != m_levelsAsked || !m_engine)
            return;
        if (const auto levels = m_engine->noise_levels(request))
            QMetaObject::invokeMethod(this, [this, levels = *levels] { Q_EMIT noiseLevelsReady(levels); });
        GenerationRequest fresh = request;
        fresh.init.reset(); // which picture it is does not matter
        if (const auto estimate = m_engine->estimate(fresh))
            QMetaObject::invokeMethod(this, [this, estimate = *estimate] { Q_EMIT memoryEstimated(estimate); });
    });
}

void EngineThread::askControlPictures(const GenerationRequest &request, QObject *context, std::function<void(const Result<QList<QImage>> &)> answer) {
    QMetaObject::invokeMethod(m_worker, [this, request = GenerationRequest(request), context = QPointer(context), answer = std::move(answer)]() mutable {
        Result<QList<QImage>> pictures = controlPictures(request);
        QMetaObject::invokeMethod(this, [context, answer = std::move(answer), pictures = std::move(pictures)] {
            if (context)
                answer(pictures);
        });
    });
}

Result<QList<QImage>> EngineThread::controlPictures(GenerationRequest &request) {
    if (!m_engine)
        SFUMATO_CHECK(openEngine());
    SFUMATO_CHECK(service::loadSources(request));
    SFUMATO_TRY(const auto made, m_engine->control_pictures(request));
    QList<QImage> pictures;
    for (const Image &picture : made)
        pictures << imageOf(picture);
    return pictures;
}

void EngineThread::askWorkingOver(const GenerationRequest &wishes, QSize size, QObject *context, std::function<void(const Result<MemoryEstimate> &)> answer) {
    QMetaObject::invokeMethod(m_worker, [this, wishes, size, context = QPointer(context), answer = std::move(answer)] {
        const Result<MemoryEstimate> takes = workingOverTakes(wishes, size);
        QMetaObject::invokeMethod(this, [context, answer, takes] {
            if (context)
                answer(takes);
        });
    });
}

Result<MemoryEstimate> EngineThread::workingOverTakes(const GenerationRequest &wishes, QSize size) {
    if (!m_engine)
        SFUMATO_CHECK(openEngine());
    SFUMATO_TRY(const GenerationRequest request, service::workingOver(*m_engine, wishes, size.width(), size.height()));
    return m_engine->estimate(request);
}

void EngineThread::enlarge(Enlarging work, const CancelToken &cancel, QObject *context, std::function<void(const StepEvent &)> onStep,
                           std::function<void(const Result<SavedPicture> &)> answer) {
    m_enlarging = cancel;
    ++m_enlargings;
    QMetaObject::invokeMethod(m_worker, [this, work = std::move(work), cancel, context = QPointer(context), onStep = std::move(onStep), answer = std::move(answer)] {
        JobContext job;
        job.cancel = cancel;
        job.on_step = [this, context, onStep](const StepEvent &event) {
            QMetaObject::invokeMethod(this, [context, onStep, event] {
                if (context)
                    onStep(event);
            });
        };
        Result<SavedPicture> saved = enlarged(work, job);
        QMetaObject::invokeMethod(this, [this, context, answer, saved = std::move(saved)] {
            --m_enlargings;
            if (context)
                answer(saved);
            if (!busy())
                Q_EMIT freed();
        });
    });
}

Result<SavedPicture> EngineThread::enlarged(const Enlarging &work, const JobContext &context) {
    if (context.cancel.cancelled())
        return fail(ErrorCode::Cancelled, {}, "cancelled");
    if (!m_engine)
        SFUMATO_CHECK(openEngine());
    UpscaleRequest request = work.request;
    request.picture = work.picture();
    SFUMATO_TRY(UpscaledPicture made, m_engine->upscale(request, context));
    service::Enlargement how{work.request.file, static_cast<double>(made.picture.width) / request.picture.width, {}};
    std::vector<std::string> warnings;
    if (work.over) {
        const auto begun = Clock::now();
        SFUMATO_TRY(const GenerationRequest over, service::workingOver(*m_engine, *work.over, made.picture.width, made.picture.height));
        SFUMATO_TRY(made.picture, service::workedOver(*m_engine, made.picture, over, context, warnings));
        made.milliseconds += milliseconds_since(begun);
        how.model = service::modelNameOf(over.model);
    }
    SavedPicture saved;
    for (const std::string &warning : warnings)
        saved.warnings << QString::fromStdString(warning);
    saved.hasRecipe = work.original.request.has_value();
    if (saved.hasRecipe) {
        saved.request = withoutPixels(*work.original.request);
        saved.seed = std::max<qint64>(0, saved.request.seed);
    }
    if (saved.hasRecipe && !work.over) { // no recipe says that a model worked it over
        saved.request.upscaler = work.request.file;
        saved.request.upscale = work.request.file.empty() ? 0.0 : work.request.scale;
    }
    saved.seconds = made.milliseconds / 1000.0;
    saved.origin = work.origin;
    saved.origin.seconds = saved.seconds;
    saved.origin.created = QDateTime::currentDateTimeUtc();
    service::PictureRecord record = service::recordOfEnlarged(work.original, how);
    record.origin = service::textOf(saved.origin);
    saved.path = freeName(m_folder, saved);
    SFUMATO_CHECK(service::exportPng(saved.path.toStdString(), made.picture, record, service::Overwrite::No));
    saved.picture = imageOf(made.picture);
    return saved;
}

QImage EngineThread::takePreview() {
    const std::lock_guard lock(m_previewMutex);
    return std::exchange(m_preview, {});
}

void EngineThread::postPreview(const Preview &preview) {
    bool waiting;
    {
        const std::lock_guard lock(m_previewMutex);
        waiting = !m_preview.isNull();
        m_preview = imageOf(preview.picture);
    }
    if (!waiting)
        QMetaObject::invokeMethod(this, [this] { Q_EMIT previewReady(); });
}

Result<void> EngineThread::openEngine() {
    SFUMATO_TRY(m_engine, m_factory());
    m_engineCatalog = m_engine->catalog();
    QMetaObject::invokeMethod(this, [this, catalog = m_engineCatalog] {
        m_catalog = catalog;
        Q_EMIT catalogReady();
    });
    return {};
}

Result<void> EngineThread::save(const GeneratedImage &image, const service::PictureRecord &said, const GenerationRequest &used, const service::PictureOrigin &origin) {
    const auto &t = image.timings;
    SavedPicture saved;
    saved.seed = image.seed;
    saved.seconds = (t.encode + t.sample + t.decode) / 1000.0;
    saved.request = withoutPixels(service::requestOfOne(used, image));
    saved.origin = origin;
    saved.origin.index += image.index;
    saved.origin.seconds = saved.seconds;
    saved.origin.created = QDateTime::currentDateTimeUtc();
    service::PictureRecord record = said;
    record.origin = service::textOf(saved.origin);
    saved.path = freeName(m_folder, saved);
    SFUMATO_CHECK(service::exportPng(saved.path.toStdString(), image.picture, record, service::Overwrite::No));
    saved.picture = imageOf(image.picture);
    QMetaObject::invokeMethod(this, [this, saved = std::move(saved)] { Q_EMIT this->saved(saved); });
    return {};
}

Result<GenerationResult> EngineThread::runJob(GenerationRequest &request, const service::PictureOrigin &origin, const Wishes &wishes) {
    if (!m_engine)
        SFUMATO_CHECK(openEngine());
    SFUMATO_CHECK(service::loadSources(request));
    SFUMATO_TRY(const auto resolved, m_engine->resolve(request));
    JobContext context;
    context.cancel = wishes.cancel;
    context.on_step = [this](const StepEvent &event) { QMetaObject::invokeMethod(this, [this, event] { Q_EMIT stepped(event); }); };
    context.on_preview = [this](const Preview &preview) { postPreview(preview); };
    const service::FilledSink sink = [&](const GeneratedImage &image, const GenerationRequest &used, const service::PromptTemplate &written) -> Result<void> {
        SFUMATO_CHECK(save(image, service::recordOf(image, used, m_engineCatalog, written), used, origin));
        const bool batchDone = (image.index + 1) % std::max(1, resolved.batch) == 0;
        const bool last = image.index + 1 >= resolved.count;
        if (wishes.afterImage.cancelled() && batchDone && !last)
            return fail(ErrorCode::Cancelled, {}, "cancelled after this picture");
        return {};
    };
    return service::runFilled(*m_engine, resolved, service::wildcardFolder(), context, sink);
}

void EngineThread::work(GenerationRequest request, const service::PictureOrigin &origin, const Wishes &wishes) {
    const auto result = runJob(request, origin, wishes);
    QMetaObject::invokeMethod(this, [this, result] {
        m_job.reset();
        takePreview(); // one still waiting belongs to the job that has ended
        if (!result) {
            Q_EMIT failed(result.error());
            return;
        }
        QStringList warnings;
        for (const auto &warning : result->warnings)
            warnings << QString::fromStdString(warning);
        Q_EMIT finished(warnings);
    });
}

} // namespace sfumato
