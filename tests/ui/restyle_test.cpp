// SPDX-License-Identifier: GPL-3.0-or-later
// Restyle: while the strength is dragged the newest job takes the place of the running one.
#include <QSlider>

#include "tests/ui/studio_fixture.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"

namespace sfumato::testing {
namespace {

class Restyle : public StudioFixture {
protected:
    Restyle() {
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        window().files().openPicture(picture, QStringLiteral("sea.png"));
        page().document().setSetting(QStringLiteral("mode"), QStringLiteral("restyle"), QStringLiteral("Mode"));
    }
    ui::DocumentPage &page() { return *window().tabs().current(); }
    QSlider &strength() {
        for (auto *slider : window().panel().findChildren<QSlider *>())
            if (slider->accessibleName() == QStringLiteral("Strength"))
                return *slider;
        throw std::logic_error("no slider");
    }
    /// One step of the slider, as the right arrow key makes it.
    void drag() { QTest::keyClick(&strength(), Qt::Key_Right); }
    QString runningId() { return m_queue->running() ? m_queue->running()->id : QString(); }
    int finished() { // one that is still waiting is none
        int count = 0;
        auto &candidates = page().strip().candidates();
        for (int row = 0; row < candidates.rowCount(); ++row)
            count += candidates.at(row).state == ui::CandidateState::Finished;
        return count;
    }
};

TEST_F(Restyle, TheNewestJobReplacesTheRunningOne) {
    control->hold();
    drag();
    ASSERT_SOON(m_queue->running() && m_queue->running()->live);
    const QString first = runningId();
    drag();
    ASSERT_SOON(!runningId().isEmpty() && runningId() != first);
    EXPECT_EQ(m_queue->find(first), nullptr) << "what was replaced vanishes from the queue";
    EXPECT_EQ(m_queue->jobs().size(), 1U);
    EXPECT_DOUBLE_EQ(m_queue->running()->draft.request.strength, requestOf(page().parameters()).strength);
    control->release();
    EXPECT_SOON(!m_queue->running() && finished() == 1);
}

TEST_F(Restyle, EachRenderingReplacesTheOneBefore) {
    drag();
    ASSERT_SOON(!m_queue->running() && finished() == 1);
    const QString first = page().strip().candidates().at(1).id;
    drag();
    ASSERT_SOON(!m_queue->running() && finished() == 1 && page().strip().candidates().at(1).id != first);
    EXPECT_NE(page().strip().current(), nullptr);
}

TEST_F(Restyle, OtherJobsAreNotDisturbed) {
    control->hold();
    window().generate();
    ASSERT_SOON(m_queue->running() != nullptr);
    const QString asked = runningId();
    drag();
    ASSERT_SOON(m_queue->jobs().size() == 2);
    drag();
    EXPECT_EQ(runningId(), asked);
    control->release();
    EXPECT_SOON(!m_queue->running() && m_queue->waiting() == 0);
    ASSERT_NE(m_queue->find(asked), nullptr);
    EXPECT_EQ(m_queue->find(asked)->state, service::JobState::Done);
}

TEST_F(Restyle, NothingRunsByItselfInOtherModes) {
    page().document().setSetting(QStringLiteral("mode"), QStringLiteral("transform"), QStringLiteral("Mode"));
    drag();
    QTest::qWait(100); // longer than a drag's values are gathered
    EXPECT_EQ(control->runs(), 0);
}

} // namespace
} // namespace sfumato::testing
