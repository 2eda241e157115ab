// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>

#include "app/document/undo_history.h"
#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/dialogs/styles_dialog.h"
#include "ui/panels/parameters_panel.h"
#include "ui/panels/style_chooser.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"

namespace sfumato::testing {
namespace {

class Styles : public StudioFixture {
protected:
    ui::StylesDialog &open() {
        window().actions().action(QStringLiteral("edit.styles"))->trigger();
        return *window().findChild<ui::StylesDialog *>();
    }
    static void press(const ui::StylesDialog &dialog, const QString &text) {
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->text() == text)
                return button->click();
        FAIL() << "no button " << text.toStdString();
    }
    QStringList offered() {
        QStringList names;
        auto *chooser = window().panel().findChild<ui::StyleChooser *>();
        for (int i = 0; i < chooser->count(); ++i)
            names << chooser->item(i)->text();
        return names;
    }
};

TEST_F(Styles, AreMadeRenamedChangedAndOfferedAtOnceAndAfterARestart) {
    auto &dialog = open();
    press(dialog, QStringLiteral("&New style"));
    auto *name = dialog.findChild<QLineEdit *>();
    name->clear();
    QTest::keyClicks(name, QStringLiteral("Gouache"));
    QTest::keyClick(name, Qt::Key_Return);
    EXPECT_TRUE(dialog.isVisible()) << "Return ends the editing of the name only";
    dialog.findChild<QPlainTextEdit *>()->setPlainText(QStringLiteral("gouache of {prompt}"));
    EXPECT_EQ(offered().last(), QStringLiteral("Gouache"));
    stop();
    start();
    EXPECT_EQ(offered().last(), QStringLiteral("Gouache"));
    EXPECT_EQ(open().findChild<QPlainTextEdit *>()->toPlainText(), QStringLiteral("gouache of {prompt}"));
}

TEST_F(Styles, ANegativePromptIsMadeSeenAndUsed) {
    auto &dialog = open();
    press(dialog, QStringLiteral("&New style"));
    for (auto *text : dialog.findChildren<QPlainTextEdit *>())
        text->setPlainText(text->accessibleName() == QStringLiteral("Prompt") ? QStringLiteral("gouache of {prompt}") : QStringLiteral("photo, {prompt}"));
    dialog.close();
    QImage picture(64, 64, QImage::Format_RGB32);
    picture.fill(Qt::darkCyan);
    window().files().openPicture(picture, QStringLiteral("sea.png"));
    auto &document = window().tabs().current()->document();
    const auto set = [&](const char *field, const char *value) { document.setSetting(QLatin1String(field), QString::fromLatin1(value), QStringLiteral("test")); };
    set("mode", "restyle");
    set("prompt", "a boat");
    set("negative", "blurry");
    auto *chooser = window().panel().findChild<ui::StyleChooser *>();
    const int before = document.history().position();
    chooser->setCurrentRow(chooser->count() - 1);
    EXPECT_EQ(document.history().position(), before + 1) << "one step";
    const auto labels = window().panel().findChildren<QLabel *>();
    for (const char *seen : {"gouache of a boat", "photo, blurry"})
        EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->isVisible() && label->text().contains(QLatin1String(seen)); })) << seen;
    window().generate();
    ASSERT_SOON(m_queue->running() || m_queue->jobs().size() == 1);
    EXPECT_EQ(m_queue->jobs().front().draft.request.prompt, "gouache of a boat");
    EXPECT_EQ(m_queue->jobs().front().draft.request.negative, "photo, blurry");
    document.history().undo();
    EXPECT_EQ(chooser->currentRow(), -1) << "chosen by undo too";
}

TEST_F(Styles, ADeletedStyleComesBack) {
    auto &dialog = open();
    press(dialog, QStringLiteral("&New style"));
    const auto before = offered();
    press(dialog, QStringLiteral("&Delete"));
    EXPECT_EQ(offered().size(), before.size() - 1);
    press(dialog, QStringLiteral("&Bring it back"));
    EXPECT_EQ(offered(), before);
}

TEST_F(Styles, ANameThatIsTakenIsExplainedAndTheOldOneStays) {
    auto &dialog = open();
    press(dialog, QStringLiteral("&New style"));
    press(dialog, QStringLiteral("&New style"));
    auto *list = dialog.findChild<QListWidget *>();
    ASSERT_EQ(list->count(), 2);
    auto *name = dialog.findChild<QLineEdit *>();
    name->setText(list->item(0)->text());
    QTest::keyClick(name, Qt::Key_Return);
    EXPECT_NE(list->item(0)->text(), list->item(1)->text());
    const auto labels = dialog.findChildren<QLabel *>();
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) { return label->isVisible() && label->text().contains(QStringLiteral("another style's name")); }));
}

} // namespace
} // namespace sfumato::testing
