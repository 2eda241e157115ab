// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QDialog>

#include "app/service/style_store.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace sfumato::ui {

/// The user's own styles: made, renamed, changed and deleted. Every change takes effect at once; a deletion can be taken back.
class StylesDialog final : public QDialog {
    Q_OBJECT

public:
    explicit StylesDialog(service::StyleStore &styles, QWidget *parent = nullptr);

private:
    void build();
    void fill(const QString &chosen);
    void showChosen();
    void addStyle();
    void removeChosen();
    void bringBack();
    void rename();
    void changeTexts();
    void report(const Result<void> &done);

    service::StyleStore &m_styles;
    QString m_chosen; ///< name; empty = none
    std::optional<service::Style> m_removed;
    QListWidget *m_list;
    QLineEdit *m_name;
    QPlainTextEdit *m_prompt, *m_negative;
    QLabel *m_problem;
    QPushButton *m_remove;
    QPushButton *m_back;
};

} // namespace sfumato::ui
