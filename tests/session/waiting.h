// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QCoreApplication>

namespace sfumato::testing {

/// Lets events happen until `condition` holds; false where it does not within half a minute.
template <typename Condition>
bool waitUntil(Condition condition) {
    QDeadlineTimer deadline(30000);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    }
    return true;
}

} // namespace sfumato::testing
