// SPDX-License-Identifier: GPL-3.0-or-later
// Every odd picture, mask and project through the window: it opens, or the message bar names the file, the reason and a
// remedy. Nothing that is open is touched, and no dialog stands in the way.
#include <map>

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>

#include "app/document/layer_operations.h"
#include "app/document/project_file.h"
#include "app/service/error_text.h"
#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/studio/mask_files.h"
#include "ui/widgets/message_bar.h"

namespace sfumato::testing {
namespace {

using ui::DocumentPage;

class OddFiles : public StudioFixture {
protected:
    OddFiles() {
        qRegisterMetaType<sfumato::Error>();
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        window().files().openPicture(picture, QStringLiteral("sea.png"));
        m_own = window().tabs().current();
        document::addEmptyLayer(m_own->document(), QStringLiteral("mine"));
        m_before = m_own->document().state();
    }

    QString path(const QString &name) const { return m_folder.filePath(QStringLiteral("odd/") + name); }
    /// The pictures and masks are made once; nothing changes them.
    static QString picture(const QString &name) {
        static const QTemporaryDir folder;
        return folder.filePath(QStringLiteral("made/") + name);
    }
    static const QJsonArray &pictures() {
        static const QJsonArray made = makePictures();
        return made;
    }

    /// Waits for an answer to what was opened, and looks at it. Returns whether it was a page.
    bool answered(const QString &file, const QString &name) {
        auto &tabs = window().tabs();
        QSignalSpy problems(&window().files(), &ui::DocumentFiles::problem);
        window().messages().dismissAll();
        window().files().open(file);
        EXPECT_TRUE(QTest::qWaitFor([&] { return tabs.pages().size() > 1 || !problems.isEmpty(); }, 10000)) << name.toStdString() << " got no answer";
        const bool opened = tabs.pages().size() > 1;
        if (opened)
            discard(tabs.current());
        else if (!problems.isEmpty())
            expectWords(problems.first().first().value<Error>(), name);
        expectUntouched(name);
        return opened;
    }
    void expectWords(const Error &error, const QString &name) {
        const auto text = service::errorText(error);
        EXPECT_TRUE(window().messages().isVisible()) << name.toStdString();
        EXPECT_FALSE(error.subject.empty() || error.reason.empty()) << name.toStdString();
        EXPECT_FALSE(text.advice.isEmpty()) << name.toStdString() << ": " << error.reason << " has no remedy";
        EXPECT_EQ(window().messages().body().toStdString(), (text.reason + QLatin1Char(' ') + text.advice).toStdString()) << name.toStdString();
        for (const auto *label : window().messages().findChildren<QLabel *>())
            EXPECT_EQ(label->textFormat(), Qt::PlainText);
    }
    void expectUntouched(const QString &name) {
        EXPECT_EQ(window().tabs().pages().size(), 1) << name.toStdString();
        EXPECT_EQ(m_own->document().state(), m_before) << name.toStdString();
        EXPECT_EQ(QApplication::activeModalWidget(), nullptr) << name.toStdString();
    }
    static QJsonArray makePictures() {
        QProcess maker;
        maker.setProcessChannelMode(QProcess::ForwardedChannels);
        maker.start(QStringLiteral("python3"), {QStringLiteral(SFUMATO_ODD_PICTURES), picture({})});
        EXPECT_TRUE(maker.waitForFinished(60000) && maker.exitCode() == 0);
        QFile manifest(picture(QStringLiteral("manifest.json")));
        EXPECT_TRUE(manifest.open(QIODevice::ReadOnly));
        return QJsonDocument::fromJson(manifest.readAll()).array();
    }
    void discard(DocumentPage *page) {
        page->discardJournal();
        window().tabs().remove(page);
    }

