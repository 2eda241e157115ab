// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "core/base/cancel.h"
#include "core/base/result.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace sfumato::ui {

/// Writes a model as safetensors in another type or layout, as `sfumato-cli convert` does. Works in the background;
/// closing it while it works cancels, and nothing is left behind then.
class ConvertDialog final : public QDialog {
    Q_OBJECT

public:
    explicit ConvertDialog(const QString &model, QWidget *parent = nullptr);
    ~ConvertDialog() override;

Q_SIGNALS:
    void converted(const QString &path);

private:
    void suggest();
    void choosePlace();
    void start();
    void end(const Result<void> &done);
    void setBusy(bool busy);

    QString m_model;
    QComboBox *m_type;
    QComboBox *m_layout;
    QLineEdit *m_place;
    QPushButton *m_browse;
    QLabel *m_told;
    QProgressBar *m_progress;
    QPushButton *m_start;
    QPushButton *m_close;
    bool m_suggested = true; ///< the place is ours, not one that somebody typed
    bool m_busy = false;
    CancelToken m_cancel;
};

} // namespace sfumato::ui
