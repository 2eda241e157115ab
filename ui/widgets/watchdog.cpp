// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/watchdog.h"

#include <chrono>

#include <QDebug>

namespace sfumato::ui {
namespace {

constexpr int beatInterval = 10; // milliseconds

} // namespace

Watchdog::Watchdog(QObject *parent) : QObject(parent) {
    m_clock.start();
    m_beat.setTimerType(Qt::PreciseTimer);
    m_beat.setInterval(beatInterval);
    connect(&m_beat, &QTimer::timeout, this, [this] { m_answered = m_clock.elapsed(); });
    m_beat.start();
    m_thread = std::thread([this] { watch(); });
}

Watchdog::~Watchdog() {
    m_stop = true;
    m_thread.join();
}

bool Watchdog::wanted() { return qEnvironmentVariableIsSet("SFUMATO_WATCHDOG"); }

void Watchdog::watch() {
    qint64 silentSince = -1;
    while (!m_stop) {
        std::this_thread::sleep_for(std::chrono::milliseconds(beatInterval));
        const qint64 answered = m_answered;
        if (silentSince >= 0 && answered > silentSince) {
            qWarning("watchdog: the window did not answer for %lld ms", static_cast<long long>(answered - silentSince));
            ++m_pauses;
            silentSince = -1;
        }
        if (silentSince < 0 && m_clock.elapsed() - answered > limit + beatInterval)
            silentSince = answered;
    }
}

} // namespace sfumato::ui