    DocumentPage *m_own = nullptr;
    document::DocumentState m_before;
};

TEST_F(OddFiles, PicturesOpenOrAreExplained) {
    int seen = 0;
    for (const QJsonValue &value : pictures()) {
        const QString name = value[QStringLiteral("path")].toString(), expect = value[QStringLiteral("expect")].toString();
        if (value[QStringLiteral("kind")] != QStringLiteral("picture"))
            continue;
        const bool opened = answered(picture(name), name);
        if (expect != QStringLiteral("either")) {
            EXPECT_EQ(opened, expect == QStringLiteral("accept")) << name.toStdString() << ": " << window().messages().body().toStdString();
        }
        ++seen;
    }
    EXPECT_GT(seen, 40);
}

TEST_F(OddFiles, RecipesOfStrangersAreUsedWithinTheirRangesOrNotAtAll) {
    for (const QJsonValue &value : pictures()) {
        const QString name = value[QStringLiteral("path")].toString();
        if (!name.startsWith(QStringLiteral("values")) && !name.startsWith(QStringLiteral("markup")))
            continue;
        window().messages().dismissAll();
        window().files().open(picture(name));
        ASSERT_SOON(window().tabs().pages().size() == 2);
        for (auto *button : window().messages().findChildren<QPushButton *>())
            if (button->isVisible() && button->text() == QStringLiteral("Use its settings"))
                button->click();
        const auto parameters = window().tabs().current()->parameters();
        EXPECT_TRUE(parameters.steps >= 1 && parameters.steps <= 1000) << name.toStdString() << ' ' << parameters.steps;
        EXPECT_TRUE(parameters.guidance >= 0 && parameters.guidance <= 100) << name.toStdString();
        EXPECT_EQ(parameters.model, QStringLiteral("builtin")) << name.toStdString();
        discard(window().tabs().current());
    }
    expectUntouched(QStringLiteral("recipes"));
}

TEST_F(OddFiles, MasksAreTakenOrExplained) {
    QSignalSpy problems(window().findChild<ui::MaskFiles *>(), &ui::MaskFiles::problem);
    for (const QJsonValue &value : pictures()) {
        const QString name = value[QStringLiteral("path")].toString();
        if (value[QStringLiteral("kind")] != QStringLiteral("mask"))
            continue;
        problems.clear();
        window().messages().dismissAll();
        window().actions().action(QStringLiteral("mask.load"))->trigger();
        auto *dialog = window().findChild<QFileDialog *>();
        ASSERT_NE(dialog, nullptr);
        dialog->selectFile(picture(name));
        QMetaObject::invokeMethod(dialog, "accept");
        ASSERT_SOON(window().findChild<QFileDialog *>() == nullptr);
        EXPECT_SOON(!problems.isEmpty() || !(m_own->document().state() == m_before)) << name.toStdString();
        if (value[QStringLiteral("expect")] == QStringLiteral("accept")) {
            EXPECT_EQ(m_own->document().maskIn(QRect(0, 0, 1, 1)).pixelColor(0, 0).value(), 255);
            window().actions().action(QStringLiteral("edit.undo"))->trigger();
        } else if (!problems.isEmpty()) {
            expectWords(problems.first().first().value<Error>(), name);
        }
        expectUntouched(name);
    }
}

/// Projects that are cut, bent, or something else by the name of one.
class OddProjects : public OddFiles {
protected:
    OddProjects() {
        QDir().mkpath(path({}));
        const QString good = path(QStringLiteral("good.sfum"));
        EXPECT_TRUE(document::saveProject(m_before, good.toStdString()));
        QFile file(good);
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        m_good = file.readAll();
    }
    QString write(const QString &name, const QByteArray &bytes) const {
        QFile file(path(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        return file.fileName();
    }

    QByteArray m_good;
};

TEST_F(OddProjects, AreOpenedOrExplained) {
    EXPECT_TRUE(answered(path(QStringLiteral("good.sfum")), QStringLiteral("good.sfum")));
    const std::map<QString, QByteArray> bad{{QStringLiteral("empty.sfum"), {}},
                                            {QStringLiteral("words.sfum"), "no project"},
                                            {QStringLiteral("picture.sfum"), QByteArray::fromHex("89504e470d0a1a0a0000000d49484452")},
                                            {QStringLiteral("empty archive.sfum"), QByteArray::fromHex("504b0506000000000000000000000000000000000000")},
                                            {QStringLiteral("not there.sfum"), {}}};
    for (const auto &[name, bytes] : bad) {
        const QString file = name.startsWith(QStringLiteral("not")) ? path(name) : write(name, bytes);
        EXPECT_FALSE(answered(file, name)) << name.toStdString();
    }
    QDir().mkpath(path(QStringLiteral("folder.sfum")));
    EXPECT_FALSE(answered(path(QStringLiteral("folder.sfum")), QStringLiteral("folder.sfum")));
}

TEST_F(OddProjects, CutOffAnywhereTheyAreExplained) {
    constexpr int cuts = 12;
    for (int i = 1; i < cuts; ++i) {
        const QString name = QStringLiteral("cut %1.sfum").arg(i);
        EXPECT_FALSE(answered(write(name, m_good.left(m_good.size() * i / cuts)), name)) << name.toStdString();
    }
}

TEST_F(OddProjects, WithABitTurnedTheyOpenOrAreExplained) {
    constexpr int places = 24;
    for (int i = 0; i < places; ++i) {
        QByteArray bytes = m_good;
        const qsizetype at = bytes.size() * i / places;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << (i % 8)));
        const QString name = QStringLiteral("bit %1.sfum").arg(i);
        answered(write(name, bytes), name);
    }
}

} // namespace
} // namespace sfumato::testing
