// SPDX-License-Identifier: GPL-3.0-or-later
// A library of ten thousand files: how long the first look, a later one and a search take. `bench_library_scan [FILES]`.
#include <cstdio>

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>

#include "app/service/model_library.h"
#include "app/service/thumbnails.h"
#include "ui/library/library_model.h"

using namespace sfumato;

namespace {

/// A LoRA of 192 modules, as many as one of Stable Diffusion 1 has, without its numbers: only headers are read.
QByteArray loraFile() {
    QByteArray header = R"({"__metadata__":{"modelspec.trigger_phrase":"red fox, den","ss_base_model_version":"sd_v1"})";
    for (int i = 0; i < 192; ++i)
        for (const char *part : {"lora_down", "lora_up"})
            header += ",\"lora_unet_down_blocks_" + QByteArray::number(i) + "_attn2_to_k." + part + ".weight\":{\"dtype\":\"F16\",\"shape\":[0,768],\"data_offsets\":[0,0]}";
    header += '}';
    QByteArray file(8, '\0');
    for (int i = 0; i < 8; ++i)
        file[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
    return file + header;
}

double milliseconds(const QElapsedTimer &timer) { return static_cast<double>(timer.nsecsElapsed()) / 1e6; }

double scan(service::ModelLibrary &library) {
    QElapsedTimer timer;
    timer.start();
    QEventLoop loop;
    QObject::connect(&library, &service::ModelLibrary::scanned, &loop, &QEventLoop::quit);
    library.rescan();
    loop.exec();
    return milliseconds(timer);
}

} // namespace

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    const int files = argc > 1 ? std::atoi(argv[1]) : 10'000;
    QTemporaryDir models, data;
    const QByteArray content = loraFile();
    for (int i = 0; i < files; ++i) {
        const QString folder = models.filePath(QStringLiteral("Lora/%1").arg(i / 100));
        QDir().mkpath(folder);
        QFile file(folder + QStringLiteral("/fox %1.safetensors").arg(i));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            return 1;
    }
    service::Thumbnails thumbnails(data.filePath(QStringLiteral("thumbnails")));
    double first, later;
    {
        service::ModelLibrary library(data.path());
        (void)library.add(models.path()); // begins a scan, which the next one ends
        first = scan(library);
        later = scan(library);
    }
    service::ModelLibrary library(data.path());
    const double restarted = scan(library);
    QElapsedTimer timer;
    timer.start();
    ui::LibraryModel model(library, thumbnails);
    const double filled = milliseconds(timer);
    timer.restart();
    model.setSearch(QStringLiteral("fox 99"));
    const double searched = milliseconds(timer);
    std::printf("%d files, %d listed, %d found\nfirst look %.0f ms (%.2f ms a file)\nagain %.0f ms (%.0f times faster)\nafter a restart %.0f ms\nlist %.0f ms, search %.0f ms\n",
                files, static_cast<int>(library.entries().size()), model.rowCount(), first, first / files, later, first / later, restarted, filled, searched);
    return 0;
}
