// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/about_dialog.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/theme/icon.h"

namespace sfumato::ui {
namespace {

struct Part {
    const char *name, *licence, *use;
};

constexpr Part parts[] = {
    {"LibTorch", "BSD-3-Clause", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "tensors and networks")},
    {"Qt 6", "LGPL-3.0", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "window and files")},
    {"OpenCV", "Apache-2.0", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "picture operations")},
    {"QCustomPlot", "GPL-3.0-or-later", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "charts")},
    {"Exiv2", "GPL-2.0-or-later", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "metadata")},
    {"libzip", "BSD-3-Clause", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "projects")},
    {"SQLite", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "public domain"), QT_TRANSLATE_NOOP("AboutDialog", "history")},
    {"nlohmann/json", "MIT", "JSON"},
    {"fmt, tl::expected", "MIT, CC0-1.0", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "texts and results")},
    {"zlib", "Zlib", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "compression")},
    {"Inter", "OFL-1.1", QT_TRANSLATE_NOOP("sfumato::ui::AboutDialog", "typeface, where it is installed")},
};

} // namespace

AboutDialog::AboutDialog(QWidget *parent) : QDialog(parent) {
    setWindowTitle(tr("About Sfumato"));
    constexpr int iconSide = 56;
    auto *picture = new QLabel;
    picture->setPixmap(QIcon(QStringLiteral(":/icons/sfumato.svg")).pixmap(QSize(iconSide, iconSide), devicePixelRatioF()));
    picture->setAccessibleName(tr("Sfumato's icon"));
    auto *title = new QLabel(tr("Sfumato %1").arg(QStringLiteral(SFUMATO_VERSION)));
    title->setProperty("role", "title");
    auto *text = new QLabel(tr("A studio for pictures made with Stable Diffusion: free software under the GNU General Public License, "
                               "version 3 or later. It comes without any warranty. Nothing leaves this machine."));
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    auto *tree = new QTreeWidget;
    tree->setAccessibleName(tr("Parts and their licences"));
    tree->setRootIsDecorated(false);
    tree->setHeaderLabels({tr("Built with"), tr("Licence"), tr("For")});
    for (const auto &part : parts)
        new QTreeWidgetItem(tree, {QString::fromUtf8(part.name), tr(part.licence), tr(part.use)});
    for (int column = 0; column < 2; ++column)
        tree->resizeColumnToContents(column);
    auto *close = new QPushButton(tr("&Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::close);

    auto *texts = new QVBoxLayout;
    texts->addWidget(title);
    texts->addWidget(text);
    auto *head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(picture, 0, Qt::AlignTop);
    head->addLayout(texts, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(14);
    column->addLayout(head);
    column->addWidget(tree, 1);
    column->addWidget(close, 0, Qt::AlignRight);
    resize(520, 470);
}

} // namespace sfumato::ui
