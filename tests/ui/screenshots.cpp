// SPDX-License-Identifier: GPL-3.0-or-later
// Makes pictures of the studio's states for the documentation: `sfumato-screenshots FOLDER [SUFFIX]`.
// With the built-in model where it is there, else with scenes drawn in its place.
#include <cstdio>
#include <filesystem>

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QJsonArray>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/selection.h"
#include "app/document/undo_history.h"
#include "app/service/paths.h"
#include "tests/library/model_files.h"
#include "tests/support/own_settings.h"
#include "tests/ui/painted_engine.h"
#include "ui/actions/action_registry.h"
#include "ui/actions/shortcut_sheet.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/canvas/canvas_view.h"
#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/dialogs/styles_dialog.h"
#include "ui/dialogs/upscale_dialog.h"
#include "ui/library/convert_dialog.h"
#include "ui/library/inspect_dialog.h"
#include "ui/library/library_dialog.h"
#include "ui/main_window.h"
#include "ui/panels/control_row.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/studio/model_actions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/message_bar.h"

using namespace sfumato;

namespace {

constexpr int patience = 120000; // milliseconds for a picture of the model

/// A studio in a folder of its own, and the states worth a picture.
class Photographer {
public:
    Photographer(QString folder, QString suffix) : m_folder(std::move(folder)), m_suffix(std::move(suffix)) {}

    bool run() {
        m_theme.emplace(*qApp);
        m_theme->setMode(ui::Theme::Mode::Dark);
        setTheme(ui::Theme::Mode::Dark);
        const bool model = service::modelPath("builtin").has_value();
        auto control = m_control;
        const EngineThread::Factory painted = [control]() -> Result<std::shared_ptr<Engine>> { return std::make_shared<testing::PaintedEngine>(control); };
        m_real = model;
        m_engine.emplace(m_home.filePath(QStringLiteral("pictures")), model ? EngineThread::Factory(open_engine) : painted);
        m_control->setStepMilliseconds(410);
        m_history.emplace(m_home.path(), m_engine->folder());
        m_queue.emplace(*m_engine, *m_history, m_home.path());
        m_window.emplace(ui::StudioServices{*m_theme, *m_engine, *m_history, *m_queue, m_home.path()});
        m_window->resize(1400, 850);
        m_window->show();
        QTest::qWait(300);
        shoot("first-start");
        both("first-start-light", ui::Theme::Mode::Light);
        generate();
        inpaint();
        paint();
        restyle();
        library();
        parts();
        upscale();
        dialogs();
        return m_ok;
    }

private:
    ui::DocumentPage &page() { return *m_window->tabs().current(); }
    QAction &action(const char *id) { return *m_window->actions().action(QLatin1String(id)); }
    bool idle() { return !m_window->panel().button().isRunning(); }
    void set(const char *field, const QJsonValue &value) { page().document().setSetting(QLatin1String(field), value, QStringLiteral("set")); }
    int finished() {
        int count = 0;
        auto &candidates = page().strip().candidates();
        for (int i = 0; i < candidates.rowCount(); ++i)
            count += candidates.at(i).state == ui::CandidateState::Finished;
        return count;
    }

    void setTheme(ui::Theme::Mode mode) {
        auto settings = ui::StudioSettings::load();
        settings.theme = mode;
        settings.store();
        m_theme->setMode(mode);
    }

    void shoot(const char *name) { shoot(*m_window, name); }
    void shoot(QWidget &widget, const char *name) {
        QTest::qWait(150); // what is drawn in the background
        const QString file = QDir(m_folder).filePath(QLatin1String(name) + m_suffix + QStringLiteral(".png"));
        if (widget.grab().save(file))
            std::printf("%s\n", qPrintable(file));
        else
            m_ok = false;
    }
    void both(const char *name, ui::Theme::Mode mode) {
        setTheme(mode);
        shoot(name);
        setTheme(ui::Theme::Mode::Dark);
    }
    void waitFor(const std::function<bool()> &condition) { m_ok = QTest::qWaitFor(condition, patience) && m_ok; }

    /// Runs until `step` steps of picture `image` are done, and holds there.
    void runUntil(int steps) {
        if (m_real) {
            waitFor([this, steps] { const auto *job = m_queue->running(); return job && job->progress.phase == Phase::Sampling && job->progress.step >= steps; });
        } else {
            m_control->allowSteps(steps);
            waitFor([this, steps] { return m_control->stepsTaken() >= m_taken + steps; });
        }
        QTest::qWait(100);
    }
    void finish() {
        m_control->release();
        waitFor([this] { return idle(); });
        m_taken = m_control->stepsTaken();
        m_control->hold();
    }

    void generate() {
        m_control->hold();
        ui::Parameters parameters;
        parameters.prompt = QStringLiteral("a red house in the mountains at sunset, flat");
        parameters.negative = QStringLiteral("blurry");
        parameters.seed = 184467;
        parameters.steps = 24;
        m_window->panel().setParameters(parameters);
        m_window->generate();
        runUntil(15);
        shoot("generate");
        finish();
        page().strip().keep();
    }

