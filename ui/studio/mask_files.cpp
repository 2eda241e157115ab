// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/mask_files.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPointer>

#include "app/document/elsewhere.h"
#include "app/document/mask_operations.h"
#include "ui/canvas/canvas_view.h"
#include "ui/studio/document_page.h"
#include "ui/studio/last_folder.h"

namespace sfumato::ui {

MaskFiles::MaskFiles(QWidget &window) : QObject(&window), m_window(window) {}

void MaskFiles::copy(DocumentPage &page) { QGuiApplication::clipboard()->setImage(page.document().maskIn(QRect({}, page.document().size()))); }

void MaskFiles::paste(DocumentPage &page) {
    const QImage picture = QGuiApplication::clipboard()->image();
    if (picture.isNull())
        Q_EMIT noted(tr("Nothing was pasted."), tr("The clipboard holds no picture."));
    else
        take(page, document::selectMask(page.document().state(), picture, tr("pasted picture").toStdString()));
}

void MaskFiles::take(DocumentPage &page, const Result<document::Selection> &mask) {
    if (mask)
        page.canvas().change([mask = *mask](document::Document &document) { document::combine(document, mask, document::MaskCombine::Replace); });
    else
        Q_EMIT problem(mask.error());
}

void MaskFiles::load(DocumentPage &page) {
    auto *dialog = new QFileDialog(&m_window, tr("Load mask"), lastFolder(), tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this, page = QPointer(&page)](const QString &file) {
        if (!page)
            return;
        document::elsewhere(*this, [state = page->document().state(), file] { return document::loadMask(state, file.toStdString()); },
                            [this, page](const Result<document::Selection> &mask) {
                                if (page)
                                    take(*page, mask);
                            });
    });
    dialog->open();
}

void MaskFiles::save(DocumentPage &page) {
    auto *dialog = new QFileDialog(&m_window, tr("Save mask"), lastFolder(), tr("PNG pictures (*.png)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("png"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, state = page.document().state()](const QString &file) {
        document::elsewhere(*this, [state, file] { return document::saveMask(state, file.toStdString()); }, [this, file](const Result<void> &written) {
            if (written)
                Q_EMIT noted(tr("Saved %1.").arg(QFileInfo(file).fileName()), {});
            else
                Q_EMIT problem(written.error());
        });
    });
    dialog->open();
}

} // namespace sfumato::ui
