// SPDX-License-Identifier: GPL-3.0-or-later
// How soon the window answers, with the built-in model, warm: from Generate to the first preview, from Cancel to the
// button and to the end of the job (as a share of a step), and how often its thread was silent for more than 50 ms while
// a job ran and while a document of 24 megapixels was saved, its mask written and read, and its session brought back.
// Times are the clock's: other programs lengthen them.
// Run with QT_QPA_PLATFORM=offscreen.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <vector>

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtCore/qtestsupport_core.h>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "bench/ui/noise_picture.h"
#include "tests/support/own_settings.h"
#include "ui/actions/action_registry.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/main_window.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/theme/theme.h"
#include "ui/widgets/watchdog.h"

using namespace sfumato;

namespace {

constexpr int runs = 5;
constexpr int patience = 120000;      // milliseconds
constexpr double previewGoal = 1500;  // milliseconds
constexpr double answerGoal = 100;
constexpr int settling = 500;         // milliseconds
constexpr QSize large{6000, 4000};

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

class Bench {
public:
    Bench() : m_theme(*qApp), m_engine(m_home.filePath(QStringLiteral("pictures")), open_engine), m_history(m_home.path(), m_engine.folder()),
              m_queue(m_engine, m_history, m_home.path()), m_window({m_theme, m_engine, m_history, m_queue, m_home.path()}) {
        m_window.resize(1400, 850);
        m_window.show();
        QObject::connect(&m_queue, &service::JobQueue::previewReady, &m_window, [this] { ++m_previews; });
        QObject::connect(&m_queue, &service::JobQueue::progressed, &m_window, [this](const QString &id) {
            if (const auto *job = m_queue.find(id); job && job->progress.phase == Phase::Sampling)
                m_step = job->progress.milliseconds;
        });
        action("file.new").trigger();
        page().document().setSetting(QStringLiteral("prompt"), QStringLiteral("a red house in a meadow by day"), QStringLiteral("bench"));
        generate();
        wait([this] { return !m_queue.running(); }); // warm: the model is loaded
    }

    void firstPreview() {
        std::vector<double> times;
        for (int i = 0; i < runs; ++i) {
            QElapsedTimer clock;
            clock.start();
            generate();
            wait([this] { return m_previews > 0; });
            times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
            wait([this] { return !m_queue.running(); });
        }
        std::printf("first preview %8.0f ms   %5.2f of the goal of %.0f ms, %.1f steps\n", median(times), median(times) / previewGoal, previewGoal, median(times) / m_step);
    }

