// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/document_page.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "app/document/elsewhere.h"
#include "app/document/layer_operations.h"
#include "app/document/undo_history.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/candidates/compare_view.h"
#include "ui/canvas/canvas_view.h"
#include "ui/layers/layers_panel.h"
#include "ui/panels/segmented.h"

namespace sfumato::ui {

DocumentPage::DocumentPage(std::unique_ptr<document::Document> document, const QString &name, QWidget *parent)
    : QWidget(parent), m_document(std::move(document)), m_name(name), m_canvas(new CanvasView(*m_document)), m_compare(new CompareView),
      m_stage(new QStackedWidget), m_strip(new CandidateStrip), m_layers(new LayersPanel(*m_document, m_canvas->changes())) {
    auto *comparison = new QWidget;
    auto *modes = new Segmented(tr("Comparison"), {tr("Split"), tr("Side by side"), tr("Difference")});
    modes->setMinimumWidth(modes->fontMetrics().averageCharWidth() * 48);
    auto *back = new QPushButton(tr("Back to the canvas"));
    back->setShortcut(Qt::Key_Escape);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 8);
    bar->addWidget(modes);
    bar->addStretch(1);
    bar->addWidget(back);
    auto *compareColumn = new QVBoxLayout(comparison);
    compareColumn->setContentsMargins(0, 0, 0, 0);
    compareColumn->addLayout(bar);
    compareColumn->addWidget(m_compare, 1);
    m_stage->addWidget(m_canvas);
    m_stage->addWidget(comparison);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_stage, 1);
    column->addWidget(m_strip);
    m_strip->hide(); // until there is something in it

    connect(modes, &Segmented::chosen, m_compare, [this](int mode) { m_compare->setMode(static_cast<CompareMode>(mode)); });
    connect(back, &QPushButton::clicked, this, &DocumentPage::showCanvas);
    connect(m_document.get(), &document::Document::modifiedChanged, this, &DocumentPage::titleChanged);
    connect(m_layers, &LayersPanel::currentChanged, m_canvas, &CanvasView::setTarget);
    connect(m_layers, &LayersPanel::newLayerRequested, this, &DocumentPage::addLayerToPaint);
    connect(m_layers, &LayersPanel::maskChosen, m_canvas, [this] { m_canvas->setPaintOn(PaintOn::Mask); });
    const auto showPainted = [this] { m_layers->showPainted(m_canvas->painted()); };
    connect(m_canvas, &CanvasView::paintedChanged, m_layers, showPainted);
    m_canvas->setTarget(m_layers->current());
    showPainted();
    connect(m_layers, &LayersPanel::rerunRequested, this, [this](quint64 id) {
        if (const auto *layer = m_document->layer(id))
            Q_EMIT rerunLayerRequested(layer->recipe);
    });
    connect(&m_document->history(), &document::UndoHistory::positionChanged, this, [this] {
        ++m_changes;
        if (!m_journal)
            return;
        m_keptAt = QDateTime::currentDateTimeUtc();
        Q_EMIT kept();
    });
    connectStrip();
}

DocumentPage::~DocumentPage() {
    m_journal.reset(); // before the document it writes down
    // Widgets that look at the document go before it.
    delete m_layers;
    delete m_canvas;
}

void DocumentPage::connectStrip() {
    connect(m_strip, &CandidateStrip::currentChanged, this, &DocumentPage::showCandidate);
    connect(m_strip, &CandidateStrip::keepRequested, this, &DocumentPage::keep);
    connect(m_strip, &CandidateStrip::starRequested, this, [this](const QString &id, bool starred) { Q_EMIT starRequested(entryOf(id), starred); });
    connect(m_strip, &CandidateStrip::moreLikeThisRequested, this, [this](const QString &id) { Q_EMIT moreLikeThisRequested(entryOf(id)); });
    connect(m_strip, &CandidateStrip::rerunRequested, this, [this](const QString &id) { Q_EMIT rerunRequested(entryOf(id)); });
    connect(m_strip, &CandidateStrip::compareRequested, this, [this](const QString &id) {
        auto &candidates = m_strip->candidates();
        const int row = candidates.rowOf(id);
        if (row > 0)
            compare(candidates.at(row).picture.size(), [before = candidates.at(0).picture, after = candidates.at(row).picture] { return Comparison{before, after}; });
    });
}

