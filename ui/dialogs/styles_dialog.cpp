// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/styles_dialog.h"

#include <utility>

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/service/error_text.h"

namespace sfumato::ui {
namespace {

const QString newPrompt = QStringLiteral("{prompt}, ");
constexpr int listWidth = 24;    // characters
constexpr int promptWidth = 44;
constexpr int promptLines = 5;
constexpr int negativeLines = 3;

} // namespace

StylesDialog::StylesDialog(service::StyleStore &styles, QWidget *parent)
    : QDialog(parent), m_styles(styles), m_list(new QListWidget), m_name(new QLineEdit), m_prompt(new QPlainTextEdit), m_negative(new QPlainTextEdit), m_problem(new QLabel),
      m_remove(new QPushButton(tr("&Delete"))), m_back(new QPushButton(tr("&Bring it back"))) {
    setWindowTitle(tr("My styles"));
    build();
    connect(m_list, &QListWidget::currentTextChanged, this, [this](const QString &name) {
        m_chosen = name;
        showChosen();
    });
    connect(m_name, &QLineEdit::editingFinished, this, &StylesDialog::rename);
    for (QPlainTextEdit *text : {m_prompt, m_negative})
        connect(text, &QPlainTextEdit::textChanged, this, &StylesDialog::changeTexts);
    connect(m_remove, &QPushButton::clicked, this, &StylesDialog::removeChosen);
    connect(m_back, &QPushButton::clicked, this, &StylesDialog::bringBack);
    m_back->hide();
    fill(styles.styles().empty() ? QString() : styles.styles().front().name);
}

void StylesDialog::build() {
    m_list->setAccessibleName(tr("My styles"));
    m_list->setFixedWidth(fontMetrics().averageCharWidth() * listWidth);
    m_name->setAccessibleName(tr("Name"));
    m_prompt->setAccessibleName(tr("Prompt"));
    m_negative->setAccessibleName(tr("Negative prompt"));
    for (QPlainTextEdit *text : {m_prompt, m_negative}) {
        text->setTabChangesFocus(true);
        text->setMinimumSize(fontMetrics().averageCharWidth() * promptWidth, fontMetrics().lineSpacing() * (text == m_prompt ? promptLines : negativeLines));
    }
    auto *hint = new QLabel(tr("Where it says {prompt}, yours takes that place; without it, the style follows your prompt. The negative prompt works likewise."));
    m_problem->setProperty("role", "problem");
    hint->setProperty("role", "caption");
    for (QLabel *label : {hint, m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_problem->hide();
    auto *add = new QPushButton(tr("&New style"));
    connect(add, &QPushButton::clicked, this, &StylesDialog::addStyle);
    auto *close = new QPushButton(tr("Clo&se"));
    close->setDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    for (QPushButton *button : {add, close, m_remove, m_back})
        button->setAutoDefault(false); // Return ends the editing of a name

    auto *form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    form->setVerticalSpacing(6);
    form->addRow(tr("N&ame"), m_name);
    form->addRow(tr("&Prompt"), m_prompt);
    form->addRow(tr("Ne&gative prompt"), m_negative);
    form->addRow(hint);
    form->addRow(m_problem);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(16);
    middle->addWidget(m_list);
    middle->addLayout(form, 1);
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {add, m_remove, m_back})
        buttons->addWidget(button);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(16);
    column->addLayout(middle);
    column->addLayout(buttons);
}

void StylesDialog::fill(const QString &chosen) {
    {
        const QSignalBlocker blocker(m_list);
        m_list->clear();
        for (const auto &style : m_styles.styles())
            m_list->addItem(style.name);
        const auto found = chosen.isEmpty() ? QList<QListWidgetItem *>() : m_list->findItems(chosen, Qt::MatchExactly | Qt::MatchCaseSensitive);
        m_list->setCurrentItem(found.value(0));
    }
    m_chosen = m_list->currentItem() ? chosen : QString();
    showChosen();
}

void StylesDialog::showChosen() {
    const auto *style = m_styles.find(m_chosen);
    const QSignalBlocker name(m_name), prompt(m_prompt), negative(m_negative);
    m_name->setText(style ? style->name : QString());
    m_prompt->setPlainText(style ? style->prompt : QString());
    m_negative->setPlainText(style ? style->negative : QString());
    for (QWidget *field : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_prompt), static_cast<QWidget *>(m_negative), static_cast<QWidget *>(m_remove)})
        field->setEnabled(style != nullptr);
    m_problem->hide();
}

void StylesDialog::addStyle() {
    QString name = tr("New style");
    for (int i = 2; m_styles.find(name); ++i)
        name = tr("New style %1").arg(i);
    report(m_styles.set({name, newPrompt, {}}));
    fill(name);
    m_name->setFocus();
    m_name->selectAll();
}

void StylesDialog::removeChosen() {
    const auto *style = m_styles.find(m_chosen);
    if (!style)
        return;
    m_removed = *style;
    const int row = m_list->currentRow();
    report(m_styles.remove(m_chosen));
    m_back->show();
    const auto &left = m_styles.styles();
    fill(left.empty() ? QString() : left[static_cast<std::size_t>(std::min<int>(row, static_cast<int>(left.size()) - 1))].name);
}

void StylesDialog::bringBack() {
    const service::Style style = *std::exchange(m_removed, std::nullopt);
    m_back->hide();
    report(m_styles.set(style));
    fill(style.name);
}

void StylesDialog::rename() {
    const auto *style = m_styles.find(m_chosen);
    if (!style || m_name->text() == style->name)
        return;
    const service::Style renamed{m_name->text(), style->prompt, style->negative};
    const auto done = m_styles.replace(m_chosen, renamed);
    fill(done ? renamed.name : m_chosen);
    report(done);
}

void StylesDialog::changeTexts() {
    if (const auto *style = m_styles.find(m_chosen))
        report(m_styles.set({style->name, m_prompt->toPlainText(), m_negative->toPlainText()}));
}

void StylesDialog::report(const Result<void> &done) {
    m_problem->setVisible(!done);
    if (!done)
        m_problem->setText(service::errorLine(done.error()));
}

} // namespace sfumato::ui
