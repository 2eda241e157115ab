// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>

#include "app/service/paths.h"
#include "ui/main_window.h"
#include "ui/theme.h"

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Sfumato"));
    QApplication::setApplicationName(QStringLiteral("Sfumato"));
    QApplication::setApplicationVersion(QStringLiteral(SFUMATO_VERSION));
    sfumato::ui::applyTheme(application);
    sfumato::ui::MainWindow window(QString::fromStdString(sfumato::service::picturesFolder().string()));
    window.show();
    return QApplication::exec();
}
