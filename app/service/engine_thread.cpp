// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/engine_thread.h"

#include <chrono>

#include <QDateTime>
#include <QDir>

#include "app/service/png_export.h"
#include "app/service/request_infotext.h"
#include "core/engine/request_json.h"

namespace sfumato {
namespace {

QImage imageOf(const Image &rgb) {
    return QImage(rgb.pixels.data(), rgb.width, rgb.height, static_cast<qsizetype>(rgb.stride()), QImage::Format_RGB888).copy();
}

} // namespace

EngineThread::EngineThread(QString folder, QObject *parent) : QObject(parent), m_folder(std::move(folder)), m_worker(new QObject) {
    qRegisterMetaType<sfumato::StepEvent>();
    qRegisterMetaType<sfumato::SavedPicture>();
    qRegisterMetaType<sfumato::Error>();
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("engine"));
    m_thread.start();
    // LibTorch takes a third of a second to load; by the time a prompt is typed it is there.
    QMetaObject::invokeMethod(m_worker, [this] {
        if (auto engine = open_engine())
            m_engine = std::move(*engine);
    });
}

EngineThread::~EngineThread() {
    cancel();
    m_thread.quit();
    m_thread.wait();
}

void EngineThread::start(const GenerationRequest &request) {
    Q_ASSERT(!m_cancel);
    m_cancel.emplace();
    QMetaObject::invokeMethod(m_worker, [this, request, cancel = *m_cancel] { work(request, cancel); });
}

void EngineThread::cancel() {
    if (m_cancel)
        m_cancel->cancel();
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

Result<void> EngineThread::save(const GeneratedImage &image, const GenerationRequest &resolved) {
    const QString name = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz")) +
                         QStringLiteral("-%1.png").arg(image.seed);
    const QString path = QDir(m_folder).filePath(name);
    service::PictureFacts facts;
    facts.seed = image.seed;
    facts.width = image.picture.width;
    facts.height = image.picture.height;
    facts.modelName = service::modelNameOf("builtin");
    const service::PictureRecord record{service::writeInfotext(service::infotextOf(resolved, facts)), to_json(resolved), facts.modelName,
                                        image.composite ? service::SourceType::Composite : service::SourceType::Synthetic};
    SFUMATO_CHECK(service::exportPng(path.toStdString(), image.picture, record, service::Overwrite::No));
    const auto &t = image.timings;
    const SavedPicture saved{path, imageOf(image.picture), image.seed, (t.encode + t.sample + t.decode) / 1000.0};
    QMetaObject::invokeMethod(this, [this, saved] { Q_EMIT this->saved(saved); });
    return {};
}

void EngineThread::work(const GenerationRequest &request, const CancelToken &cancel) {
    const auto run = [&]() -> Result<GenerationResult> {
        if (!m_engine) {
            SFUMATO_TRY(m_engine, open_engine());
        }
        SFUMATO_TRY(const auto resolved, m_engine->resolve(request));
        JobContext context;
        context.cancel = cancel;
        context.on_step = [this](const StepEvent &event) { QMetaObject::invokeMethod(this, [this, event] { Q_EMIT stepped(event); }); };
        context.on_preview = [this](const Preview &preview) { postPreview(preview); };
        return m_engine->run(resolved, context, [&](GeneratedImage image) { return save(image, resolved); });
    };
    const auto result = run();
    QMetaObject::invokeMethod(this, [this, result] {
        m_cancel.reset();
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
