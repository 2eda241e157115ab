// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does in the studio with a picture of 6000 x 4000 pixels: of each act the longest time in which the window
// could not answer, in milliseconds of its thread's processor time, which other programs do not lengthen, and of the
// clock; when all was done; and the first as a share of the 50 ms that nothing may take. The engine is the tests' one, so
// that only the window's own work counts. Run with QT_QPA_PLATFORM=offscreen.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>
#include <thread>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QMimeData>
#include <QTemporaryDir>
#include <QToolButton>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/undo_history.h"
#include "bench/ui/noise_picture.h"
#include "tests/support/fake_engine.h"
#include "tests/support/own_settings.h"
#include "ui/actions/action_registry.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/canvas/canvas_view.h"
#include "ui/layers/layers_panel.h"
#include "ui/main_window.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/theme/theme.h"
#include "ui/widgets/watchdog.h"

using namespace sfumato;

namespace {

constexpr QSize large(6000, 4000);
constexpr int patience = 60000; // milliseconds
constexpr int quiet = 700;      // milliseconds after which nothing more is expected of what waits for a timer

double processorTime() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class Bench {
public:
    Bench() : m_theme(*qApp), m_engine(m_home.filePath(QStringLiteral("pictures")), testing::fakeEngine(m_control)), m_history(m_home.path(), m_engine.folder()),
              m_queue(m_engine, m_history, m_home.path()), m_window({m_theme, m_engine, m_history, m_queue, m_home.path()}) {
        m_window.resize(1400, 850);
        m_window.show();
        std::printf("%-40s %10s %10s %10s %8s\n", "6000 x 4000, ms", "longest", "clock", "done", "of 50");
        const QImage picture = noisePicture(large);
        measure("open", [&] { m_window.files().openPicture(picture, QStringLiteral("large")); }, [this] { return m_window.tabs().current() != nullptr; });
    }

    void mask() {
        for (const auto &[name, id] : {std::pair("mask: everything", "mask.fill"), std::pair("mask: shrink", "mask.shrink"), std::pair("mask: feather", "mask.feather"),
                                       std::pair("mask: invert", "mask.invert"), std::pair("undo of it", "edit.undo"), std::pair("hide the mask", "mask.show"),
                                       std::pair("show the mask", "mask.show"), std::pair("what has changed", "view.difference"), std::pair("back", "view.difference"),
                                       std::pair("mask: clear", "mask.clear")})
            measure(name, [this, id = id] { action(id).trigger(); });
        measure("mask: a large ellipse", [this] {
            page().canvas().change([](document::Document &document) {
                document::combine(document, document::selectEllipse({500, 500, 5000, 3000}, QRect({}, large)), document::MaskCombine::Replace);
            });
        });
    }

    void layers() {
        measure("layer from the mask", [this] { button("New layer from what the mask covers").click(); });
        measure("duplicate", [this] { button("Duplicate layer").click(); });
        measure("opacity", [this] { document::setLayerOpacity(document(), document().layers().back().id, 0.5); });
        measure("merge down", [this] { button("Merge layer into the one below").click(); });
        measure("undo of it", [this] { action("edit.undo").trigger(); });
        measure("redo of it", [this] { action("edit.redo").trigger(); });
        measure("delete", [this] { button("Delete layer").click(); });
    }

    void jobs() {
        measure("mode: inpaint", [this] { m_window.panel().chooseMode(ui::Mode::Inpaint); });
        document().setSetting(QStringLiteral("prompt"), QStringLiteral("a house"), QStringLiteral("bench"));
        measure("inpaint, until it is in the strip", [this] { m_window.generate(); }, [this] { return page().strip().current() != nullptr; });
        measure("compare", [this] { action("image.compare").trigger(); });
        measure("back to the canvas", [this] { action("image.compare").trigger(); });
        measure("keep", [this] { page().strip().keep(); });
        measure("undo of it", [this] { action("edit.undo").trigger(); });
        m_window.panel().chooseMode(ui::Mode::Transform);
        measure("transform, until it is in the strip", [this] { m_window.generate(); }, [this] { return page().strip().current() != nullptr; });
        measure("keep", [this] { page().strip().keep(); });
        measure("remove the object", [this] { action("image.remove").trigger(); }, [this] { return page().strip().current() != nullptr; });
        measure("discard", [this] { page().strip().discard(); });
    }

    void windows() {
        measure("copy", [this] { action("edit.copy").trigger(); }, [] {
            const auto *data = QGuiApplication::clipboard()->mimeData();
            return data && data->hasImage();
        });
        const auto layers = document().layers().size();
        measure("paste", [this] { action("edit.paste").trigger(); }, [&] { return document().layers().size() > layers; });
        measure("undo of it", [this] { action("edit.undo").trigger(); });
        measure("a second document", [this] { action("file.new").trigger(); });
        measure("back to the first", [this] { m_window.tabs().show(m_window.tabs().pages().front()); });
        measure("close it", [this] { action("file.close").trigger(); });
    }

private:
    ui::DocumentPage &page() { return *m_window.tabs().current(); }
    document::Document &document() { return page().document(); }
    QAction &action(const char *id) { return *m_window.actions().action(QLatin1String(id)); }

    QToolButton &button(const char *name) {
        for (auto *each : page().layers().findChildren<QToolButton *>())
            if (each->accessibleName() == QLatin1String(name))
                return *each;
        qFatal("there is no button “%s”", name);
    }

    /// Does something and looks on until it is done, all is drawn, and timers have had their say.
    void measure(const char *name, const std::function<void()> &act, const std::function<bool()> &done = [] { return true; }) {
        double longest = 0, longestClock = 0, ended = 0;
        QElapsedTimer all, still;
        all.start();
        still.start();
        const auto timed = [&](const auto &work) {
            QElapsedTimer clock;
            clock.start();
            const double start = processorTime();
            work();
            const double used = processorTime() - start;
            longest = std::max(longest, used);
            longestClock = std::max(longestClock, static_cast<double>(clock.nsecsElapsed()) / 1e6);
            return used > 1;
        };
        timed(act);
        const auto busy = [&] {
            auto *open = m_window.tabs().current();
            return !done() || m_queue.running() || (open && (open->canvas().isChanging() || !(open->comparing() || open->canvas().isUpToDate())));
        };
        while (still.elapsed() < quiet) {
            if (all.elapsed() > patience)
                qFatal("%s: waited in vain", name);
            if (timed([] { QCoreApplication::processEvents(); }) || busy()) {
                ended = static_cast<double>(all.nsecsElapsed()) / 1e6;
                still.restart();
            } else {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        }
        std::printf("%-40s %10.1f %10.1f %10.0f %8.2f\n", name, longest, longestClock, ended, longest / ui::Watchdog::limit);
        std::fflush(stdout);
    }

    QTemporaryDir m_home;
    std::shared_ptr<testing::FakeControl> m_control = std::make_shared<testing::FakeControl>();
    ui::Theme m_theme;
    EngineThread m_engine;
    service::HistoryStore m_history;
    service::JobQueue m_queue;
    ui::MainWindow m_window;
};

} // namespace

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    const testing::OwnSettings settings;
    Bench bench;
    bench.mask();
    bench.layers();
    bench.jobs();
    bench.windows();
    return 0;
}
