// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QButtonGroup>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QToolButton>
#include <QTranslator>

#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/actions/shortcut_sheet.h"
#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/library/convert_dialog.h"
#include "ui/library/inspect_dialog.h"
#include "ui/library/library_dialog.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_files.h"
#include "ui/studio/model_actions.h"

namespace sfumato::testing {
namespace {

/// Every word longer by two fifths, as translations are.
class PseudoLocale final : public QTranslator {
public:
    QString translate(const char *, const char *source, const char *, int) const override {
        QString text = QString::fromUtf8(source);
        if (text.size() < 2 || !std::any_of(text.begin(), text.end(), [](QChar c) { return c.isLetter(); }))
            return text;
        return text + QString((text.size() * 2 + 4) / 5, QLatin1Char('x'));
    }
    bool isEmpty() const override { return false; }
};

bool isInteractive(const QAccessible::State &state) { return state.focusable && !state.invisible && !state.disabled; }

void walk(QAccessibleInterface *node, const QString &path, QStringList &unnamed) {
    if (!node || !node->isValid())
        return;
    const QString type = node->object() ? QString::fromLatin1(node->object()->metaObject()->className()) : QString::number(node->role());
    const QString here = path + QLatin1Char('/') + type;
    const bool container = node->role() == QAccessible::Window || node->role() == QAccessible::Pane || node->role() == QAccessible::Dialog;
    if (isInteractive(node->state()) && !container) {
        if (node->text(QAccessible::Name).isEmpty())
            unnamed << here + QLatin1Char('#') + (node->object() ? node->object()->objectName() : QString());
        EXPECT_NE(node->role(), QAccessible::NoRole) << here.toStdString();
    }
    for (int i = 0; i < node->childCount(); ++i)
        walk(node->child(i), here, unnamed);
}

class Accessibility : public StudioFixture {
protected:
    void openPicture() {
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        window().files().openPicture(picture, QStringLiteral("sea.png"));
    }
    void expectNames(QWidget &widget) {
        widget.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&widget));
        QStringList unnamed;
        walk(QAccessible::queryAccessibleInterface(&widget), {}, unnamed);
        EXPECT_TRUE(unnamed.isEmpty()) << unnamed.join(QLatin1Char('\n')).toStdString();
    }
};

TEST_F(Accessibility, EveryControlOfTheWindowHasANameAndARole) {
    expectNames(window());
    openPicture();
    ui::Parameters parameters;
    parameters.adapters = {{QStringLiteral("/lora.safetensors")}};
    parameters.controls = {{ui::ControlRole::Control, QStringLiteral("/canny.safetensors")}};
    window().panel().setParameters(parameters);
    expectNames(window());
}

TEST_F(Accessibility, EveryControlOfTheDialogsHasANameAndARole) {
    ui::ShortcutSheet sheet(window().actions());
    expectNames(sheet);
    ui::SettingsDialog settings({}, QStringLiteral("/pictures"), true);
    expectNames(settings);
    ui::AboutDialog about;
    expectNames(about);
    expectNames(window().models().showLibrary());
    ui::InspectDialog inspect(QStringLiteral("builtin"));
    expectNames(inspect);
    ui::ConvertDialog convert(QStringLiteral("builtin"));
    expectNames(convert);
}

TEST_F(Accessibility, EveryActionHasATextAndCanBeReachedByKeyboard) {
    QList<QAction *> inMenus;
    for (const auto *menu : window().findChildren<QMenu *>())
        inMenus += menu->actions();
    for (const auto &entry : window().actions().entries()) {
        EXPECT_FALSE(entry.action->text().isEmpty()) << entry.spec.id.toStdString();
        EXPECT_TRUE(inMenus.contains(entry.action)) << entry.spec.id.toStdString();
    }
}

TEST_F(Accessibility, EveryFieldOfThePanelTakesTheFocusByTab) {
    for (auto *widget : window().panel().findChildren<QWidget *>()) {
        const bool field = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) || qobject_cast<QAbstractSpinBox *>(widget);
        // The dice in the seed's field is a shortcut for emptying it; in a row of choices the arrow keys lead on from the one that is on.
        const auto *button = qobject_cast<QAbstractButton *>(widget);
        const bool led = button && button->group() && !button->isChecked();
        if (field && widget->isVisible() && !led && !qobject_cast<QLineEdit *>(widget->parent())) {
            EXPECT_TRUE(widget->focusPolicy() & Qt::TabFocus) << widget->metaObject()->className() << ' ' << widget->accessibleName().toStdString();
        }
    }
}

