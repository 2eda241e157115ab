// SPDX-License-Identifier: GPL-3.0-or-later
#include <optional>

#include <QApplication>
#include <QElapsedTimer>
#include <QIcon>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QStandardPaths>
#include <QTranslator>

#include "app/service/paths.h"
#include "ui/main_window.h"
#include "ui/studio/document_files.h"
#include "ui/theme/theme.h"
#include "ui/widgets/watchdog.h"

namespace {

/// The studio's words, and Qt's own, in the chosen language or the desktop's.
void translate(QApplication &application) {
    const QString chosen = sfumato::ui::StudioSettings::load().language;
    const QLocale locale = chosen.isEmpty() ? QLocale::system() : QLocale(chosen);
    QLocale::setDefault(locale);
    auto *studio = new QTranslator(&application);
    // English has its plurals in a file too.
    if (studio->load(locale, QStringLiteral("sfumato"), QStringLiteral("_"), QStringLiteral(":/i18n")) || studio->load(QStringLiteral(":/i18n/sfumato_en.qm")))
        QApplication::installTranslator(studio);
    auto *qt = new QTranslator(&application);
    if (qt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QApplication::installTranslator(qt);
}

} // namespace

int main(int argc, char **argv) {
    QElapsedTimer sinceStart;
    sinceStart.start();
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("sfumato"));
    QApplication::setApplicationName(QStringLiteral("sfumato"));
    QApplication::setApplicationDisplayName(QStringLiteral("Sfumato"));
    QApplication::setApplicationVersion(QStringLiteral(SFUMATO_VERSION));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/sfumato.svg")));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    translate(application);

    const QString pictures = QString::fromStdString(sfumato::service::picturesFolder().string());
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/sfumato");
    sfumato::ui::Theme theme(application);
    sfumato::EngineThread engine(pictures);
    sfumato::service::HistoryStore history(data, pictures);
    sfumato::service::JobQueue queue(engine, history, data);
    sfumato::ui::MainWindow window({theme, engine, history, queue, data});
    std::optional<sfumato::ui::Watchdog> watchdog;
    if (sfumato::ui::Watchdog::wanted())
        watchdog.emplace();
    const QStringList arguments = QApplication::arguments();
    for (const QString &file : arguments.mid(1))
        window.files().open(file);
    window.show();
    if (qEnvironmentVariableIsSet("SFUMATO_WATCHDOG"))
        QMetaObject::invokeMethod(&window, [&] { qInfo("window: usable %lld ms after main() began", static_cast<long long>(sinceStart.elapsed())); }, Qt::QueuedConnection);
    return QApplication::exec();
}
