// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <thread>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace sfumato::ui {

/// Logs every time the window's thread does not answer for longer than 50 ms. A tool for developers:
/// made only where the environment variable SFUMATO_WATCHDOG is set.
class Watchdog final : public QObject {
    Q_OBJECT

public:
    static constexpr int limit = 50; ///< milliseconds

    explicit Watchdog(QObject *parent = nullptr);
    ~Watchdog() override;

    static bool wanted();
    int pauses() const { return m_pauses; }

private:
    void watch();

    std::atomic<qint64> m_answered{0}; ///< milliseconds since m_clock began
    std::atomic<bool> m_stop{false};
    std::atomic<int> m_pauses{0};
    QElapsedTimer m_clock;
    QTimer m_beat;
    std::thread m_thread;
};

} // namespace sfumato::ui
