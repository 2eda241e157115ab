// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <gtest/gtest.h>

#include "tests/support/fake_engine.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

namespace sfumato::testing {

/// A whole studio in a folder of its own, with the fake engine.
class StudioFixture : public ::testing::Test {
protected:
    StudioFixture() {
        QStandardPaths::setTestModeEnabled(true);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
        start();
    }

    void start() {
        m_theme = std::make_unique<ui::Theme>(*qApp);
        m_engine = std::make_unique<EngineThread>(m_folder.filePath(QStringLiteral("pictures")), fakeEngine(control));
        m_history = std::make_unique<service::HistoryStore>(m_folder.path(), m_engine->folder());
        m_queue = std::make_unique<service::JobQueue>(*m_engine, *m_history, m_folder.path());
        m_window = std::make_unique<ui::MainWindow>(ui::StudioServices{*m_theme, *m_engine, *m_history, *m_queue, m_folder.path()});
        m_window->show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void stop() {
        m_window.reset();
        m_queue.reset();
        m_history.reset();
        m_engine.reset();
        m_theme.reset();
    }

    ~StudioFixture() override { stop(); }

    ui::MainWindow &window() { return *m_window; }

    QTemporaryDir m_folder;
    std::shared_ptr<FakeControl> control = std::make_shared<FakeControl>();
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<EngineThread> m_engine;
    std::unique_ptr<service::HistoryStore> m_history;
    std::unique_ptr<service::JobQueue> m_queue;
    std::unique_ptr<ui::MainWindow> m_window;
};

/// Waits until `condition` holds, at most five seconds.
#define EXPECT_SOON(condition) EXPECT_TRUE(QTest::qWaitFor([&] { return (condition); }, 5000)) << #condition
#define ASSERT_SOON(condition) ASSERT_TRUE(QTest::qWaitFor([&] { return (condition); }, 5000)) << #condition

} // namespace sfumato::testing