    void inpaint() {
        auto &document = page().document();
        const QRect all(QPoint(), document.size());
        const double side = all.width();
        document::combine(document, document::selectEllipse(QRectF(side * 0.12, side * 0.5, side * 0.3, side * 0.36), all), document::MaskCombine::Replace);
        set("mode", QStringLiteral("inpaint"));
        set("prompt", QStringLiteral("a (green tree:1.2) at sunset, [flat:oil:0.5]"));
        set("strength", 0.8);
        set("feather", 12);
        set("variants", 3);
        m_window->generate();
        runUntil(m_real ? 1 : 24);
        runUntil(15);
        shoot("inpaint");
        both("inpaint-light", ui::Theme::Mode::Light);
        finish();
        shoot("candidates");
        action("image.compare").trigger();
        shoot("compare");
        action("image.compare").trigger();
        page().strip().keep();
        document::clearMask(document);
    }

    /// A sun painted on a layer of its own.
    void paint() {
        auto &document = page().document();
        auto &canvas = page().canvas();
        const int before = document.history().position();
        action("image.layer").trigger();
        action("tool.brush").trigger();
        auto brush = canvas.brush();
        brush.colour = QColor(255, 222, 140);
        brush.size = document.size().width() / 7.0;
        brush.pressureSize = true;
        canvas.setBrush(brush);
        const QSizeF size = document.size();
        const auto at = [&](double x, double y) { return canvas.transform().toView(QPointF(x * size.width(), y * size.height())).toPoint(); };
        QTest::mousePress(&canvas, Qt::LeftButton, {}, at(0.74, 0.2));
        QTest::mouseMove(&canvas, at(0.78, 0.21));
        QTest::mouseRelease(&canvas, Qt::LeftButton, {}, at(0.8, 0.22));
        QTest::mouseMove(&canvas, at(0.6, 0.4));
        shoot("paint");
        document.history().jumpTo(before);
        canvas.setPaintOn(ui::PaintOn::Mask);
    }

    void restyle() {
        set("mode", QStringLiteral("restyle"));
        set("prompt", QStringLiteral("a red house in the mountains at sunset"));
        set("style", QStringLiteral("{prompt}, watercolour"));
        set("variants", 1);
        m_window->generate();
        runUntil(8);
        shoot("restyle");
        finish();
        page().strip().keep();
        m_window->messages().tell(Error{ErrorCode::CorruptFile, "harbour.png", "the picture ends after 1204 of 4880 rows", "open another copy of it"});
        shoot("message");
        m_window->messages().dismissAll();
    }

    /// An installation of A1111's with a few small files of every kind.
    void writeModels() {
        const testing::ModelFiles &files = m_models;
        const auto picture = [&](const char *name) {
            if (const auto *layer = page().document().layers().empty() ? nullptr : &page().document().layers().back())
                m_ok = layer->pixels.toImage(layer->pixels.bounds()).save(files.path(QLatin1String(name))) && m_ok;
        };
        files.lora(QStringLiteral("models/Lora/gouache.safetensors"), {{"modelspec.trigger_phrase", "gouache, thick paint, matte, paper grain"}, {"ss_base_model_version", "sd_v1"},
                                                                       {"modelspec.description", "Thick, matte strokes on rough paper. Best between 0.6 and 0.9."}});
        picture("models/Lora/gouache.png");
        files.lora(QStringLiteral("models/Lora/night street.safetensors"), {{"modelspec.trigger_phrase", "neon, wet asphalt"}}, 2048);
        files.lora(QStringLiteral("models/Lora/pencil lines.safetensors"), {{"modelspec.trigger_phrase", "pencil"}}, 1024);
        files.embedding(QStringLiteral("embeddings/bad-hands.safetensors"));
        files.vae(QStringLiteral("models/VAE/soft colours.safetensors"));
        files.control(QStringLiteral("models/ControlNet/canny edges.safetensors"));
        files.unionControl(QStringLiteral("models/ControlNet/union for xl.safetensors"));
        files.tensors(QStringLiteral("models/ControlNet/ip-adapter plus.safetensors"), {{"image_proj.latents", {1, 16, 768}}});
        files.imageEncoder(QStringLiteral("models/clip_vision/vit-h-14.safetensors"));
        files.upscaler(QStringLiteral("models/ESRGAN/2x sharp.safetensors"));
        files.unet(QStringLiteral("models/Stable-diffusion/landscape u-net.safetensors"));
        files.write(QStringLiteral("models/Stable-diffusion/half a download.ckpt"), "PK");
    }

    void library() {
        writeModels();
        m_ok = m_window->library().add(m_models.path()).has_value() && m_ok;
        auto &dialog = m_window->models().showLibrary();
        waitFor([this] { return !m_window->library().scanning(); });
        dialog.choose(m_models.path(QStringLiteral("models/Lora/gouache.safetensors")));
        waitFor([this] { return !m_window->library().find(m_models.path(QStringLiteral("models/Lora/gouache.safetensors")))->sha256.isEmpty(); });
        QTest::qWait(300); // thumbnails
        shoot(dialog, "library");
        for (auto *each : dialog.findChildren<QToolButton *>())
            if (each->isCheckable() && !each->isChecked())
                each->click();
        dialog.choose(m_models.path(QStringLiteral("models/Stable-diffusion/landscape u-net.safetensors")));
        shoot(dialog, "library-grid");
        dialog.close();
        ui::InspectDialog inspect(QStringLiteral("builtin"), &*m_window);
        inspect.show();
        waitFor([&] { return !inspect.report().isEmpty(); });
        shoot(inspect, "inspect");
        ui::ConvertDialog convert(m_models.path(QStringLiteral("models/Lora/gouache.safetensors")), &*m_window);
        convert.show();
        shoot(convert, "convert");
    }

