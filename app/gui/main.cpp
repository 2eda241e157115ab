// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>

#include "app/service/paths.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Sfumato"));
    QApplication::setApplicationName(QStringLiteral("Sfumato"));
    QApplication::setApplicationVersion(QStringLiteral(SFUMATO_VERSION));
    const sfumato::ui::Theme theme(application);
    sfumato::ui::MainWindow window(QString::fromStdString(sfumato::service::picturesFolder().string()));
    window.show();
    return QApplication::exec();
}
