// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompt/prompt_edit.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QCompleter>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QRegularExpression>
#include <QScrollBar>
#include <QStringListModel>
#include <QTextBlock>
#include <QToolTip>
#include <QUrl>

#include "ui/prompt/lora_tags.h"
#include "ui/prompt/prompt_highlighter.h"
#include "ui/prompt/prompt_history.h"
#include "ui/prompt/prompt_weight.h"
#include "ui/prompt/prompt_words.h"

namespace sfumato::ui {
namespace {

constexpr double weightStep = 0.1;
constexpr int longPrompt = 4000;  // characters; longer ones are not read at every key
constexpr int readPause = 200;    // milliseconds
constexpr int completeFrom = 3;   // characters typed before words are offered unasked
constexpr int offered = 8;        // completions shown at once

bool isEnter(const QKeyEvent &key) { return key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter; }

} // namespace

PromptEdit::PromptEdit(PromptWords &words, PromptHistory &history, int lines, QWidget *parent)
    : QPlainTextEdit(parent), m_words(words), m_history(history), m_highlighter(new PromptHighlighter(document())),
      m_completer(new QCompleter(this)), m_completions(new QStringListModel(this)) {
    setTabChangesFocus(true);
    setUndoRedoEnabled(false); // the document has one undo for everything
    const int frame = 2 * (frameWidth() + static_cast<int>(document()->documentMargin()) + 6);
    setFixedHeight(fontMetrics().lineSpacing() * lines + frame);
    m_completer->setModel(m_completions);
    m_completer->setWidget(this);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setModelSorting(QCompleter::CaseInsensitivelySortedModel);
    m_completer->setMaxVisibleItems(offered);
    m_completer->popup()->setAccessibleName(tr("Words to complete"));
    m_readLater.setSingleShot(true);
    m_readLater.setInterval(readPause);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &PromptEdit::complete);
    connect(&m_readLater, &QTimer::timeout, this, &PromptEdit::read);
    connect(this, &QPlainTextEdit::textChanged, this, &PromptEdit::onTextChanged);
    const auto takeWords = [this] {
        m_completions->setStringList(m_completesLora ? m_words.loras() : m_words.words());
        read();
    };
    connect(&m_words, &PromptWords::changed, this, takeWords);
    takeWords();
}

const PromptReading &PromptEdit::reading() const { return m_highlighter->reading(); }

bool PromptEdit::canCount() const { return m_words.tokenizer() != nullptr; }

void PromptEdit::setSteps(int steps) {
    if (steps == m_steps)
        return;
    m_steps = steps;
    read();
}

void PromptEdit::replaceText(const QString &text) {
    if (text == toPlainText())
        return;
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    moveCursor(QTextCursor::End);
}

void PromptEdit::onTextChanged() {
    const QString text = toPlainText();
    if (text == m_known) // the highlighter's doing
        return;
    m_known = text;
    if (text.size() > longPrompt)
        m_readLater.start();
    else
        read();
    Q_EMIT edited(text);
}

void PromptEdit::read() {
    m_readLater.stop();
    PromptReading reading = readPrompt(m_known, m_steps, m_words.wildcards());
    addLoraProblems(reading);
    m_highlighter->setReading(std::move(reading));
    m_tokens = m_words.tokenizer() ? countTokens(m_known, m_steps, *m_words.tokenizer()) : TokenCount{};
    Q_EMIT tokensChanged();
}