void DocumentPage::setMaskLook(const QColor &colour, double opacity) {
    auto style = m_canvas->maskStyle();
    style.colour = colour;
    style.opacity = opacity;
    m_canvas->setMaskStyle(style);
}

void DocumentPage::setProject(const QString &file, const QString &name, quint64 changes) {
    m_projectFile = file;
    m_name = name;
    if (changes == m_changes) {
        m_document->setSaved();
        if (m_journal)
            m_journal->saved({name, file});
    }
    Q_EMIT titleChanged();
}

Result<void> DocumentPage::startJournal(const QString &folder) {
    SFUMATO_TRY(auto journal, document::Journal::start(*m_document, folder.toStdString(), {m_name, m_projectFile}));
    setJournal(std::move(journal));
    return {};
}

void DocumentPage::setJournal(std::unique_ptr<document::Journal> journal) {
    m_journal = std::move(journal);
    m_keptAt = QDateTime::currentDateTimeUtc();
    connect(m_journal.get(), &document::Journal::failed, this, &DocumentPage::problem);
    Q_EMIT kept();
}

void DocumentPage::discardJournal() {
    if (m_journal)
        m_journal->discard();
    m_journal.reset();
}

void DocumentPage::addCandidate(const QString &id, const CandidateOrigin &origin) { m_candidates[id] = origin; }

const CandidateOrigin *DocumentPage::candidate(const QString &id) const {
    const auto found = m_candidates.find(id);
    return found == m_candidates.end() ? nullptr : &found->second;
}

qint64 DocumentPage::entryOf(const QString &id) const {
    const auto *origin = candidate(id);
    return origin ? origin->entry : 0;
}

void DocumentPage::keep(const QString &id) {
    const auto *origin = candidate(id);
    const int row = m_strip->candidates().rowOf(id);
    if (!origin || row < 0)
        return;
    auto &candidates = m_strip->candidates();
    m_canvas->endLive();
    m_canvas->change([kept = document::KeptResult{candidates.at(row).picture, origin->frame, origin->mask, origin->name, origin->recipe, id}](
                         document::Document &document) { document::keepResult(document, kept); });
    m_canvas->showCandidate({}, {}, {});
    candidates.dropFinished();
    m_strip->setCurrentRow(-1);
    if (candidates.rowCount() <= 1) // else a job is still making the others
        m_strip->hide();
}

void DocumentPage::addLayerToPaint() {
    document::addEmptyLayer(*m_document, tr("Layer"));
    m_canvas->setPaintOn(PaintOn::Layer);
}

void DocumentPage::showCandidate(int row) {
    const auto &candidates = m_strip->candidates();
    if (m_canvas->isLive() && row >= 0 && candidates.at(row).state == CandidateState::Running)
        return; // the job draws there by itself
    m_canvas->endLive();
    const bool finished = row >= 0 && candidates.at(row).state == CandidateState::Finished;
    const auto *origin = finished ? candidate(candidates.at(row).id) : nullptr;
    if (origin)
        m_canvas->showCandidate(candidates.at(row).picture, origin->frame, origin->mask);
    else
        m_canvas->showCandidate({}, {}, {});
}

void DocumentPage::compare() {
    const auto &state = m_document->state();
    const auto *chosen = m_strip->current();
    const auto *origin = chosen ? candidate(chosen->id) : nullptr;
    if (origin)
        compare(origin->frame.size(), [state, frame = origin->frame, picture = chosen->picture] { return Comparison{document::flatten(state, frame), picture}; });
    else
        compare(state.size, [state, all = QRect(QPoint(), state.size)] { return Comparison{state.base.toImage(all), document::flatten(state, all)}; });
}

void DocumentPage::compare(QSize size, const std::function<Comparison()> &pictures) {
    const auto prepared = [pictures] {
        const auto [before, after] = pictures();
        return Comparison{before.convertToFormat(QImage::Format_RGBA8888), after.convertToFormat(QImage::Format_RGBA8888)};
    };
    document::elsewhereIfLarge(size, *this, prepared, [this](const Comparison &made) {
        m_compare->setPictures(made.before, made.after);
        m_stage->setCurrentIndex(1);
        m_compare->setFocus();
    });
}

bool DocumentPage::comparing() const { return m_stage->currentIndex() == 1; }

void DocumentPage::showCanvas() {
    m_stage->setCurrentIndex(0);
    m_canvas->setFocus();
}

} // namespace sfumato::ui
