// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/upscale_dialog.h"

#include <utility>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/service/error_text.h"
#include "app/service/history_store.h"
#include "app/service/model_library.h"
#include "ui/history/picture_titles.h"
#include "ui/studio/picture_exchange.h"

namespace sfumato::ui {
namespace {

constexpr int narrowest = 56; // characters

QLabel *plainLabel(const QString &text = {}) {
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

UpscaleDialog::UpscaleDialog(const Parts &parts, document::DocumentState picture, int threads, QWidget *parent)
    : QDialog(parent), m_parts(parts), m_picture(std::move(picture)), m_threads(threads), m_network(new QComboBox), m_factor(new QDoubleSpinBox),
      m_size(plainLabel()), m_none(new QWidget), m_told(plainLabel()), m_progress(new QProgressBar), m_start(new QPushButton(tr("&Enlarge"))),
      m_close(new QPushButton(tr("&Cancel"))) {
    setWindowTitle(tr("Upscale"));
    setMinimumWidth(fontMetrics().averageCharWidth() * narrowest);
    build();
    connect(m_factor, &QDoubleSpinBox::valueChanged, this, &UpscaleDialog::showSize);
    connect(m_start, &QPushButton::clicked, this, &UpscaleDialog::start);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(&m_parts.library, &service::ModelLibrary::changed, this, &UpscaleDialog::showNetworks);
    showNetworks();
    showSize();
}

UpscaleDialog::~UpscaleDialog() { m_cancel.cancel(); }

void UpscaleDialog::build() {
    m_network->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_network->setMinimumContentsLength(20);
    m_network->setAccessibleName(tr("Enlarged by"));
    m_factor->setRange(1, 8);
    m_factor->setDecimals(2);
    m_factor->setSingleStep(0.5);
    m_factor->setValue(2);
    m_factor->setAccessibleName(tr("Times the size"));
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the enlarging"));
    m_progress->hide();
    m_told->hide();
    m_start->setDefault(true);
    m_close->setAutoDefault(false);

    auto *library = new QPushButton(tr("Model &library …"));
    library->setAutoDefault(false);
    connect(library, &QPushButton::clicked, this, &UpscaleDialog::libraryRequested);
    auto *none = new QVBoxLayout(m_none);
    none->setContentsMargins(0, 0, 0, 0);
    none->addWidget(plainLabel(tr("The library holds no upscaler yet. Networks made for it (ESRGAN, Real-ESRGAN, SRVGG) draw finer detail than resampling does: "
                                  "add the folder they lie in to the library, or drop a file on the window.")));
    none->addWidget(library, 0, Qt::AlignLeft);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->addRow(tr("Enlarged &by"), m_network);
    form->addRow(tr("&Times the size"), m_factor);
    form->addRow(tr("Size"), m_size);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_start);
    buttons->addWidget(m_close);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(m_none);
    column->addWidget(m_progress);
    column->addWidget(m_told);
    column->addStretch(1);
    column->addLayout(buttons);
}

void UpscaleDialog::showNetworks() {
    const QVariant chosen = m_network->currentData();
    m_network->clear();
    for (const auto &[path, entry] : m_parts.library.entries())
        if (entry->kind == modelio::ModelKind::Upscaler && entry->usable())
            m_network->addItem(entry->name, path);
    m_none->setVisible(m_network->count() == 0);
    m_network->addItem(tr("Resampling (Lanczos)"), QString());
    m_network->setCurrentIndex(chosen.isValid() ? std::max(0, m_network->findData(chosen)) : 0);
}

void UpscaleDialog::chooseNetwork(const QString &file) {
    if (const int index = m_network->findData(file); index >= 0)
        m_network->setCurrentIndex(index);
}

void UpscaleDialog::showSize() {
    const QSize size = m_picture.bounds().size();
    const double factor = m_factor->value();
    m_size->setText(tr("%1 × %2 → %3 × %4").arg(size.width()).arg(size.height()).arg(qRound(size.width() * factor)).arg(qRound(size.height() * factor)));
}

void UpscaleDialog::start() {
    Enlarging work;
    work.picture = [picture = m_picture] { return opaqueImageOf(document::flatten(picture, picture.bounds())); };
    work.request.file = m_network->currentData().toString().toStdString();
    work.request.scale = m_factor->value();
    work.request.threads = m_threads;
    work.original = exportMetadata(m_picture, m_picture.bounds().size(), m_parts.engine.catalog());
    work.origin.mode = service::nameOf(service::PictureMode::Upscale);
    work.origin.parent = document::resultOf(m_picture);
    m_milliseconds = 0;
    m_cancel = {};
    setBusy(true);
    if (m_parts.engine.busy())
        tell(tr("Begins when the running job has ended."));
    // The picture gets into the history even where the wish to cancel came too late for it.
    m_parts.engine.enlarge(std::move(work), m_cancel, &m_parts.history,
        [self = QPointer(this)](const StepEvent &event) {
            if (self)
                self->showStep(event);
        },
        [self = QPointer(this), &history = m_parts.history](const Result<SavedPicture> &saved) {
            Result<QString> file = fail(ErrorCode::Internal, {}, {});
            if (!saved)
                file = tl::unexpected<Error>(saved.error());
            else if (const auto entry = history.add(*saved); !entry)
                file = tl::unexpected<Error>(entry.error());
            else
                file = saved->path;
            if (self)
                self->end(file);
        });
}

void UpscaleDialog::showStep(const StepEvent &event) {
    m_milliseconds += event.milliseconds;
    m_progress->setRange(0, event.total); // 0 of 0 while it is being loaded: the bar shows that it works
    m_progress->setValue(event.step);
    if (event.step > 0)
        tell(tr("%1 of %2 · %3 left").arg(event.step).arg(event.total).arg(clockText(m_milliseconds / event.step * (event.total - event.step) / 1000.0)));
}

void UpscaleDialog::end(const Result<QString> &file) {
    setBusy(false);
    if (!file) {
        const auto text = service::errorText(file.error());
        tell(QStringList({text.title, text.reason, text.advice}).join(QLatin1Char(' ')).trimmed());
        return;
    }
    Q_EMIT enlarged(*file);
    accept();
}

void UpscaleDialog::setBusy(bool busy) {
    for (QWidget *field : {static_cast<QWidget *>(m_network), static_cast<QWidget *>(m_factor), static_cast<QWidget *>(m_start)})
        field->setEnabled(!busy);
    m_progress->setRange(0, 0);
    m_progress->setVisible(busy);
    m_told->hide();
    if (busy)
        m_close->setFocus();
}

void UpscaleDialog::tell(const QString &text) {
    m_told->setText(text);
    m_told->show();
}

} // namespace sfumato::ui