    void cancel() {
        std::vector<double> answers, ends;
        for (int i = 0; i < runs; ++i) {
            generate();
            wait([this] { return m_previews > 1; });
            QElapsedTimer clock;
            clock.start();
            action("image.cancel").trigger();
            auto *button = m_window.panel().button().findChild<QPushButton *>();
            wait([&] { return !button->isEnabled() || !m_queue.running(); });
            answers.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
            wait([this] { return !m_queue.running(); });
            ends.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        std::printf("cancel        %8.2f ms   %5.3f of the goal of %.0f ms for the button\n", median(answers), median(answers) / answerGoal, answerGoal);
        std::printf("              %8.0f ms   %5.2f of a step (%.0f ms) until the work has stopped\n", median(ends), median(ends) / m_step, m_step);
    }

    /// The strength is dragged for a second; then how long until the picture answers to where it was let go.
    void restyle() {
        page().strip().keep();
        m_window.panel().chooseMode(ui::Mode::Restyle);
        page().document().setSetting(QStringLiteral("style"), QStringLiteral("{prompt}, watercolour"), QStringLiteral("bench"));
        int finished = 0;
        QObject::connect(&m_queue, &service::JobQueue::pictureFinished, &m_window, [&finished] { ++finished; });
        std::vector<double> previews, pictures;
        const ui::Watchdog watchdog;
        for (int i = 0; i < runs; ++i) {
            for (int n = 0; n < 20; ++n) {
                m_window.panel().moveStrength(0.3 + 0.02 * n + 0.01 * i);
                QTest::qWait(50);
            }
            wait([this] { return m_queue.running() != nullptr; });
            QElapsedTimer clock;
            m_window.panel().moveStrength(0.55 + 0.01 * i);
            clock.start();
            const QString before = m_queue.running() ? m_queue.running()->id : QString();
            wait([&] { return m_queue.running() && m_queue.running()->id != before; });
            m_previews = finished = 0;
            wait([&] { return m_previews > 0 || finished > 0; });
            previews.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
            wait([&] { return !m_queue.running() && finished > 0; });
            pictures.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        std::printf("live restyle  %8.0f ms   %5.1f steps from the slider to the first preview, %.0f ms to the picture; silences: %d\n", median(previews),
                    median(previews) / m_step, median(pictures), watchdog.pauses());
        m_window.panel().chooseMode(ui::Mode::Generate);
    }

    void silence() {
        measured("while a picture is made", [this] {
            generate();
            wait([this] { return !m_queue.running(); });
        });
        const QString project = m_home.filePath(QStringLiteral("large.sfum")), mask = m_home.filePath(QStringLiteral("mask.png"));
        const auto pages = m_window.tabs().pages().size();
        m_window.files().openPicture(noisePicture(large), QStringLiteral("large"));
        wait([&] { return m_window.tabs().pages().size() > pages; }); // it is made ready on another thread
        document::addPictureLayer(page().document(), QStringLiteral("second"), noisePicture(large / 2), {});
        document::combine(page().document(), document::selectEllipse(QRectF({}, QSizeF(large)), QRect({}, large)), document::MaskCombine::Replace, 40);
        page().setProjectFile(project);
        QTest::qWait(settling);
        bool saved = false;
        QObject::connect(&m_window.files(), &ui::DocumentFiles::saved, &m_window, [&] { saved = true; });
        measured("24 megapixels: saving", [&] {
            action("file.save").trigger();
            wait([&] { return saved; });
        });
        measured("24 megapixels: the mask into a file", [&] {
            choose("mask.save", mask);
            wait([&] { return std::filesystem::exists(mask.toStdString()); });
        });
        action("mask.clear").trigger();
        wait([this] { return page().document().state().mask.isBlank(); });
        QTest::qWait(settling);
        measured("24 megapixels: a mask from a file", [&] {
            choose("mask.load", mask);
            wait([this] { return !page().document().state().mask.isBlank(); });
        });
        const std::filesystem::path journals = m_home.filePath(QStringLiteral("journals")).toStdString(), left = journals / "left.sfum-journal";
        for (const auto &entry : std::filesystem::directory_iterator(journals)) // of a program that was killed, which has no lock
            if (!std::filesystem::exists(left) || entry.file_size() > std::filesystem::file_size(left))
                std::filesystem::copy_file(entry.path(), left, std::filesystem::copy_options::overwrite_existing);
        const auto open = m_window.tabs().pages().size();
        measured("24 megapixels: a session brought back", [&] {
            m_window.files().sessions().restore();
            wait([&] { return m_window.tabs().pages().size() > open; });
        });
    }

private:
    ui::DocumentPage &page() { return *m_window.tabs().current(); }
    QAction &action(const char *id) { return *m_window.actions().action(QLatin1String(id)); }
    void generate() {
        m_previews = 0;
        m_window.generate();
    }
    /// Says how long `work` took, with what it leaves to be drawn, and how often the window's thread was silent meanwhile.
    void measured(const char *what, const std::function<void()> &work) {
        const ui::Watchdog watchdog;
        QElapsedTimer clock;
        clock.start();
        work();
        const qint64 took = clock.elapsed();
        QTest::qWait(settling);
        std::printf("%-40s %6lld ms, silences of more than %d ms: %d\n", what, static_cast<long long>(took), ui::Watchdog::limit, watchdog.pauses());
    }
    /// Answers the file dialog that an action opens.
    void choose(const char *id, const QString &file) {
        action(id).trigger();
        auto *dialog = m_window.findChild<QFileDialog *>();
        dialog->selectFile(file);
        QMetaObject::invokeMethod(dialog, "accept");
    }
    static void wait(const std::function<bool()> &condition) {
        if (!QTest::qWaitFor(condition, patience))
            qFatal("waited in vain");
    }

    QTemporaryDir m_home;
    ui::Theme m_theme;
    EngineThread m_engine;
    service::HistoryStore m_history;
    service::JobQueue m_queue;
    ui::MainWindow m_window;
    int m_previews = 0;
    double m_step = 1;
};

} // namespace

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    const testing::OwnSettings settings;
    Bench bench;
    bench.firstPreview();
    bench.cancel();
    bench.restyle();
    bench.silence();
    return 0;
}
