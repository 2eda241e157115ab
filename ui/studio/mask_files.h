// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/base/result.h"

class QWidget;

namespace sfumato::document {
struct Selection;
}

namespace sfumato::ui {

class DocumentPage;

/// Masks in and out: files and the clipboard. Files are read and written in the background.
class MaskFiles final : public QObject {
    Q_OBJECT

public:
    /// `window` is the parent of file dialogs.
    explicit MaskFiles(QWidget &window);

    void load(DocumentPage &page);
    void save(DocumentPage &page);
    void copy(DocumentPage &page);
    void paste(DocumentPage &page);

Q_SIGNALS:
    void problem(const sfumato::Error &error);
    void noted(const QString &title, const QString &body);

private:
    void take(DocumentPage &page, const Result<document::Selection> &mask);

    QWidget &m_window;
};

} // namespace sfumato::ui