void PromptEdit::weigh(double delta) {
    QTextCursor cursor = textCursor();
    const QString text = toPlainText();
    const auto weighed = changeWeight({text, cursor.selectionStart(), cursor.selectionEnd()}, delta);
    if (weighed.text == text)
        return;
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.insertText(weighed.text);
    cursor.endEditBlock();
    cursor.setPosition(weighed.begin);
    cursor.setPosition(weighed.end, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
}

/// The word that is being typed, or the wildcard from its first underscore on.
QString PromptEdit::wordBeforeCursor() const {
    const QTextCursor cursor = textCursor();
    const QString line = cursor.block().text();
    const int end = cursor.positionInBlock();
    static const QRegularExpression opened(QStringLiteral("(?<![^\\s(\\[,:|])__(?:[^\\s_][^\\s]*)?$"));
    if (const auto wildcard = opened.match(line.left(end)); wildcard.hasMatch() && wildcard.captured().indexOf(QLatin1String("__"), 2) < 0)
        return wildcard.captured();
    int begin = end;
    // Embeddings have other signs in their names than words.
    const auto belongs = [](QChar sign) { return sign.isLetterOrNumber() || sign == QLatin1Char('-') || sign == QLatin1Char('_'); };
    while (begin > 0 && belongs(line[begin - 1]))
        --begin;
    const bool insideWord = end < line.size() && line[end].isLetter();
    return insideWord ? QString() : line.mid(begin, end - begin);
}

QString PromptEdit::loraBeforeCursor() const {
    static const QRegularExpression tag(QStringLiteral("<(?:lora|lyco):([^<>:]*)$"), QRegularExpression::CaseInsensitiveOption);
    const QTextCursor cursor = textCursor();
    const auto found = tag.match(cursor.block().text().left(cursor.positionInBlock()));
    return found.hasMatch() ? found.captured(1) : QString();
}

void PromptEdit::addLoraProblems(PromptReading &reading) const {
    if (m_words.loras().isEmpty())
        return; // nobody has looked yet, or there is no library
    for (const auto &tag : loraTagsIn(m_known))
        if (!m_words.loras().contains(tag.name.section(QLatin1Char('/'), -1)))
            reading.problems.push_back({tag.begin, tag.length, tr("The library holds no LoRA of this name.")});
}

void PromptEdit::offerCompletion(bool wished) {
    const QString lora = loraBeforeCursor();
    if (const bool inTag = !lora.isNull(); inTag != m_completesLora) {
        m_completesLora = inTag;
        m_completer->setFilterMode(inTag ? Qt::MatchContains : Qt::MatchStartsWith);
        m_completions->setStringList(inTag ? m_words.loras() : m_words.words());
    }
    const QString prefix = m_completesLora ? lora : wordBeforeCursor();
    QAbstractItemView *popup = m_completer->popup();
    const int unasked = prefix.startsWith(QLatin1String("__")) ? 2 : completeFrom;
    if (prefix.size() < (m_completesLora ? 0 : wished ? 1 : unasked)) {
        popup->hide();
        return;
    }
    m_completer->setCompletionPrefix(prefix);
    const bool onlyItself = m_completer->completionCount() == 1 && m_completer->currentCompletion().compare(prefix, Qt::CaseInsensitive) == 0;
    if (m_completer->completionCount() == 0 || onlyItself) {
        popup->hide();
        return;
    }
    QRect where = cursorRect();
    where.setWidth(popup->sizeHintForColumn(0) + popup->verticalScrollBar()->sizeHint().width() + 12);
    m_completer->complete(where);
}

void PromptEdit::complete(const QString &word) {
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, static_cast<int>(m_completer->completionPrefix().size()));
    const bool open = m_completesLora && !cursor.block().text().mid(cursor.positionInBlock()).startsWith(QLatin1Char(':')) &&
                      !cursor.block().text().mid(cursor.positionInBlock()).startsWith(QLatin1Char('>'));
    cursor.insertText(open ? word + QStringLiteral(":1>") : word);
    setTextCursor(cursor);
}

void PromptEdit::keyPressEvent(QKeyEvent *event) {
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool vertical = event->key() == Qt::Key_Up || event->key() == Qt::Key_Down;
    const bool up = event->key() == Qt::Key_Up;
    if (m_completer->popup()->isVisible() && modifiers == Qt::NoModifier &&
        (event->key() == Qt::Key_Tab || isEnter(*event))) {
        // Enter only takes a word that was picked: it must still begin a new line while words are offered.
        const auto picked = m_completer->popup()->currentIndex();
        if (picked.isValid() || event->key() == Qt::Key_Tab) {
            complete(picked.isValid() ? picked.data().toString() : m_completer->currentCompletion());
            m_completer->popup()->hide();
            return;
        }
        m_completer->popup()->hide();
    }
    if (isEnter(*event) && (modifiers == Qt::ControlModifier || modifiers == Qt::ShiftModifier)) {
        m_completer->popup()->hide();
        Q_EMIT generateRequested();
        return;
    }
    if (vertical && modifiers == Qt::ControlModifier) {
        weigh(up ? weightStep : -weightStep);
        return;
    }
    if (vertical && modifiers == Qt::AltModifier) {
        const QString prompt = up ? m_history.older(toPlainText()) : m_history.newer();
        if (!prompt.isNull())
            replaceText(prompt);
        return;
    }
    if (event->key() == Qt::Key_Space && modifiers == Qt::ControlModifier) {
        offerCompletion(true);
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
    const bool typed = !event->text().isEmpty() && event->text().at(0).isPrint() && modifiers != Qt::ControlModifier;
    if (typed || event->key() == Qt::Key_Backspace)
        offerCompletion(false);
}

bool PromptEdit::canInsertFromMimeData(const QMimeData *source) const {
    const auto urls = source->urls();
    const bool files = std::any_of(urls.begin(), urls.end(), [](const QUrl &url) { return url.isLocalFile(); });
    return !files && !source->hasImage() && QPlainTextEdit::canInsertFromMimeData(source);
}

void PromptEdit::focusInEvent(QFocusEvent *event) {
    m_words.findWildcards(); // files may have been written meanwhile
    QPlainTextEdit::focusInEvent(event);
}

bool PromptEdit::event(QEvent *event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore(); // they are the window's
            return false;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (showProblemAt(viewport()->mapFromGlobal(help->globalPos()), help->globalPos()))
            return true;
    }
    return QPlainTextEdit::event(event);
}

bool PromptEdit::showProblemAt(const QPoint &position, const QPoint &globalPosition) {
    const int at = cursorForPosition(position).position();
    for (const auto &problem : reading().problems)
        if (at >= problem.begin && at <= problem.begin + problem.length) {
            // Escaped: a prompt may come from a file.
            QToolTip::showText(globalPosition, QStringLiteral("<p>%1</p>").arg(problem.reason.toHtmlEscaped()), viewport());
            return true;
        }
    QToolTip::hideText();
    return false;
}

void PromptEdit::changeEvent(QEvent *event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_highlighter)
        m_highlighter->rehighlight();
}

} // namespace sfumato::ui
