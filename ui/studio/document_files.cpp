// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/document_files.h"

#include <utility>

#include <QBuffer>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QPointer>
#include <QThreadPool>
#include <QUrl>

#include "app/document/elsewhere.h"
#include "app/document/layer_operations.h"
#include "app/document/project_file.h"
#include "app/document/project_lock.h"
#include "app/service/error_text.h"
#include "app/service/history_entry.h"
#include "app/service/image_file.h"
#include "app/service/paths.h"
#include "app/service/png_export.h"
#include "app/service/source_pictures.h"
#include "core/base/file_io.h"
#include "ui/canvas/canvas_view.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/studio/last_folder.h"
#include "ui/studio/picture_exchange.h"

namespace sfumato::ui {
namespace {

constexpr int mostRecent = 10;
const QString pngType = QStringLiteral("image/png");

bool isProject(const QString &file) { return file.endsWith(QLatin1String(".sfum"), Qt::CaseInsensitive); }

Error writtenElsewhere(const QString &file) {
    return {ErrorCode::Conflict, display(file.toStdString()), "was written by another program since it was opened here", "save under another name, or replace it"};
}

} // namespace

/// Either a document's state or why there is none.
struct DocumentFiles::Read {
    Result<document::DocumentState> state;
    std::vector<std::string> notes = {};
    std::optional<service::Recipe> recipe = {};
    std::shared_ptr<document::ProjectLock> lock = {};
    std::optional<Error> locked = {}; ///< why there is none
};

DocumentFiles::DocumentFiles(DocumentTabs &tabs, const QString &dataFolder, QWidget &window)
    : QObject(&window), m_tabs(tabs), m_journals(QDir(dataFolder).filePath(QStringLiteral("journals"))),
      m_sources(QDir(dataFolder).filePath(QStringLiteral("sources"))), m_controls(QDir(dataFolder).filePath(QStringLiteral("controls"))),
      m_recent(QDir(dataFolder).filePath(QStringLiteral("recent.json")).toStdString(), mostRecent), m_window(window),
      m_sessions(new SessionFiles(m_journals, this)) {
    m_writer.setMaxThreadCount(1);
    connect(m_sessions, &SessionFiles::problem, this, &DocumentFiles::problem);
    connect(m_sessions, &SessionFiles::noted, this, &DocumentFiles::noted);
    connect(m_sessions, &SessionFiles::restored, this, &DocumentFiles::show);
}

DocumentPage *DocumentFiles::add(std::unique_ptr<document::Document> document, const QString &name) {
    auto *page = new DocumentPage(std::move(document), name);
    if (const auto journal = page->startJournal(m_journals); !journal)
        Q_EMIT problem(journal.error());
    show(page);
    return page;
}

service::RecipeMeans DocumentFiles::recipeMeans() const {
    return {m_catalog, service::modelFolders(), m_sources.toStdString(), m_library ? m_library->entries() : service::ModelLibrary::Entries(),
            m_controls.toStdString(), false};
}

void DocumentFiles::show(DocumentPage *page) {
    connect(page, &DocumentPage::problem, this, &DocumentFiles::problem);
    m_tabs.add(page);
    Q_EMIT opened(page);
}

DocumentPage *DocumentFiles::newDocument(QSize size, const QJsonObject &settings) {
    auto state = document::emptyState(size);
    state.settings = settings;
    return add(std::make_unique<document::Document>(std::move(state)), tr("untitled"));
}

void DocumentFiles::openPicture(const QImage &picture, const QString &name) {
    document::elsewhereIfLarge(picture.size(), *this, [picture] { return document::stateFromPicture(picture); }, [this, name](document::DocumentState state) {
        if (auto *page = m_tabs.current())
            document::setSettings(state, page->document().settings());
        add(std::make_unique<document::Document>(std::move(state)), name);
    });
}

void DocumentFiles::chooseAndOpen() {
    auto *dialog = new QFileDialog(&m_window, tr("Open"), lastFolder(),
                                   tr("Pictures and projects (*.png *.jpg *.jpeg *.webp *.bmp *.gif *.sfum);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &files) {
        for (const QString &file : files)
            open(file);
    });
    dialog->open();
}

void DocumentFiles::open(const QString &file) {
    if (auto *page = pageOf(file)) {
        m_tabs.show(page);
        return;
    }
    QThreadPool::globalInstance()->start([self = QPointer(this), file, means = recipeMeans(), controls = service::SourcePictures(m_controls.toStdString())] {
        const std::filesystem::path path = file.toStdString();
        Read read{fail(ErrorCode::Internal, {}, {})};
        if (isProject(file)) {
            if (auto lock = document::ProjectLock::take(path))
                read.lock = std::move(*lock);
            else
                read.locked = lock.error();
            read.state = document::openProject(path, [&controls](const QString &picture, const std::string &bytes) -> Result<QString> {
                SFUMATO_TRY(const auto kept, controls.storeFile(bytes, picture.toStdString()));
                return QString::fromStdString(kept.string());
            });
        } else if (auto loaded = service::readImage(path)) {
            const QString name = QFileInfo(file).fileName();
            read.state = document::stateFromPicture(imageOf(loaded->pixels), service::isResultName(name) ? name : QString());
            read.notes = loaded->notes;
            if (auto recipe = service::readRecipe(path, means))
                read.recipe = std::move(*recipe);
        } else {
            read.state = tl::unexpected<Error>(loaded.error());
        }
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, file, read = std::move(read)]() mutable {
            if (self)
                self->take(file, std::move(read));
        });
    });
}

