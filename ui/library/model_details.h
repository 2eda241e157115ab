// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QWidget>

#include "app/service/model_library.h"
#include "app/service/thumbnails.h"

class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace sfumato::ui {

/// One model of the library: its picture, what it is, the words that set it off, and what can be done with it.
class ModelDetails final : public QWidget {
    Q_OBJECT

public:
    ModelDetails(service::ModelLibrary &library, service::Thumbnails &thumbnails, QWidget *parent = nullptr);

    /// Null shows that nothing is chosen.
    void show(const std::shared_ptr<const service::ModelEntry> &entry);

Q_SIGNALS:
    void useRequested(const QString &path);
    void wordRequested(const QString &word);
    void inspectRequested(const QString &path);
    void convertRequested(const QString &path);

private:
    QLineEdit *addField(QFormLayout &form, const QString &name);
    QWidget *buildButtons();
    void showPicture();
    void showWords();

    service::ModelLibrary &m_library;
    service::Thumbnails &m_thumbnails;
    std::shared_ptr<const service::ModelEntry> m_entry;
    QWidget *m_content;
    QLabel *m_nothing;
    QLabel *m_picture;
    QLabel *m_name;
    QLabel *m_facts;
    QLabel *m_problem;
    QPushButton *m_use;
    QLabel *m_noUse; ///< why there is no such button
    QLabel *m_wordsTitle;
    QListWidget *m_words;
    QLabel *m_description;
    QLineEdit *m_base;
    QLineEdit *m_size;
    QLineEdit *m_hash;
    QLineEdit *m_path;
};

/// Whether the studio can do something with that kind of file.
bool isOfUse(const service::ModelEntry &entry);

} // namespace sfumato::ui
