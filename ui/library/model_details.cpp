// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/model_details.h"

#include <algorithm>

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/library/model_words.h"

namespace sfumato::ui {
namespace {

using modelio::ModelKind;

constexpr QSize pictureSize{260, 180};
constexpr int wordLines = 3; // shown at once

QLabel *label(const char *role) {
    auto *made = new QLabel;
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    if (*role)
        made->setProperty("role", QLatin1String(role));
    return made;
}

/// What "Use" does, in a word.
QString useText(const service::ModelEntry &entry) {
    switch (entry.kind) {
    case ModelKind::Lora: return ModelDetails::tr("&Add to the picture");
    case ModelKind::Hypernetwork:
    case ModelKind::Embedding: return ModelDetails::tr("&Put into the prompt");
    case ModelKind::ControlNet:
    case ModelKind::T2iAdapter: return ModelDetails::tr("&Add as control");
    case ModelKind::IpAdapter: return ModelDetails::tr("&Add as an image prompt");
    case ModelKind::Upscaler: return ModelDetails::tr("&Upscale with it");
    case ModelKind::TinyVae: return ModelDetails::tr("&Use as a fast autoencoder");
    case ModelKind::Other: return ModelDetails::tr("&Use for image prompts");
    default: return ModelDetails::tr("&Use");
    }
}

} // namespace

bool isOfUse(const service::ModelEntry &entry) {
    return entry.trait == service::ModelTrait::ImageEncoder || (entry.kind != ModelKind::TextEncoder && entry.kind != ModelKind::Other);
}

ModelDetails::ModelDetails(service::ModelLibrary &library, service::Thumbnails &thumbnails, QWidget *parent)
    : QWidget(parent), m_library(library), m_thumbnails(thumbnails), m_content(new QWidget), m_nothing(label("caption")), m_picture(new QLabel),
      m_name(label("heading")), m_facts(label("caption")), m_problem(label("problem")), m_use(new QPushButton), m_noUse(label("caption")), m_wordsTitle(label("caption")),
      m_words(new QListWidget), m_description(label("")) {
    m_nothing->setText(tr("Choose a model to see what it is."));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_picture->setAlignment(Qt::AlignCenter);
    m_wordsTitle->setText(tr("Trigger words: press one to put it into the prompt"));
    m_words->setObjectName(QStringLiteral("chips"));
    m_words->setAccessibleName(tr("Trigger words"));
    m_words->setFlow(QListView::LeftToRight);
    m_words->setWrapping(true);
    m_words->setResizeMode(QListView::Adjust);
    m_words->setSpacing(2);
    m_words->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_words, &QListWidget::itemClicked, this, [this](const QListWidgetItem *item) { Q_EMIT wordRequested(item->text()); });
    connect(m_words, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) { Q_EMIT wordRequested(item->text()); });

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(10);
    form->setVerticalSpacing(2);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_base = addField(*form, tr("Made for"));
    m_size = addField(*form, tr("Size"));
    m_hash = addField(*form, tr("SHA-256"));
    m_path = addField(*form, tr("File"));
    auto *inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(14, 12, 14, 12);
    inner->setSpacing(8);
    inner->addWidget(m_picture);
    inner->addWidget(m_name);
    inner->addWidget(m_facts);
    inner->addWidget(m_problem);
    inner->addWidget(buildButtons());
    inner->addWidget(m_wordsTitle);
    inner->addWidget(m_words);
    inner->addLayout(form);
    inner->addWidget(m_description);
    inner->addStretch(1);
    m_content->setObjectName(QStringLiteral("panel"));
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_nothing, 1);
    column->addWidget(scroll, 1);
    // A scroll area does not tell how wide its content must be.
    setMinimumWidth(std::max(pictureSize.width() + 40, m_content->minimumSizeHint().width() + scroll->verticalScrollBar()->sizeHint().width()));
    connect(&thumbnails, &service::Thumbnails::ready, this, [this](const QString &picture) {
        if (m_entry && m_entry->picture == picture)
            showPicture();
    });
    show(nullptr);
}

QLineEdit *ModelDetails::addField(QFormLayout &form, const QString &name) {
    auto *field = new QLineEdit; // its text can be selected, copied and scrolled through
    field->setReadOnly(true);
    field->setFrame(false);
    field->setAccessibleName(name);
    auto *caption = label("caption");
    caption->setText(name);
    caption->setMinimumHeight(field->sizeHint().height());
    form.addRow(caption, field);
    return field;
}