DocumentPage *DocumentFiles::pageOf(const QString &project) const {
    const auto pages = m_tabs.pages();
    const auto found = std::find_if(pages.begin(), pages.end(), [&](const DocumentPage *page) { return page->lock() && page->lock()->isFor(project.toStdString()); });
    return found == pages.end() ? nullptr : *found;
}

void DocumentFiles::take(const QString &file, Read read) {
    if (!read.state) {
        if (read.state.error().code == ErrorCode::NotFound && m_recent.items().contains(file))
            Q_EMIT recentMissing(file, read.state.error());
        else
            Q_EMIT problem(read.state.error());
        return;
    }
    const QFileInfo info(file);
    if (auto *front = m_tabs.current(); front && !isProject(file)) // a picture brings no parameters of its own
        document::setSettings(*read.state, front->document().settings());
    const QString name = read.locked ? tr("%1 (copy)").arg(info.completeBaseName()) : isProject(file) ? info.completeBaseName() : info.fileName();
    auto *page = add(std::make_unique<document::Document>(std::move(*read.state)), name);
    if (isProject(file) && !read.locked) {
        page->setLock(std::move(read.lock));
        page->setProject(file, name, page->changes());
    }
    remember(file);
    if (read.locked)
        Q_EMIT noted(tr("%1 is open elsewhere: this is a copy of it.").arg(info.fileName()), service::errorText(*read.locked).reason);
    tellOf(info.fileName(), read.notes, read.recipe);
}

void DocumentFiles::tellOf(const QString &name, const std::vector<std::string> &notes, const std::optional<service::Recipe> &recipe) {
    if (!notes.empty())
        Q_EMIT noted(tr("%1 was opened with changes.").arg(name), QString::fromStdString(notes.front()));
    if (recipe)
        Q_EMIT recipeFound(*recipe);
}

void DocumentFiles::save(DocumentPage &page, const std::function<void()> &then) {
    if (page.projectFile().isEmpty())
        saveAs(page, then);
    else
        write(page, page.projectFile(), IfWritten::Tell, then);
}

void DocumentFiles::replace(DocumentPage &page, const std::function<void()> &then) {
    if (!page.projectFile().isEmpty())
        write(page, page.projectFile(), IfWritten::Replace, then);
}

void DocumentFiles::saveAs(DocumentPage &page, const std::function<void()> &then) {
    auto *dialog = new QFileDialog(&m_window, tr("Save project"), lastFolder(), tr("Sfumato projects (*.sfum)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("sfum"));
    dialog->selectFile(QFileInfo(page.name()).completeBaseName());
    connect(dialog, &QFileDialog::fileSelected, this, [this, page = QPointer(&page), then](const QString &file) {
        if (page)
            write(*page, file, IfWritten::Tell, then);
    });
    dialog->open();
}

void DocumentFiles::write(DocumentPage &page, const QString &file, IfWritten written, const std::function<void()> &then) {
    auto lock = page.lock();
    if (!lock || !lock->isFor(file.toStdString())) {
        auto taken = document::ProjectLock::take(file.toStdString());
        if (!taken) {
            Q_EMIT problem(taken.error());
            return;
        }
        lock = std::move(*taken);
    }
    const QString name = QFileInfo(file).fileName();
    Q_EMIT saving(name);
    // The state is a snapshot; painting may go on while it is written.
    m_writer.start([self = QPointer(this), page = QPointer(&page), file, name, written, then, lock = std::move(lock), state = page.document().state(),
                    changes = page.changes()] {
        int told = -1;
        const auto progress = [&](double share) {
            if (const int percent = static_cast<int>(100 * share); percent != std::exchange(told, percent))
                QMetaObject::invokeMethod(QCoreApplication::instance(), [self, name, share] {
                    if (self)
                        Q_EMIT self->saveProgressed(name, share);
                });
        };
        const bool elsewhere = written == IfWritten::Tell && lock->changedElsewhere();
        const auto saved = elsewhere ? Result<void>(tl::unexpected(writtenElsewhere(file))) : document::saveProject(state, file.toStdString(), progress);
        if (saved)
            lock->adopt();
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, page, file, name, then, lock, saved, elsewhere, changes] {
            if (!self)
                return;
            Q_EMIT self->saveEnded(name);
            if (!saved) {
                if (elsewhere && page)
                    Q_EMIT self->changedElsewhere(page, saved.error());
                else
                    Q_EMIT self->problem(saved.error());
                return;
            }
            self->remember(file);
            if (page) {
                page->setLock(lock);
                page->setProject(file, QFileInfo(file).completeBaseName(), changes);
                Q_EMIT self->saved(page);
            }
            if (then)
                then();
        });
    });
}

