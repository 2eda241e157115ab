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
#include "app/service/library_request.h"
#include "app/service/model_library.h"
#include "ui/dialogs/working_over_box.h"
#include "ui/history/picture_titles.h"
#include "ui/studio/picture_exchange.h"
#include "ui/widgets/yielding_box.h"

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

UpscaleDialog::UpscaleDialog(const Parts &parts, document::DocumentState picture, const GenerationRequest &panel, QWidget *parent)
    : QDialog(parent), m_parts(parts), m_picture(std::move(picture)), m_threads(panel.threads), m_device(panel.device), m_network(new QComboBox), m_factor(new QDoubleSpinBox),
      m_size(plainLabel()), m_over(new WorkingOverBox(panel)), m_none(new QWidget), m_told(plainLabel()), m_progress(new QProgressBar), m_start(new QPushButton(tr("&Enlarge"))),
      m_close(new QPushButton(tr("&Cancel"))) {
    setWindowTitle(tr("Upscale"));
    setMinimumWidth(fontMetrics().averageCharWidth() * narrowest);
    build();
    connect(m_factor, &QDoubleSpinBox::valueChanged, this, &UpscaleDialog::showSize);
    connect(m_over, &WorkingOverBox::changed, this, &UpscaleDialog::showSize);
    connect(m_start, &QPushButton::clicked, this, &UpscaleDialog::start);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(&m_parts.library, &service::ModelLibrary::changed, this, &UpscaleDialog::showNetworks);
    showNetworks();
    showSize();
}

UpscaleDialog::~UpscaleDialog() { m_cancel.cancel(); }

void UpscaleDialog::build() {
    letYield(m_network, 20);
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
    column->addWidget(m_over);
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
    const QSize from = m_picture.bounds().size(), to = enlargedSize();
    m_size->setText(tr("%1 × %2 → %3 × %4").arg(from.width()).arg(from.height()).arg(to.width()).arg(to.height()));
    askMemory();
}

QSize UpscaleDialog::enlargedSize() const {
    const QSize from = m_picture.bounds().size();
    const double factor = m_factor->value();
    return {qRound(from.width() * factor), qRound(from.height() * factor)};
}

void UpscaleDialog::askMemory() {
    const int asked = ++m_asked;
    const auto wishes = m_over->wishes();
    if (!wishes)
        return m_over->showMemory(std::nullopt);
    m_parts.engine.askWorkingOver(*wishes, enlargedSize(), this, [this, asked](const Result<MemoryEstimate> &takes) {
        if (asked == m_asked)
            m_over->showMemory(takes ? std::optional(*takes) : std::nullopt); // what is wrong with it, starting tells
    });
}

void UpscaleDialog::start() {
    Enlarging work;
    work.picture = [picture = m_picture] { return opaqueImageOf(document::flatten(picture, picture.bounds())); };
    work.request.file = m_network->currentData().toString().toStdString();
    work.request.scale = m_factor->value();
    work.request.threads = m_threads;
    work.request.device = m_device;
    work.over = m_over->wishes();
    if (work.over)
        service::nameFromLibrary(*work.over, m_parts.library);
    work.original = exportMetadata(m_picture, m_picture.bounds().size(), m_parts.engine.catalog());
    work.origin.mode = service::nameOf(service::PictureMode::Upscale);
    work.origin.parent = document::resultOf(m_picture);
    m_phase = Phase::Enlarging;
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
            Result<SavedPicture> kept = saved;
            if (saved)
                if (const auto entry = history.add(*saved); !entry)
                    kept = tl::unexpected<Error>(entry.error());
            if (self)
                self->end(kept);
        });
}

void UpscaleDialog::showStep(const StepEvent &event) {
    if (std::exchange(m_phase, event.phase) != event.phase)
        m_milliseconds = 0;
    m_milliseconds += event.milliseconds;
    m_progress->setRange(0, event.total); // 0 of 0 while it is being loaded: the bar shows that it works
    m_progress->setValue(event.step);
    const QString done = event.step == 0 ? QString() : tr("%1 of %2 · %3 left").arg(event.step).arg(event.total).arg(clockText(m_milliseconds / event.step * (event.total - event.step) / 1000.0));
    switch (event.phase) {
    case Phase::Enlarging: tell(done); break;
    case Phase::Sampling: tell(done.isEmpty() ? tr("The model works it over …") : tr("The model works it over: %1").arg(done)); break;
    case Phase::Decoding: tell(tr("The picture is being finished …")); break;
    default: tell(tr("The model is being loaded …"));
    }
}

void UpscaleDialog::end(const Result<SavedPicture> &saved) {
    setBusy(false);
    if (!saved) {
        const auto text = service::errorText(saved.error());
        tell(QStringList({text.title, text.reason, text.advice}).join(QLatin1Char(' ')).trimmed());
        return;
    }
    if (!saved->warnings.isEmpty())
        Q_EMIT warned(saved->warnings);
    Q_EMIT enlarged(saved->path);
    accept();
}

void UpscaleDialog::setBusy(bool busy) {
    for (QWidget *field : {static_cast<QWidget *>(m_network), static_cast<QWidget *>(m_factor), static_cast<QWidget *>(m_over), static_cast<QWidget *>(m_start)})
        field->setEnabled(!busy);
    m_progress->setRange(0, 0);
    m_progress->setVisible(busy);
    m_told->hide();
    if (busy)
        m_close->setFocus();
}

void UpscaleDialog::tell(const QString &text) {
    m_told->setText(text);
    m_told->setVisible(!text.isEmpty());
}

} // namespace sfumato::ui
