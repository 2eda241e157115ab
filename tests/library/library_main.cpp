// SPDX-License-Identifier: GPL-3.0-or-later
#include <QGuiApplication>
#include <QStandardPaths>

#include <gtest/gtest.h>

int main(int argc, char **argv) {
    QGuiApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true); // not the models of whoever runs this
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