    /// What the panel shows of LoRAs and control pictures.
    void parts() {
        set("mode", QStringLiteral("generate"));
        set("prompt", QStringLiteral("a red house, gouache, thick paint, <lora:pencil lines:0.4>"));
        auto &panel = m_window->panel();
        panel.addAdapter(m_models.path(QStringLiteral("models/Lora/gouache.safetensors")));
        shoot("adapters");
        set("prompt", QStringLiteral("a red house"));
        set("adapters", QJsonArray());
        panel.addControl(m_models.path(QStringLiteral("models/ControlNet/canny edges.safetensors")), ui::ControlRole::Control);
        auto *row = panel.findChild<ui::ControlRow *>();
        if (!row)
            return void(m_ok = false);
        row->findChild<QPushButton *>()->click(); // takes the canvas
        waitFor([&] { return !panel.parameters().controls.value(0).picture.isEmpty(); });
        auto *preprocessor = row->findChild<QComboBox *>();
        preprocessor->setCurrentIndex(1);
        Q_EMIT preprocessor->activated(1);
        QTest::qWait(m_real ? 3000 : 500); // the engine makes it, and a thumbnail is made
        panel.findChild<QScrollArea *>()->ensureWidgetVisible(row);
        shoot("control");
        set("controls", QJsonArray());
        panel.addControl(m_models.path(QStringLiteral("models/ControlNet/union for xl.safetensors")), ui::ControlRole::Control);
        panel.addControl(m_models.path(QStringLiteral("models/ControlNet/ip-adapter plus.safetensors")), ui::ControlRole::ImagePrompt);
        QTest::qWait(200);
        panel.findChild<QScrollArea *>()->verticalScrollBar()->setValue(1 << 20);
        shoot("control-union");
        set("controls", QJsonArray());
    }

    void upscale() {
        set("prompt", QStringLiteral("a red house in the mountains at sunset"));
        action("image.upscale").trigger();
        auto *dialog = m_window->findChild<ui::UpscaleDialog *>();
        if (!dialog)
            return void(m_ok = false);
        dialog->findChild<QCheckBox *>()->click();
        QTest::qWait(m_real ? 1500 : 200); // the engine tells how much memory it takes
        shoot(*dialog, "upscale");
        dialog->reject();
    }

    void dialogs() {
        ui::ShortcutSheet sheet(m_window->actions(), &*m_window);
        sheet.show();
        shoot(sheet, "shortcuts");
        ui::SettingsDialog settings(ui::StudioSettings::load(), QStringLiteral("~/Pictures/Sfumato"), &*m_window);
        settings.show();
        shoot(settings, "settings");
        service::StyleStore own(m_home.filePath(QStringLiteral("styles.json")).toStdString());
        for (const service::Style &style : {service::Style{QStringLiteral("Gouache"), QStringLiteral("gouache of {prompt}, thick paint"), {}},
                                            service::Style{QStringLiteral("Night"), QStringLiteral("{prompt} at night, neon"), {}}})
            m_ok = own.set(style).has_value() && m_ok;
        ui::StylesDialog styles(own, &*m_window);
        styles.show();
        shoot(styles, "styles");
        ui::AboutDialog about(&*m_window);
        about.show();
        shoot(about, "about");
    }

    QString m_folder, m_suffix;
    bool m_ok = true;
    bool m_real = false;
    int m_taken = 0;
    QTemporaryDir m_home;
    testing::ModelFiles m_models;
    std::shared_ptr<testing::FakeControl> m_control = std::make_shared<testing::FakeControl>();
    std::optional<ui::Theme> m_theme;
    std::optional<EngineThread> m_engine;
    std::optional<service::HistoryStore> m_history;
    std::optional<service::JobQueue> m_queue;
    std::optional<ui::MainWindow> m_window;
};

} // namespace

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("sfumato-screenshots"));
    QApplication::setApplicationName(QStringLiteral("sfumato-screenshots"));
    const testing::OwnSettings settings;
    QTranslator words; // LANG=de_DE.UTF-8 makes the pictures in German
    if (words.load(QLocale::system(), QStringLiteral("sfumato"), QStringLiteral("_"), QStringLiteral(":/i18n")) || words.load(QStringLiteral(":/i18n/sfumato_en.qm")))
        QApplication::installTranslator(&words);
    QLocale::setDefault(QLocale::system());
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: sfumato-screenshots FOLDER [SUFFIX]\n");
        return 2;
    }
    QDir().mkpath(arguments[1]);
    return Photographer(arguments[1], arguments.value(2)).run() ? 0 : 1;
}