QWidget *ModelDetails::buildButtons() {
    auto *box = new QWidget;
    auto *inspect = new QPushButton(tr("&Inspect …"));
    auto *convert = new QPushButton(tr("Con&vert …"));
    auto *folder = new QPushButton(tr("Show &folder"));
    m_use->setProperty("role", "primary");
    for (auto *button : {m_use, inspect, convert, folder})
        button->setAutoDefault(false);
    connect(m_use, &QPushButton::clicked, this, [this] { Q_EMIT useRequested(m_entry->path); });
    connect(inspect, &QPushButton::clicked, this, [this] { Q_EMIT inspectRequested(m_entry->path); });
    connect(convert, &QPushButton::clicked, this, [this] { Q_EMIT convertRequested(m_entry->path); });
    connect(folder, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_entry->path).path())); });
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    for (auto *button : {inspect, convert, folder})
        row->addWidget(button);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_use);
    column->addWidget(m_noUse);
    column->addLayout(row);
    return box;
}

void ModelDetails::show(const std::shared_ptr<const service::ModelEntry> &entry) {
    if (entry && m_entry && *entry == *m_entry)
        return;
    const bool other = !entry || !m_entry || entry->path != m_entry->path;
    m_entry = entry;
    m_nothing->setVisible(!entry);
    m_content->parentWidget()->parentWidget()->setVisible(entry != nullptr);
    if (!entry)
        return;
    m_name->setText(entry->name);
    const QString facts = factsText(*entry);
    m_facts->setText(facts.isEmpty() ? kindName(*entry) : QStringLiteral("%1 · %2").arg(kindName(*entry), facts));
    QString problem = problemText(*entry);
    if (entry->missing.contains(QStringLiteral("vocabulary")))
        problem += QLatin1Char('\n') + entry->problem; // where it was looked for
    else if (problem.isEmpty())
        problem = entry->remark;
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_use->setText(useText(*entry));
    m_use->setEnabled(entry->usable());
    m_use->setVisible(isOfUse(*entry));
    m_noUse->setText(entry->kind == ModelKind::TextEncoder ? tr("A text encoder alone has no use here: every model brings its own.")
                                                           : tr("The studio has no use for files of this kind. Inspect tells what it holds."));
    m_noUse->setVisible(!isOfUse(*entry) && entry->usable());
    m_base->setText(entry->notes.base.isEmpty() ? familyBadge(entry->family) : entry->notes.base);
    m_size->setText(sizeText(entry->bytes));
    const bool folder = QFileInfo(entry->path).isDir();
    m_hash->setText(folder ? tr("of a folder there is none") : entry->sha256.isEmpty() ? tr("being computed …") : entry->sha256);
    m_path->setText(QDir::toNativeSeparators(entry->path));
    for (auto *field : {m_base, m_hash, m_path})
        field->setCursorPosition(0);
    m_description->setText(entry->notes.description);
    m_description->setVisible(!entry->notes.description.isEmpty());
    showWords();
    showPicture();
    if (other)
        m_library.askHash(entry->path);
}

void ModelDetails::showWords() {
    const auto &words = m_entry->notes.words;
    m_words->clear();
    m_words->addItems(words);
    const int line = m_words->fontMetrics().height() + 16;
    m_words->setFixedHeight(line * std::clamp<int>(static_cast<int>(words.size() + 2) / 3, 1, wordLines));
    m_words->setVisible(!words.isEmpty());
    m_wordsTitle->setVisible(!words.isEmpty());
}

void ModelDetails::showPicture() {
    const QImage picture = m_entry->picture.isEmpty() ? QImage() : m_thumbnails.get(m_entry->picture);
    m_picture->setVisible(!picture.isNull());
    if (picture.isNull())
        return;
    const qreal ratio = devicePixelRatioF();
    QPixmap shown = QPixmap::fromImage(picture.scaled(pictureSize * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    shown.setDevicePixelRatio(ratio);
    m_picture->setPixmap(shown);
    m_picture->setAccessibleName(tr("Picture of %1").arg(m_entry->name));
}

} // namespace sfumato::ui
