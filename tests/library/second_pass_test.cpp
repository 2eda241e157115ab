// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include "app/document/undo_history.h"
#include "app/service/history_entry.h"
#include "tests/library/model_files.h"
#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/history/history_panel.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/panels/second_pass_section.h"
#include "ui/panels/value_slider.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"

namespace sfumato::testing {
namespace {

class SecondPass : public StudioFixture {
protected:
    void SetUp() override {
        network = files.upscaler(QStringLiteral("ESRGAN/2x sharp.safetensors"));
        ASSERT_TRUE(window().library().add(files.path()).has_value());
        ASSERT_SOON(!window().library().scanning());
        window().files().newDocument({64, 64}, window().panel().parameters().toJson());
    }
    ui::SecondPassSection &section() { return window().panel().secondPass(); }
    const ui::SecondPassSetting &pass() { return window().panel().parameters().secondPass; }
    document::UndoHistory &history() { return window().tabs().current()->document().history(); }
    QCheckBox &box() { return *section().findChild<QCheckBox *>(); }
    template <typename Widget>
    Widget &named(const char *name) {
        for (auto *widget : section().findChildren<Widget *>())
            if (widget->accessibleName() == QLatin1String(name))
                return *widget;
        throw std::runtime_error(name);
    }
    QComboBox &way() { return named<QComboBox>("Made larger by"); }
    void choose(int index) {
        way().setCurrentIndex(index);
        Q_EMIT way().activated(index);
    }
    QString sizes() { return section().findChild<QLabel *>()->text(); }
    /// The request of the picture that Generate makes, as its file keeps it.
    GenerationRequest generated() {
        const int before = m_history->count({});
        window().panel().button().press();
        EXPECT_SOON(m_history->count({}) == before + 1 && !window().panel().button().isRunning());
        return service::requestOf(m_history->page({}, nullptr, 1).at(0)).value();
    }

    ModelFiles files;
    QString network;
};

TEST_F(SecondPass, IsInTheRequestAsItIsSetAndUndoTakesItBack) {
    EXPECT_FALSE(generated().hires);
    const int before = history().position();
    box().click();
    named<QDoubleSpinBox>("Times the size").setValue(2.5);
    Q_EMIT section().settled();
    named<QDoubleSpinBox>("Strength of the second pass").setValue(0.4);
    Q_EMIT section().settled();
    choose(static_cast<int>(HiresMode::LatentBicubic));
    named<QSpinBox>("Steps of the second pass").setValue(12);
    Q_EMIT section().settled();
    QTest::keyClicks(&named<QLineEdit>("Prompt of the second pass"), QStringLiteral("fine fur"));
    Q_EMIT section().settled();
    EXPECT_EQ(history().position(), before + 6);

    const auto request = generated();
    ASSERT_TRUE(request.hires);
    EXPECT_EQ(request.hires->scale, 2.5);
    EXPECT_EQ(request.hires->strength, 0.4);
    EXPECT_EQ(request.hires->steps, 12);
    EXPECT_EQ(request.hires->mode, HiresMode::LatentBicubic);
    EXPECT_EQ(request.hires->prompt, "fine fur");

    history().undo();
    EXPECT_EQ(named<QLineEdit>("Prompt of the second pass").text(), QString());
    for (int i = 0; i < 5; ++i)
        history().undo();
    EXPECT_EQ(pass(), ui::SecondPassSetting());
    EXPECT_FALSE(box().isChecked());
    EXPECT_FALSE(way().isVisible());
}

TEST_F(SecondPass, EnlargesByANetworkOfTheLibrary) {
    box().click();
    ASSERT_EQ(way().itemText(way().count() - 1), QStringLiteral("2x sharp"));
    choose(way().count() - 1);
    EXPECT_EQ(pass().upscaler, network);
    const auto request = generated();
    ASSERT_TRUE(request.hires);
    EXPECT_EQ(request.hires->mode, HiresMode::Pixel);
    EXPECT_EQ(QFileInfo(QString::fromStdString(request.hires->upscaler)).fileName(), QStringLiteral("2x sharp.safetensors"));
    choose(0);
    EXPECT_EQ(pass().upscaler, QString());
    EXPECT_EQ(pass().mode, HiresMode::Latent);
}

TEST_F(SecondPass, ComesBackWithTheRecipeOfItsPicture) {
    box().click();
    named<QDoubleSpinBox>("Times the size").setValue(1.5);
    choose(static_cast<int>(HiresMode::Pixel));
    const auto made = pass();
    generated();
    box().click();
    ASSERT_FALSE(pass().on);
    Q_EMIT window().findChild<ui::HistoryPanel *>()->recipeRequested(m_history->page({}, nullptr, 1).at(0));
    EXPECT_TRUE(box().isChecked());
    EXPECT_EQ(pass().scale, made.scale);
    EXPECT_EQ(pass().strength, made.strength);
    EXPECT_EQ(pass().mode, HiresMode::Pixel);
    EXPECT_EQ(way().currentIndex(), static_cast<int>(HiresMode::Pixel));
}

TEST_F(SecondPass, BelongsToGenerateAlone) {
    box().click();
    window().panel().chooseMode(ui::Mode::Transform);
    EXPECT_FALSE(section().isVisible());
    EXPECT_FALSE(requestOf(window().panel().parameters()).hires);
    window().panel().chooseMode(ui::Mode::Generate);
    EXPECT_TRUE(section().isVisible());
    EXPECT_TRUE(requestOf(window().panel().parameters()).hires);
}

TEST_F(SecondPass, TellsTheSizes) {
    box().click();
    section().setSizes({512, 520}, {1024, 1024});
    EXPECT_TRUE(sizes().startsWith(QStringLiteral("512 × 520 → 1024 × 1040")));
    EXPECT_TRUE(sizes().contains(QStringLiteral("1024 × 1024;"))) << sizes().toStdString();
    named<QDoubleSpinBox>("Times the size").setValue(1.5);
    EXPECT_EQ(sizes(), QStringLiteral("512 × 520 → 768 × 776")); // whole cells of the latents
}

TEST_F(SecondPass, OfAFileIsHeldToTheRangesOfThePanel) {
    const auto from = [](const QJsonObject &object) { return ui::secondPassFrom(object); };
    const ui::SecondPassSetting usual;
    EXPECT_EQ(from({}), usual);
    EXPECT_EQ(from({{QStringLiteral("mode"), QStringLiteral("magic")}, {QStringLiteral("upscaler"), QStringLiteral("/a")}}), usual);
    EXPECT_EQ(from({{QStringLiteral("scale"), 99}}).scale, 4);
    EXPECT_EQ(from({{QStringLiteral("steps"), -3}}).steps, 0);
    const ui::SecondPassSetting all{true, 1.25, 0.3, 7, HiresMode::Pixel, QStringLiteral("/up"), QStringLiteral("a"), QStringLiteral("b")};
    EXPECT_EQ(from(ui::toJson(all)), all);
}

} // namespace
} // namespace sfumato::testing
