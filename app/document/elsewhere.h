// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

#include <QCoreApplication>
#include <QPointer>
#include <QSize>
#include <QThreadPool>

namespace sfumato::document {

/// Whether what is done to so many pixels takes longer than a frame.
inline bool isLarge(QSize size) {
    return qint64(size.width()) * size.height() > 1 << 20;
}

/// Does `work` on a thread of `pool`, and then `then`, with what came of it, on the application's, if `receiver` still
/// exists. Both are copied. Thread: the application's.
template <typename Receiver, typename Work, typename Then>
void elsewhere(QThreadPool &pool, Receiver &receiver, Work work, Then then) {
    pool.start([receiver = QPointer(&receiver), work = std::move(work), then = std::move(then)]() mutable {
        QMetaObject::invokeMethod(QCoreApplication::instance(), [receiver, then = std::move(then), made = work()]() mutable {
            if (receiver)
                then(std::move(made));
        });
    });
}

template <typename Receiver, typename Work, typename Then>
void elsewhere(Receiver &receiver, Work work, Then then) {
    elsewhere(*QThreadPool::globalInstance(), receiver, std::move(work), std::move(then));
}

/// The same for work on so many pixels; few are worked on at once.
template <typename Receiver, typename Work, typename Then>
void elsewhereIfLarge(QSize size, Receiver &receiver, Work work, Then then) {
    if (isLarge(size))
        elsewhere(receiver, std::move(work), std::move(then));
    else
        then(work());
}

} // namespace sfumato::document