void DocumentFiles::exportPicture(DocumentPage &page) {
    auto *dialog = new QFileDialog(&m_window, tr("Export picture"), lastFolder(), tr("PNG pictures (*.png)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("png"));
    dialog->selectFile(QFileInfo(page.name()).completeBaseName() + QStringLiteral(".png"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, state = page.document().state()](const QString &file) {
        document::elsewhere(
            *this,
            [state, file, catalog = m_catalog] {
                const Image picture = imageOf(document::flatten(state, state.bounds()));
                const auto record = exportRecord(state, {picture.width, picture.height}, catalog);
                // The dialog has asked before a file is replaced.
                return service::exportPng(file.toStdString(), picture, record, service::Overwrite::Yes);
            },
            [this, file](const Result<void> &written) {
                if (written)
                    Q_EMIT noted(tr("Exported %1.").arg(QFileInfo(file).fileName()), {});
                else
                    Q_EMIT problem(written.error());
            });
    });
    dialog->open();
}

void DocumentFiles::copy(DocumentPage &page) {
    document::elsewhere(
        *this,
        [state = page.document().state()] {
            const QImage picture = document::flatten(state, state.bounds());
            QByteArray png; // other programs take transparency from it
            QBuffer buffer(&png);
            buffer.open(QIODevice::WriteOnly);
            picture.save(&buffer, "PNG");
            return std::pair(picture, png);
        },
        [](const std::pair<QImage, QByteArray> &copied) {
            auto *data = new QMimeData;
            data->setData(pngType, copied.second);
            data->setImageData(copied.first);
            QGuiApplication::clipboard()->setMimeData(data);
        });
}

void DocumentFiles::paste() {
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    if (!data || !accepts(*data)) {
        Q_EMIT noted(tr("Nothing was pasted."), tr("The clipboard holds no picture."));
        return;
    }
    if (openFiles(*data))
        return;
    const QString name = tr("pasted picture");
    importFrom(*data, name, [this, name](const ImportedPicture &pasted) {
        if (auto *page = m_tabs.current())
            page->canvas().change([layer = tr("Pasted"), picture = pasted.picture](document::Document &document) {
                document::addPictureLayer(document, layer, picture, document.frame().topLeft());
            });
        else
            openPicture(pasted.picture, name);
    });
}

bool DocumentFiles::accepts(const QMimeData &data) {
    if (data.hasImage() || !pictureBytes(data).isEmpty())
        return true;
    const auto urls = data.urls();
    return std::any_of(urls.begin(), urls.end(), [](const QUrl &url) { return url.isLocalFile(); });
}

void DocumentFiles::drop(const QMimeData &data) {
    if (openFiles(data))
        return;
    const QString name = tr("dropped picture");
    importFrom(data, name, [this, name](const ImportedPicture &dropped) {
        openPicture(dropped.picture, name);
        tellOf(name, dropped.notes, dropped.recipe);
    });
}

bool DocumentFiles::openFiles(const QMimeData &data) {
    bool any = false;
    for (const QUrl &url : data.urls()) // a browser names addresses too, beside the picture itself; nothing is fetched
        if (url.isLocalFile()) {
            open(url.toLocalFile());
            any = true;
        }
    return any;
}

void DocumentFiles::importFrom(const QMimeData &data, const QString &name, const std::function<void(const ImportedPicture &)> &then) {
    const QByteArray bytes = pictureBytes(data);
    if (bytes.isEmpty()) { // from a program that hands out pixels only
        if (const auto picture = qvariant_cast<QImage>(data.imageData()); !picture.isNull())
            then({picture, {}, {}});
        return;
    }
    document::elsewhere(
        *this,
        [bytes, name, means = recipeMeans()] {
            return importPicture({bytes.constData(), static_cast<std::size_t>(bytes.size())}, name.toStdString(), means);
        },
        [this, then](const Result<ImportedPicture> &imported) {
            if (imported)
                then(*imported);
            else
                Q_EMIT problem(imported.error());
        });
}

void DocumentFiles::remember(const QString &file) {
    setLastFolder(QFileInfo(file).absolutePath());
    if (const auto kept = m_recent.add(file); !kept)
        Q_EMIT problem(kept.error());
}

} // namespace sfumato::ui
