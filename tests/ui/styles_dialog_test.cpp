// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>

#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/dialogs/styles_dialog.h"
#include "ui/panels/parameters_panel.h"
#include "ui/panels/style_chooser.h"

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
