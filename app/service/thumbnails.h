// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>

#include <QCache>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QString>
#include <QThreadPool>

namespace sfumato::service {

/// Small versions of picture files, made on a thread of their own and kept in a folder, so that a list of ten thousand
/// pictures opens at once. Memory is bounded; what was not looked at for long is read again.
/// Thread: the one that made it.
class Thumbnails final : public QObject {
    Q_OBJECT

public:
    static constexpr int side = 192; ///< pixels of the longer one: twice what lists show, for screens of high density

    explicit Thumbnails(QString folder, QObject *parent = nullptr);
    ~Thumbnails() override;

    /// The thumbnail of a picture file, or a null one while it is being made; ready() follows. Pictures that cannot be
    /// read stay null: isMissing() says so.
    QImage get(const QString &picture);
    bool isMissing(const QString &picture) const { return m_missing.contains(picture); }
    /// Puts in a picture that is at hand already.
    void put(const QString &picture, const QImage &image);

Q_SIGNALS:
    void ready(const QString &picture);

private:
    void makeNext();
    void onMade(const QString &picture, const QImage &thumbnail);

    QString m_folder;
    QCache<QString, QImage> m_cache; ///< cost: bytes
    QSet<QString> m_missing;
    std::deque<QString> m_wanted; ///< newest last; what is asked for last is on the screen
    bool m_busy = false;
    QThreadPool m_maker; ///< one thread
};

} // namespace sfumato::service
