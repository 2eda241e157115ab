// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QDateTime>
#include <QElapsedTimer>
#include <QSize>
#include <QStatusBar>
#include <QTimer>

class QLabel;

namespace sfumato::ui {

/// The line at the bottom: what computes, how fast, how much memory is used, the picture's size, when it was last kept safe.
class StatusLine final : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    void setDevice(const QString &text);
    void setStepTime(double milliseconds); ///< of the last step
    void setNeed(qint64 bytes, qint64 budget); ///< of memory, that the next job takes and may take
    void setPictureSize(QSize size);       ///< empty hides it
    /// When the document was last written to its journal; invalid hides it.
    void setKept(const QDateTime &time);
    /// What is being written to the disk, and how much of it is: 0..1.
    void addSaving(const QString &name);
    void setSaved(const QString &name, double share);
    void removeSaving(const QString &name);

private:
    void refresh(); ///< what changes by itself: memory and the time that has passed

    QLabel *m_device;
    QLabel *m_step;
    QLabel *m_memory;
    QLabel *m_need;
    QLabel *m_size;
    QLabel *m_kept;
    QDateTime m_keptAt;
    struct Saving {
        QString name;
        double share = 0;
        QElapsedTimer since = {};
    };
    QString savingText(const Saving &saving) const;

    std::vector<Saving> m_saving;
    QTimer m_timer;
};

/// "12 s ago", "3 min ago", "2 h ago".
QString agoText(qint64 seconds);

} // namespace sfumato::ui
