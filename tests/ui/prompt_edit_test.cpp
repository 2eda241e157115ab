// SPDX-License-Identifier: GPL-3.0-or-later
// The prompt editor as it is typed into.
#include <filesystem>
#include <fstream>

#include <QAbstractItemView>
#include <QCompleter>
#include <QHelpEvent>
#include <QStandardPaths>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolTip>
#include <gtest/gtest.h>

#include "app/service/paths.h"
#include "ui/prompt/prompt_edit.h"
#include "ui/prompt/prompt_history.h"
#include "ui/prompt/prompt_words.h"

namespace sfumato::ui {
namespace {

class PromptEditor : public testing::Test {
protected:
    PromptEditor() : history({QStringLiteral("a red house"), QStringLiteral("a blue boat")}), edit(words, history, 4) {
        words.setExtraWords({QStringLiteral("sunflower"), QStringLiteral("sunset"), QStringLiteral("sea")});
        edit.resize(300, 120);
        edit.show();
        edit.setFocus();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&edit));
    }

    void type(const char *text) { QTest::keyClicks(&edit, QString::fromLatin1(text)); }
    QAbstractItemView &popup() const { return *edit.findChild<QCompleter *>()->popup(); }
    /// What the highlighter makes of a character.
    QTextCharFormat formatAt(int position) const {
        const QTextBlock block = edit.document()->findBlock(position);
        QTextCharFormat found;
        for (const auto &range : block.layout()->formats())
            if (position - block.position() >= range.start && position - block.position() < range.start + range.length)
                found = range.format;
        return found;
    }

    PromptWords words;
    PromptHistory history;
    PromptEdit edit;
};

TEST_F(PromptEditor, CtrlUpAndDownWeighTheWordByATenth) {
    type("an oak");
    QTest::keyClick(&edit, Qt::Key_Up, Qt::ControlModifier);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("an (oak:1.1)"));
    for (int n = 0; n < 3; ++n)
        QTest::keyClick(&edit, Qt::Key_Down, Qt::ControlModifier);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("an (oak:0.8)"));
    for (int n = 0; n < 2; ++n)
        QTest::keyClick(&edit, Qt::Key_Up, Qt::ControlModifier);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("an oak"));
}

TEST_F(PromptEditor, AltUpAndDownWalkThroughThePromptsAndBackToTheDraft) {
    type("draft");
    QTest::keyClick(&edit, Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("a blue boat"));
    QTest::keyClick(&edit, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(&edit, Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("a red house")) << "there is none before";
    QTest::keyClick(&edit, Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(&edit, Qt::Key_Down, Qt::AltModifier);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("draft"));
}

TEST_F(PromptEditor, OffersWordsAfterThreeLettersAndTakesTheOneThatIsPicked) {
    type("a su");
    EXPECT_FALSE(popup().isVisible());
    type("n");
    ASSERT_TRUE(popup().isVisible());
    EXPECT_EQ(popup().model()->rowCount(), 2);
    QTest::keyClick(&popup(), Qt::Key_Down);
    QTest::keyClick(&popup(), Qt::Key_Down);
    QTest::keyClick(&popup(), Qt::Key_Return);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("a sunset"));
    EXPECT_FALSE(popup().isVisible());
}

TEST_F(PromptEditor, TabTakesTheFirstOfferedWordAndCtrlSpaceOffersSooner) {
    type("s");
    QTest::keyClick(&edit, Qt::Key_Space, Qt::ControlModifier);
    ASSERT_TRUE(popup().isVisible());
    EXPECT_EQ(popup().model()->rowCount(), 3);
    QTest::keyClick(&edit, Qt::Key_Tab);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("sea"));
}

TEST_F(PromptEditor, ColoursWeightsAndSchedules) {
    type("an (oak:1.2) in [spring:autumn:0.5] light");
    const QColor weight = formatAt(5).foreground().color(), schedule = formatAt(20).foreground().color();
    EXPECT_FALSE(formatAt(0).hasProperty(QTextFormat::ForegroundBrush));
    EXPECT_NE(weight, schedule);
    EXPECT_FALSE(formatAt(38).hasProperty(QTextFormat::ForegroundBrush));
}

TEST_F(PromptEditor, UnderlinesWhatIsOddAndTellsWhyUnderThePointer) {
    type("fine, (oak tree and {cat}");
    EXPECT_EQ(formatAt(0).underlineStyle(), QTextCharFormat::NoUnderline);
    EXPECT_EQ(formatAt(6).underlineStyle(), QTextCharFormat::WaveUnderline) << "the bracket is never closed";
    EXPECT_EQ(formatAt(22).underlineStyle(), QTextCharFormat::WaveUnderline) << "no choice";
    QTextCursor cursor(edit.document());
    cursor.setPosition(22);
    const QPoint over = edit.cursorRect(cursor).center();
    QHelpEvent help(QEvent::ToolTip, over, edit.viewport()->mapToGlobal(over));
    QApplication::sendEvent(edit.viewport(), &help);
    EXPECT_TRUE(QToolTip::text().contains(QStringLiteral("{a|b}"))) << QToolTip::text().toStdString();
    edit.clear();
    type("fine");
    EXPECT_EQ(formatAt(2).underlineStyle(), QTextCharFormat::NoUnderline);
}

TEST_F(PromptEditor, OffersWildcardsFromTheirUnderscoresOn) {
    QStandardPaths::setTestModeEnabled(true);
    const std::filesystem::path file = service::ownWildcardFolder() / "test/weather.txt";
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "rain\n";
    words.findWildcards();
    ASSERT_TRUE(QTest::qWaitFor([&] { return words.wildcards().contains(QStringLiteral("test/weather")); }));
    type("a field in __te");
    ASSERT_TRUE(popup().isVisible());
    QTest::keyClick(&edit, Qt::Key_Tab);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("a field in __test/weather__"));
    EXPECT_EQ(formatAt(14).underlineStyle(), QTextCharFormat::NoUnderline);
    type(", __test/nothing__");
    EXPECT_EQ(formatAt(32).underlineStyle(), QTextCharFormat::WaveUnderline);
    std::filesystem::remove_all(file.parent_path());
}

TEST_F(PromptEditor, CtrlAndShiftEnterGenerateAndEnterBeginsALine) {
    int asked = 0;
    QObject::connect(&edit, &PromptEdit::generateRequested, &edit, [&] { ++asked; });
    type("a");
    QTest::keyClick(&edit, Qt::Key_Return, Qt::ControlModifier);
    QTest::keyClick(&edit, Qt::Key_Return, Qt::ShiftModifier);
    EXPECT_EQ(asked, 2);
    QTest::keyClick(&edit, Qt::Key_Return);
    EXPECT_EQ(edit.toPlainText(), QStringLiteral("a\n"));
}

} // namespace
} // namespace sfumato::ui
