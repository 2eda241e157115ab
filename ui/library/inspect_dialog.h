// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QPlainTextEdit;
class QPushButton;

namespace sfumato::ui {

/// What `sfumato-cli inspect` says about a model, read in the background.
class InspectDialog final : public QDialog {
    Q_OBJECT

public:
    explicit InspectDialog(const QString &model, QWidget *parent = nullptr);

    QString report() const; ///< empty until it is there

private:
    void take(const QString &report);

    QPlainTextEdit *m_text;
    QPushButton *m_copy;
};

} // namespace sfumato::ui
