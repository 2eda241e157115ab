// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;

namespace sfumato::ui {

/// Chooses a file of the library, or none.
class FileField final : public QWidget {
    Q_OBJECT

public:
    /// `none`: what happens without a file. `other`: the title of a dialog for files that no library holds; empty = there
    /// is no such dialog.
    FileField(const QString &name, const QString &none, const QString &other = {}, QWidget *parent = nullptr);

    void setFiles(const QStringList &files);
    void setFile(const QString &file); ///< emits nothing; one that is not on the list is added
    bool hasChoice() const;            ///< there is more than the choice of none

Q_SIGNALS:
    void chosen(const QString &file); ///< by the user

private:
    void choose(int index);
    void fill();

    QComboBox *m_box;
    QString m_none, m_other;
    QStringList m_files;
    QString m_file;
};

} // namespace sfumato::ui
