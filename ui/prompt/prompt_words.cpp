// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompt/prompt_words.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include "app/service/paths.h"
#include "core/text/wildcards.h"

namespace sfumato::ui {
namespace {

constexpr int shortestWord = 3; // below that a completion saves nothing

QStringList wordsOf(const text::BpeTokenizer &tokenizer) {
    QStringList words;
    for (std::int32_t id = 0; id < tokenizer.vocab_size(); ++id) {
        if (!tokenizer.ends_word(id))
            continue;
        const QString word = QString::fromStdString(tokenizer.token_text(id));
        if (word.size() >= shortestWord && std::all_of(word.begin(), word.end(), [](QChar c) { return c.isLetter(); }))
            words.append(word);
    }
    return words;
}

} // namespace

PromptWords::PromptWords(QObject *parent) : QObject(parent) { findWildcards(); }

void PromptWords::setModel(const QString &model) {
    if (model == m_model)
        return;
    m_model = model;
    QThreadPool::globalInstance()->start([self = QPointer(this), model] {
        std::shared_ptr<const text::BpeTokenizer> tokenizer;
        QStringList words;
        if (const auto folder = service::modelPath(model.toStdString()))
            if (auto loaded = text::BpeTokenizer::load(*folder / "tokenizer")) {
                words = wordsOf(*loaded);
                tokenizer = std::make_shared<const text::BpeTokenizer>(std::move(*loaded));
            }
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, model, tokenizer, words] {
            if (self)
                self->take(model, tokenizer, words);
        });
    });
}

void PromptWords::findWildcards() {
    QThreadPool::globalInstance()->start([self = QPointer(this)] {
        QStringList names;
        for (const std::string &name : text::wildcard_names(service::wildcardFolder()))
            names << QString::fromStdString(name);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, names] {
            if (!self || self->m_wildcards == names)
                return;
            self->m_wildcards = names;
            self->take(self->m_model, self->m_tokenizer, self->m_vocabulary);
        });
    });
}

void PromptWords::setExtraWords(const QStringList &words) {
    m_extra = words;
    take(m_model, m_tokenizer, m_vocabulary);
}

void PromptWords::setLibrary(const QStringList &loras, const QStringList &embeddings) {
    if (loras == m_loras && embeddings == m_embeddings)
        return;
    m_loras = loras;
    m_embeddings = embeddings;
    take(m_model, m_tokenizer, m_vocabulary);
}

void PromptWords::take(const QString &model, std::shared_ptr<const text::BpeTokenizer> tokenizer, const QStringList &vocabulary) {
    if (model != m_model)
        return; // another model was chosen meanwhile
    m_tokenizer = std::move(tokenizer);
    m_vocabulary = vocabulary;
    m_words = m_vocabulary + m_extra + m_embeddings;
    for (const QString &name : std::as_const(m_wildcards))
        m_words << QStringLiteral("__%1__").arg(name);
    m_words.sort(Qt::CaseInsensitive);
    m_words.removeDuplicates();
    Q_EMIT changed();
}

} // namespace sfumato::ui