/// Labels and buttons whose words do not fit where they stand.
QStringList truncated(QWidget &top) {
    QStringList found;
    for (auto *widget : top.findChildren<QWidget *>()) {
        // A field's own buttons show an icon and no text.
        if (!widget->isVisible() || widget->size().isEmpty() || qobject_cast<QLineEdit *>(widget->parent()))
            continue;
        const auto *label = qobject_cast<QLabel *>(widget);
        const auto *button = qobject_cast<QAbstractButton *>(widget);
        const QString text = label ? label->text() : button ? button->text() : QString();
        if (text.isEmpty())
            continue;
        const bool wraps = label && label->wordWrap();
        const QSize needed = wraps ? QSize(0, label->heightForWidth(label->width())) : widget->minimumSizeHint();
        if (widget->width() < needed.width() || widget->height() < needed.height())
            found << QStringLiteral("%1 “%2” has %3x%4 and needs %5x%6")
                         .arg(QLatin1String(widget->metaObject()->className()), text)
                         .arg(widget->width()).arg(widget->height()).arg(needed.width()).arg(needed.height());
    }
    return found;
}

/// What stands more than once after an & in these texts, which are reached from one place.
QStringList doubleMnemonics(const QStringList &texts) {
    static const QRegularExpression mnemonic(QStringLiteral("&([^&])"));
    QStringList found;
    QMap<QString, QString> used;
    for (const QString &text : texts) {
        const auto match = mnemonic.match(text);
        if (!match.hasMatch())
            continue;
        const QString key = match.captured(1).toLower();
        if (used.contains(key))
            found << QStringLiteral("“%1” and “%2”").arg(used[key], text);
        used[key] = text;
    }
    return found;
}

QStringList textsOf(const QList<QAction *> &actions) {
    QStringList texts;
    for (const QAction *action : actions)
        texts << action->text();
    return texts;
}

/// What Alt and a letter reach in the window as it stands: menus, fields, buttons, and keys of that kind.
QStringList reachedByAlt(ui::MainWindow &window) {
    QStringList texts = textsOf(window.menuBar()->actions());
    for (const auto *label : window.findChildren<QLabel *>())
        if (label->buddy() && label->isVisible())
            texts << label->text();
    for (const auto *button : window.findChildren<QAbstractButton *>())
        if (button->isVisible() && !qobject_cast<const QToolButton *>(button)) // these show no text
            texts << button->text();
    for (const auto &entry : window.actions().entries())
        for (const QKeySequence &keys : entry.action->shortcuts())
            if (const QString text = keys.toString(); text.size() == 5 && text.startsWith(QLatin1String("Alt+")))
                texts << QLatin1Char('&') + text.right(1) + QLatin1String(" (Alt+)");
    return texts;
}

TEST_F(Accessibility, NoLetterIsAskedForTwiceWithAlt) {
    for (const char *language : {"en", "de"}) {
        SCOPED_TRACE(language);
        stop();
        QTranslator words;
        ASSERT_TRUE(words.load(QStringLiteral(":/i18n/sfumato_%1.qm").arg(QLatin1String(language))));
        QApplication::installTranslator(&words);
        start();
        openPicture();
        for (const auto *menu : window().menuBar()->findChildren<QMenu *>()) {
            const QStringList found = doubleMnemonics(textsOf(menu->actions()));
            EXPECT_TRUE(found.isEmpty()) << menu->title().toStdString() << "\n" << found.join(QLatin1Char('\n')).toStdString();
        }
        for (const ui::Mode mode : {ui::Mode::Generate, ui::Mode::Transform, ui::Mode::Inpaint, ui::Mode::Restyle}) {
            ui::Parameters parameters;
            parameters.mode = mode;
            parameters.vae = QStringLiteral("/vae.pt");
            parameters.refiner = QStringLiteral("/refiner.safetensors");
            window().panel().setParameters(parameters);
            QCoreApplication::processEvents();
            const QStringList found = doubleMnemonics(reachedByAlt(window()));
            EXPECT_TRUE(found.isEmpty()) << "mode " << static_cast<int>(mode) << "\n" << found.join(QLatin1Char('\n')).toStdString();
        }
        stop();
        QApplication::removeTranslator(&words);
    }
}

TEST_F(Accessibility, NothingIsCutOffInALanguageOfLongerWords) {
    PseudoLocale longer;
    stop();
    QApplication::installTranslator(&longer);
    start();
    window().resize(1400, 850);
    for (const ui::Mode mode : {ui::Mode::Generate, ui::Mode::Transform, ui::Mode::Inpaint, ui::Mode::Restyle}) {
        ui::Parameters parameters;
        parameters.mode = mode;
        parameters.prompt = QStringLiteral("<lora:pencil:0.5>");
        parameters.adapters = {{QStringLiteral("/loras/gouache with thick paint.safetensors"), 0.7, 0.5, true}};
        parameters.controls = {{ui::ControlRole::Control, QStringLiteral("/canny.safetensors")}};
        parameters.vae = QStringLiteral("/vae.pt");
        window().panel().setParameters(parameters);
        QCoreApplication::processEvents();
        const auto cut = truncated(window());
        EXPECT_TRUE(cut.isEmpty()) << cut.join(QLatin1Char('\n')).toStdString();
    }
    openPicture();
    QCoreApplication::processEvents();
    const auto cut = truncated(window());
    EXPECT_TRUE(cut.isEmpty()) << cut.join(QLatin1Char('\n')).toStdString();
    QApplication::removeTranslator(&longer);
}

} // namespace
} // namespace sfumato::testing
