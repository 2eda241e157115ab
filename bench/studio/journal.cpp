// SPDX-License-Identifier: GPL-3.0-or-later
// What safety costs on a 6000x4000 document: the journal's checkpoint, a stroke's record, saving and opening a project.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <vector>

#include <QTemporaryDir>

#include "app/document/brush_stroke.h"
#include "app/document/journal.h"
#include "app/document/project_file.h"
#include "core/base/clock.h"

using namespace sfumato;
using namespace sfumato::document;

namespace {

double milliseconds(const std::function<void()> &work) {
    const auto start = Clock::now();
    work();
    return milliseconds_since(start);
}

void paint(Document &document, double y) {
    BrushStroke stroke(document, theMask, {.size = 120, .hardness = 0.6});
    stroke.begin({{500, y}, 1});
    for (double x = 550; x < 2500; x += 50)
        stroke.extend({{x, y + 0.1 * x}, 1});
    stroke.end();
}

} // namespace

int main(int argc, char **argv) {
    const QTemporaryDir folder(argc > 1 ? QString::fromLocal8Bit(argv[1]) + "/bench-XXXXXX" : QString("./bench-XXXXXX"));
    const std::filesystem::path path = folder.path().toStdString();
    QImage photo(6000, 4000, QImage::Format_RGB32);
    for (int y = 0; y < photo.height(); ++y)
        for (int x = 0; x < photo.width(); ++x)
            reinterpret_cast<QRgb *>(photo.scanLine(y))[x] = qRgb(x * y / 512, (x ^ y) / 16, (x + y) / 32);
    Document document(stateFromPicture(photo));
    paint(document, 100);
    const double plain = milliseconds([&] { paint(document, 400); });
    std::unique_ptr<Journal> journal;
    const double start = milliseconds([&] { journal = *Journal::start(document, path, {"bench", ""}); });
    const double checkpoint = start + milliseconds([&] { journal->saved({"bench", ""}); }); // waits for it
    const auto before = std::filesystem::file_size(journal->path());
    std::vector<double> strokes;
    for (int i = 0; i < 20; ++i)
        strokes.push_back(milliseconds([&] { paint(document, 700 + 100 * i); }));
    std::sort(strokes.begin(), strokes.end());
    const auto bytes = (std::filesystem::file_size(journal->path()) - before) / strokes.size();
    std::printf("start %.1f ms, checkpoint finished after %.0f ms (%.0f MB)\na whole stroke %.1f ms, with journal p50 %.1f, p95 %.1f ms (%.0f KB a stroke)\n",
                start, checkpoint, static_cast<double>(before) / 1048576, plain, strokes[10], strokes[18], static_cast<double>(bytes) / 1024);
    const std::filesystem::path session = journal->path();
    journal.reset();
    const double restore = milliseconds([&] { (void)restoreSession(session)->document; });
    const double save = milliseconds([&] { (void)saveProject(document.state(), path / "a.sfum"); });
    const double open = milliseconds([&] { (void)openProject(path / "a.sfum"); });
    std::printf("restore %.0f ms, save project %.0f ms (%.1f MB), open %.0f ms\n", restore, save,
                static_cast<double>(std::filesystem::file_size(path / "a.sfum")) / 1048576, open);
    return 0;
}
