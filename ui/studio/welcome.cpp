// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/welcome.h"

#include <array>

#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/icon.h"

namespace sfumato::ui {
namespace {

// Not translated: the built-in model reads English.
constexpr std::array examples = {
    "a red house in a meadow by day, flat",
    "a watercolour of a white lighthouse at the beach at sunset",
    "a blue boat on a lake at night, oil",
    "a yellow balloon over the mountains at dawn, pastel",
    "a green tent in the forest, ink",
    "a purple rocket in the desert at night, neon",
};
constexpr int columns = 2;
constexpr int recentShown = 5;

QLabel *label(const QString &text, const char *role) {
    auto *made = new QLabel(text);
    made->setProperty("role", role);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    return made;
}

} // namespace

Welcome::Welcome(QWidget *parent) : QWidget(parent), m_back(new QPushButton(tr("Back to the picture"))), m_recent(new QVBoxLayout) {
    setObjectName(QStringLiteral("surround"));
    setAttribute(Qt::WA_StyledBackground);
    auto *grid = new QGridLayout;
    grid->setSpacing(8);
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const QString prompt = QString::fromLatin1(examples[i]);
        auto *button = new QPushButton(icon(QStringLiteral("generate")), prompt);
        button->setProperty("role", "example");
        button->setToolTip(tr("Make this picture"));
        connect(button, &QPushButton::clicked, this, [this, prompt] { Q_EMIT promptChosen(prompt); });
        grid->addWidget(button, static_cast<int>(i) / columns, static_cast<int>(i) % columns);
    }
    auto *open = new QPushButton(icon(QStringLiteral("open")), tr("Open a picture …"));
    auto *blank = new QPushButton(icon(QStringLiteral("plus")), tr("Empty canvas"));
    connect(open, &QPushButton::clicked, this, &Welcome::openRequested);
    connect(blank, &QPushButton::clicked, this, &Welcome::newRequested);
    auto *models = new QPushButton(icon(QStringLiteral("library")), tr("Your own models …"));
    models->setToolTip(tr("Adds the folders of A1111, ComfyUI or others; nothing is moved or copied"));
    connect(models, &QPushButton::clicked, this, &Welcome::libraryRequested);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(open);
    buttons->addWidget(blank);
    buttons->addWidget(models);
    buttons->addWidget(m_back);
    buttons->addStretch(1);
    m_back->hide();
    connect(m_back, &QPushButton::clicked, this, &Welcome::backRequested);

    auto *inner = new QVBoxLayout;
    inner->setSpacing(12);
    inner->addStretch(2);
    inner->addWidget(label(tr("What shall it be?"), "title"));
    inner->addWidget(label(tr("Describe a picture on the left and press Generate, or try one of these. "
                              "The built-in model paints small scenes: an object, its colour, a place, a time of day, a style."),
                           "caption"));
    inner->addLayout(grid);
    inner->addSpacing(8);
    inner->addWidget(label(tr("Or begin with a picture: open it, drop it here, or paste it."), "caption"));
    inner->addLayout(buttons);
    m_recent->setSpacing(2);
    inner->addLayout(m_recent);
    inner->addStretch(3);
    auto *row = new QHBoxLayout(this);
    row->addStretch(1);
    row->addLayout(inner, 4);
    row->addStretch(1);
}

void Welcome::setReturnable(bool returnable) { m_back->setVisible(returnable); }

void Welcome::setRecent(const QStringList &files) {
    while (auto *item = m_recent->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    if (!files.isEmpty())
        m_recent->addWidget(label(tr("Opened last"), "caption"));
    for (const QString &file : files.mid(0, recentShown)) {
        auto *button = new QPushButton(icon(QStringLiteral("picture")), QFileInfo(file).fileName().replace(QLatin1Char('&'), QStringLiteral("&&")));
        button->setProperty("role", "link");
        button->setToolTip(file.toHtmlEscaped());
        connect(button, &QPushButton::clicked, this, [this, file] { Q_EMIT recentChosen(file); });
        m_recent->addWidget(button);
    }
}

} // namespace sfumato::ui
