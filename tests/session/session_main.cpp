// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>

#include <QGuiApplication>

#include <gtest/gtest.h>

#include "tests/session/crash_child.h"

int main(int argc, char **argv) {
    QGuiApplication application(argc, argv);
    if (argc == 3 && std::strcmp(argv[1], sfumato::testing::crashChildOption) == 0)
        return sfumato::testing::runCrashChild(QString::fromLocal8Bit(argv[2]));
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
