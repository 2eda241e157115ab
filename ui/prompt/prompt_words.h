// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QStringList>

#include "core/text/bpe_tokenizer.h"

namespace sfumato::ui {

/// The words a model's text encoder knows and how it counts them, read in the background whenever the model changes.
class PromptWords final : public QObject {
    Q_OBJECT

public:
    explicit PromptWords(QObject *parent = nullptr);

    /// As GenerationRequest::model. A model without a tokenizer of its own leaves tokenizer() empty.
    void setModel(const QString &model);
    /// Words to complete besides the vocabulary's, e.g. those of styles and adapters.
    void setExtraWords(const QStringList &words);

    /// Names of the library's LoRAs, which tags are completed with, and of its embeddings, which are words.
    void setLibrary(const QStringList &loras, const QStringList &embeddings);

    const QStringList &loras() const { return m_loras; }
    /// Looks again which wildcards there are.
    void findWildcards();
    const QStringList &wildcards() const { return m_wildcards; } ///< names, sorted

    const std::shared_ptr<const text::BpeTokenizer> &tokenizer() const { return m_tokenizer; }
    const QStringList &words() const { return m_words; } ///< sorted, each once; wildcards with their underscores

Q_SIGNALS:
    void changed();

private:
    void take(const QString &model, std::shared_ptr<const text::BpeTokenizer> tokenizer, const QStringList &vocabulary);

    QString m_model;
    std::shared_ptr<const text::BpeTokenizer> m_tokenizer;
    QStringList m_vocabulary, m_extra, m_embeddings, m_words, m_loras, m_wildcards;
};

} // namespace sfumato::ui
