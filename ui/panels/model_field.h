// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;

namespace sfumato::ui {

/// Chooses the model: the built-in one, those in the model folders, or any file or folder; says what it is.
class ModelField final : public QWidget {
    Q_OBJECT

public:
    explicit ModelField(QWidget *parent = nullptr);

    QString model() const; ///< as GenerationRequest::model
    void setModel(const QString &model);
    /// What the model is, as told beside the name: "Stable Diffusion 1 · 860 M".
    QString description() const;
    /// The models of the library, as paths; the built-in one and the chosen one are always there.
    void setModels(const QStringList &models);
    const QString &family() const { return m_family; } ///< id; empty = not known (yet)
    int nativeSize() const { return m_nativeSize; } ///< pixels a side; 0 = not known (yet)

Q_SIGNALS:
    void chosen(const QString &model); ///< by the user
    void described();
    void libraryRequested();

private:
    void onActivated(int index);
    void addModel(const QString &model);
    void describe();

    QComboBox *m_box;
    QLabel *m_facts;
    int m_nativeSize = 0;
    QString m_family;
    QString m_model = QStringLiteral("builtin");
};

} // namespace sfumato::ui
