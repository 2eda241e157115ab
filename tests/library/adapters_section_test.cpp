// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemView>
#include <QCheckBox>
#include <QCompleter>
#include <QSlider>
#include <QToolButton>

#include "app/document/undo_history.h"
#include "tests/library/model_files.h"
#include "tests/ui/studio_fixture.h"
#include "ui/panels/adapter_row.h"
#include "ui/panels/parameters_panel.h"
#include "ui/panels/value_slider.h"
#include "ui/prompt/lora_tags.h"
#include "ui/prompt/prompt_edit.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"

namespace sfumato::testing {
namespace {

using ui::LoraTag;

TEST(LoraTags, AreReadAndWrittenAsTheEngineReadsThem) {
    EXPECT_EQ(ui::loraTagsIn(QStringLiteral("a <lora:fox:0.5> ü <lyco:b:0.25:1><lora:c><lora:d:unet=0.5:te=1>, <hypernet:x:1>")),
              QList<LoraTag>({{QStringLiteral("fox"), 0.5, {}, 2, 14},
                              {QStringLiteral("b"), 1.0, 0.25, 19, 15},
                              {QStringLiteral("c"), 1.0, {}, 34, 8},
                              {QStringLiteral("d"), 0.5, 1.0, 42, 22}}));
    EXPECT_EQ(ui::withLoraWeight(QStringLiteral("a <lora:fox:0.5>, b"), 0, 0.75, {}), QStringLiteral("a <lora:fox:0.75>, b"));
    EXPECT_EQ(ui::withLoraWeight(QStringLiteral("<lora:fox>"), 0, 0.75, 0.1), QStringLiteral("<lora:fox:0.1:0.75>"));
    EXPECT_EQ(ui::withLoraWeight(QStringLiteral("a"), 0, 0.75, {}), QStringLiteral("a"));
}

TEST(LoraTags, LeaveNoCommasBehind) {
    const std::pair<const char *, const char *> cases[] = {{"a, <lora:f:1>, b", "a, b"}, {"a, <lora:f:1>", "a"}, {"<lora:f:1>, b", "b"}, {"a <lora:f:1> b", "a b"}, {"<lora:f:1>", ""}};
    for (const auto &[before, after] : cases)
        EXPECT_EQ(ui::withoutLora(QLatin1String(before), 0).toStdString(), after) << before;
}

class AdaptersOfThePanel : public StudioFixture {
protected:
    void SetUp() override {
        fox = files.lora(QStringLiteral("Lora/fox.safetensors"), {{"modelspec.trigger_phrase", "foxy"}});
        files.write(QStringLiteral("Lora/fox.json"), R"({"preferred weight": 0.7})");
        files.lora(QStringLiteral("Lora/red ink.safetensors"));
        files.embedding(QStringLiteral("Lora/bad-hands-5.safetensors"));
        ASSERT_TRUE(window().library().add(files.path()).has_value());
        ASSERT_SOON(!window().library().scanning());
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        window().files().openPicture(picture, QStringLiteral("sea.png"));
    }
    QList<ui::AdapterRow *> rows() {
        QList<ui::AdapterRow *> shown;
        for (auto *row : window().panel().findChildren<ui::AdapterRow *>())
            if (row->isVisible())
                shown << row;
        return shown;
    }
    document::UndoHistory &history() { return window().tabs().current()->document().history(); }
    void type(const QString &prompt) { window().panel().findChildren<ui::PromptEdit *>().front()->replaceText(prompt); }
    QString prompt() { return window().panel().parameters().prompt; }
    void press(ui::AdapterRow *row, const char *name) {
        for (auto *button : row->findChildren<QToolButton *>())
            if (button->accessibleName().startsWith(QLatin1String(name)))
                return button->click();
        FAIL() << name;
    }

