// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/shortcut_sheet.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/actions/action_registry.h"
#include "ui/actions/fixed_keys.h"

namespace sfumato::ui {
namespace {

constexpr int idRole = Qt::UserRole;

/// What an action is called whatever its menu says of it at the moment, as Undo's says what it would take back.
QString plain(const ActionRegistry::Entry &entry) {
    QString text = entry.spec.text;
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…")).trimmed();
}

} // namespace

ShortcutSheet::ShortcutSheet(ActionRegistry &registry, QWidget *parent)
    : QDialog(parent), m_registry(registry), m_search(new QLineEdit), m_tree(new QTreeWidget), m_key(new QKeySequenceEdit),
      m_assign(new QPushButton(tr("&Assign"))), m_clear(new QPushButton(tr("&No key"))), m_conflict(new QLabel) {
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(520, 560);
    m_search->setPlaceholderText(tr("Search actions and keys"));
    m_search->setAccessibleName(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_tree->setAccessibleName(tr("Actions"));
    m_tree->setColumnCount(2);
    m_tree->setHeaderLabels({tr("Action"), tr("Keys")});
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->header()->setStretchLastSection(false);
    m_key->setAccessibleName(tr("New key"));
    for (auto *inner : m_key->findChildren<QLineEdit *>()) // it is what takes the focus
        inner->setAccessibleName(tr("New key"));
    m_conflict->setProperty("role", "problem");
    m_conflict->setTextFormat(Qt::PlainText);
    m_conflict->setWordWrap(true);
    auto *reset = new QPushButton(tr("&Reset all"));
    auto *close = new QPushButton(tr("&Close"));

    auto *edit = new QHBoxLayout;
    edit->addWidget(m_key, 1);
    edit->addWidget(m_assign);
    edit->addWidget(m_clear);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(reset);
    bottom->addStretch(1);
    bottom->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_search);
    column->addWidget(m_tree, 1);
    column->addLayout(edit);
    column->addWidget(m_conflict);
    column->addLayout(bottom);

    connect(m_search, &QLineEdit::textChanged, this, &ShortcutSheet::fill);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &ShortcutSheet::showCurrent);
    connect(m_key, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutSheet::showCurrent);
    connect(m_assign, &QPushButton::clicked, this, &ShortcutSheet::assign);
    connect(m_clear, &QPushButton::clicked, this, [this] { m_registry.rebind(currentId(), {}); });
    connect(reset, &QPushButton::clicked, &m_registry, &ActionRegistry::resetAll);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(&m_registry, &ActionRegistry::keysChanged, this, &ShortcutSheet::fill);
    fill();
    m_search->setFocus();
}

void ShortcutSheet::search(const QString &words) { m_search->setText(words); }

QString ShortcutSheet::currentId() const {
    const auto *item = m_tree->currentItem();
    return item ? item->data(0, idRole).toString() : QString();
}

void ShortcutSheet::fill() {
    const QString kept = currentId();
    m_tree->clear();
    const QStringList words = m_search->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QTreeWidgetItem *group = nullptr;
    const auto add = [&](const QString &heading, const QString &name, const QString &keys) -> QTreeWidgetItem * {
        const QString all = heading + QLatin1Char(' ') + name + QLatin1Char(' ') + keys;
        if (!std::all_of(words.begin(), words.end(), [&](const QString &word) { return all.contains(word, Qt::CaseInsensitive); }))
            return nullptr;
        if (!group || group->text(0) != heading) {
            const auto found = m_tree->findItems(heading, Qt::MatchExactly);
            group = found.isEmpty() ? new QTreeWidgetItem(m_tree, {heading}) : found.first();
            group->setFlags(Qt::ItemIsEnabled);
            group->setExpanded(true);
        }
        return new QTreeWidgetItem(group, {name, keys.isEmpty() ? tr("none") : keys});
    };
    for (const auto &entry : m_registry.entries()) {
        auto *item = add(entry.spec.group, plain(entry), QKeySequence::listToString(entry.action->shortcuts(), QKeySequence::NativeText));
        if (!item)
            continue;
        item->setData(0, idRole, entry.spec.id);
        item->setToolTip(0, entry.spec.hint);
        if (entry.spec.id == kept)
            m_tree->setCurrentItem(item);
    }
    for (const auto &fixed : fixedKeys())
        if (auto *item = add(fixed.group, fixed.text, fixed.keys))
            item->setToolTip(0, tr("This key cannot be changed."));
    showCurrent();
}

void ShortcutSheet::showCurrent() {
    const QString id = currentId();
    const auto *owner = m_registry.ownerOf(m_key->keySequence(), id);
    m_conflict->setText(owner ? tr("This key already means “%1”. Choose another, or change that one first.").arg(plain(*owner)) : QString());
    m_assign->setEnabled(!id.isEmpty() && !owner && !m_key->keySequence().isEmpty());
    m_clear->setEnabled(!id.isEmpty());
}

void ShortcutSheet::assign() {
    const auto key = m_key->keySequence();
    m_key->clear();
    m_registry.rebind(currentId(), {key});
}

} // namespace sfumato::ui
