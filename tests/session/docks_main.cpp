// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>

#include <gtest/gtest.h>

#include "ui/theme/theme.h"

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    sfumato::ui::Theme theme(application);
    theme.setMode(sfumato::ui::Theme::Mode::Dark);
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