    ModelFiles files;
    QString fox;
};

TEST_F(AdaptersOfThePanel, AreAddedWeighedSwitchedAndRemovedAsUndoSteps) {
    const int before = history().position();
    window().panel().addAdapter(fox);
    ASSERT_EQ(rows().size(), 1);
    EXPECT_EQ(window().panel().parameters().adapters, QList<ui::AdapterSetting>({{fox, 0.7, {}, true}}));
    auto *slider = rows()[0]->findChildren<ui::ValueSlider *>()[0]->findChild<QSlider *>();
    slider->setValue(slider->value() + 1);
    slider->setValue(slider->value() + 1);
    Q_EMIT slider->sliderReleased();
    EXPECT_DOUBLE_EQ(window().panel().parameters().adapters[0].weight, 0.8);
    press(rows()[0], "Weigh the text encoder");
    EXPECT_EQ(window().panel().parameters().adapters[0].textWeight, 0.8);
    rows()[0]->findChild<QCheckBox *>()->click();
    EXPECT_FALSE(window().panel().parameters().adapters[0].on);
    press(rows()[0], "Remove");
    EXPECT_TRUE(rows().isEmpty());
    EXPECT_EQ(history().position(), before + 5);
    for (int i = 0; i < 4; ++i)
        history().undo();
    EXPECT_EQ(window().panel().parameters().adapters, QList<ui::AdapterSetting>({{fox, 0.7, {}, true}}));
    EXPECT_EQ(rows().size(), 1);
    history().undo();
    EXPECT_TRUE(rows().isEmpty());
}

TEST_F(AdaptersOfThePanel, ShowThoseOfThePromptAndRewriteItsTags) {
    type(QStringLiteral("a <lora:fox:0.5>, sea"));
    ASSERT_EQ(rows().size(), 1);
    auto *slider = rows()[0]->findChildren<ui::ValueSlider *>()[0]->findChild<QSlider *>();
    slider->setValue(slider->value() + 2);
    EXPECT_EQ(prompt(), QStringLiteral("a <lora:fox:0.6>, sea"));
    press(rows()[0], "Remove");
    EXPECT_EQ(prompt(), QStringLiteral("a, sea"));
    EXPECT_TRUE(rows().isEmpty());
}

TEST_F(AdaptersOfThePanel, GoIntoTheRequestWhereTheyAreOn) {
    ui::Parameters parameters;
    parameters.adapters = {{fox, 0.5, 0.25, true}, {QStringLiteral("/off"), 1, {}, false}};
    parameters.vae = QStringLiteral("/vae");
    parameters.refiner = QStringLiteral("/refiner");
    parameters.refinerFrom = 0.6;
    const auto request = requestOf(parameters);
    ASSERT_EQ(request.adapters.size(), 1u);
    EXPECT_EQ(request.adapters[0].file, fox.toStdString());
    EXPECT_EQ(request.adapters[0].text_weight, 0.25);
    EXPECT_EQ(request.vae, "/vae");
    EXPECT_EQ(request.refiner.model, "/refiner");
    EXPECT_EQ(request.refiner.switch_at, 0.6);
    EXPECT_EQ(ui::Parameters::fromJson(parameters.toJson()), parameters);
    EXPECT_EQ(withRecipe(ui::Parameters(), request).adapters, QList<ui::AdapterSetting>({{fox, 0.5, 0.25, true}}));
}

TEST_F(AdaptersOfThePanel, AreCompletedInATagAndUnknownOnesUnderlined) {
    auto *edit = window().panel().findChildren<ui::PromptEdit *>().front();
    edit->setFocus();
    QTest::keyClicks(edit, QStringLiteral("a <lora:in"));
    auto *completer = edit->findChild<QCompleter *>();
    ASSERT_TRUE(completer->popup()->isVisible());
    EXPECT_EQ(completer->currentCompletion(), QStringLiteral("red ink"));
    const auto take = [&] {
        QTest::keyClick(completer->popup(), Qt::Key_Down);
        QTest::keyClick(completer->popup(), Qt::Key_Return);
    };
    take();
    EXPECT_EQ(prompt(), QStringLiteral("a <lora:red ink:1>"));
    EXPECT_TRUE(edit->reading().problems.empty());
    type(QStringLiteral("a <lora:missing:1>"));
    ASSERT_EQ(edit->reading().problems.size(), 1u);
    EXPECT_EQ(edit->reading().problems[0].begin, 2);
    type({});
    QTest::keyClicks(edit, QStringLiteral("bad-h"));
    ASSERT_TRUE(completer->popup()->isVisible());
    take();
    EXPECT_EQ(prompt(), QStringLiteral("bad-hands-5"));
}

} // namespace
} // namespace sfumato::testing
