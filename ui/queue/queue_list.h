// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>

namespace sfumato::ui {

/// A list whose rows are moved by dragging only in so far as it asks for it: what comes of it is not its business.
class QueueList final : public QListWidget {
    Q_OBJECT

public:
    explicit QueueList(QWidget *parent = nullptr);

Q_SIGNALS:
    void moveRequested(int fromRow, int toRow); ///< the row's place after the move

protected:
    void dropEvent(QDropEvent *event) override;
};

} // namespace sfumato::ui
