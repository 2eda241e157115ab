// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/convert_dialog.h"

#include <array>

#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>
#include <QThreadPool>
#include <QVBoxLayout>

#include "app/service/error_text.h"
#include "app/service/paths.h"
#include "core/modelio/convert.h"

namespace sfumato::ui {
namespace {

constexpr int parts = 200;      // steps of the bar
constexpr int placeWidth = 52;  // characters
constexpr std::array types = {modelio::ElementType::F16, modelio::ElementType::BF16, modelio::ElementType::F32}; // after "as stored"
constexpr std::array typeNames = {"f16", "bf16", "f32"};
constexpr std::array layouts = {modelio::Layout::Ldm, modelio::Layout::DiffusersFolder}; // after "as it is"

} // namespace

ConvertDialog::ConvertDialog(const QString &model, QWidget *parent)
    : QDialog(parent), m_model(model), m_type(new QComboBox), m_layout(new QComboBox), m_place(new QLineEdit), m_browse(new QPushButton(tr("C&hoose …"))),
      m_told(new QLabel), m_progress(new QProgressBar), m_start(new QPushButton(tr("Con&vert"))), m_close(new QPushButton(tr("&Close"))) {
    setWindowTitle(tr("Convert %1").arg(QFileInfo(model).fileName()));
    m_type->addItem(tr("As stored"));
    for (const char *name : typeNames)
        m_type->addItem(QLatin1String(name));
    m_layout->addItems({tr("As it is"), tr("One file"), tr("A diffusers folder")});
    m_type->setAccessibleName(tr("Type of the numbers"));
    m_layout->setAccessibleName(tr("Layout"));
    m_place->setAccessibleName(tr("Write to"));
    m_place->setMinimumWidth(fontMetrics().averageCharWidth() * placeWidth);
    m_told->setTextFormat(Qt::PlainText);
    m_told->setWordWrap(true);
    m_told->hide();
    m_progress->setRange(0, parts);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the conversion"));
    m_progress->hide();
    m_start->setDefault(true);
    for (auto *button : {m_browse, m_close})
        button->setAutoDefault(false);
    auto *place = new QHBoxLayout;
    place->setSpacing(6);
    place->addWidget(m_place, 1);
    place->addWidget(m_browse);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    const auto name = [](const QString &text, QWidget *field) {
        auto *label = new QLabel(text);
        label->setBuddy(field);
        label->setMinimumHeight(field->sizeHint().height());
        return label;
    };
    form->addRow(name(tr("&Type of the numbers"), m_type), m_type);
    form->addRow(name(tr("&Layout"), m_layout), m_layout);
    form->addRow(name(tr("&Write to"), m_place), place);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_start);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(m_progress);
    column->addWidget(m_told);
    column->addLayout(buttons);
    connect(m_type, &QComboBox::activated, this, &ConvertDialog::suggest);
    connect(m_layout, &QComboBox::activated, this, &ConvertDialog::suggest);
    connect(m_place, &QLineEdit::textEdited, this, [this] { m_suggested = false; });
    connect(m_browse, &QPushButton::clicked, this, &ConvertDialog::choosePlace);
    connect(m_start, &QPushButton::clicked, this, &ConvertDialog::start);
    connect(m_close, &QPushButton::clicked, this, [this] { m_busy ? m_cancel.cancel() : static_cast<void>(close()); });
    suggest();
}

ConvertDialog::~ConvertDialog() { m_cancel.cancel(); }

void ConvertDialog::suggest() {
    if (!m_suggested)
        return;
    const QFileInfo model(m_model);
    const bool folder = m_layout->currentIndex() == 2 || (m_layout->currentIndex() == 0 && model.isDir());
    const QString type = m_type->currentIndex() == 0 ? tr("converted") : m_type->currentText();
    const QString stem = model.dir().filePath((model.isDir() ? model.fileName() : model.completeBaseName()) + QLatin1Char('-') + type);
    m_place->setText(QDir::toNativeSeparators(folder ? stem : stem + QStringLiteral(".safetensors")));
}

void ConvertDialog::choosePlace() {
    auto *dialog = new QFileDialog(this, tr("Write the model to"), m_place->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &place) {
        m_place->setText(QDir::toNativeSeparators(place));
        m_suggested = false;
    });
    dialog->open();
}

void ConvertDialog::start() {
    const auto in = service::modelPath(m_model.toStdString());
    if (!in) {
        end(tl::unexpected<Error>(in.error()));
        return;
    }
    modelio::ConvertOptions options;
    if (const int type = m_type->currentIndex(); type > 0)
        options.type = types[static_cast<std::size_t>(type - 1)];
    if (const int layout = m_layout->currentIndex(); layout > 0)
        options.layout = layouts[static_cast<std::size_t>(layout - 1)];
    options.help.vocabulary = service::clipVocabularyFolder();
    m_cancel = {};
    setBusy(true);
    m_told->hide();
    const std::filesystem::path out = QDir::fromNativeSeparators(m_place->text()).toStdString();
    QThreadPool::globalInstance()->start([self = QPointer(this), in = *in, out, options, cancel = m_cancel] {
        int shown = -1;
        const auto progress = [&](std::uint64_t done, std::uint64_t total) {
            const int part = total == 0 ? parts : static_cast<int>(done * parts / total);
            if (part == std::exchange(shown, part))
                return;
            QMetaObject::invokeMethod(QCoreApplication::instance(), [self, part] {
                if (self)
                    self->m_progress->setValue(part);
            });
        };
        const auto done = modelio::convert_model(in, out, options, progress, cancel);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, done] {
            if (self)
                self->end(done);
        });
    });
}

void ConvertDialog::setBusy(bool busy) {
    m_busy = busy;
    for (QWidget *each : std::initializer_list<QWidget *>{m_type, m_layout, m_place, m_browse, m_start})
        each->setEnabled(!busy);
    m_close->setText(busy ? tr("&Cancel") : tr("&Close"));
    m_progress->setValue(0);
    m_progress->setVisible(busy);
}

void ConvertDialog::end(const Result<void> &done) {
    setBusy(false);
    const bool cancelled = !done && done.error().code == ErrorCode::Cancelled;
    m_told->setProperty("role", done || cancelled ? "caption" : "problem");
    m_told->style()->unpolish(m_told); // the sheet looks at the role
    m_told->style()->polish(m_told);
    m_told->setText(done ? tr("Written.") : cancelled ? tr("Cancelled; nothing was written.") : service::errorLine(done.error()));
    m_told->show();
    if (done)
        Q_EMIT converted(QDir::fromNativeSeparators(m_place->text()));
}

} // namespace sfumato::ui
