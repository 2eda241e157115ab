// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/document.h"

#include <algorithm>

#include "app/document/brush_stroke.h"
#include "app/document/undo_history.h"

namespace sfumato::document {

Document::Document(DocumentState state, QObject *parent)
    : QObject(parent), m_state(std::move(state)), m_history(std::make_unique<UndoHistory>(*this)) {
    for (const Layer &layer : m_state.layers)
        m_nextLayer = std::max(m_nextLayer, layer.id + 1);
    connect(m_history.get(), &UndoHistory::cleanChanged, this, [this](bool clean) { Q_EMIT modifiedChanged(!clean); });
}

Document::~Document() = default;

void Document::moveTo(QThread &thread) {
    moveToThread(&thread);
    m_history->moveToThread(&thread);
}

const Layer *Document::layer(LayerId id) const {
    const int index = m_state.indexOf(id);
    return index < 0 ? nullptr : &m_state.layers[std::size_t(index)];
}

bool Document::isModified() const {
    return !m_history->isClean();
}

void Document::setSaved() {
    m_history->setClean();
}

void Document::setUnsaved() {
    m_history->setUnclean();
}

void Document::setSetting(const QString &field, const QJsonValue &value, const QString &name) {
    if (m_state.settings.value(field) == value)
        return;
    m_history->perform({name, {SettingEdit{field, value}}, QStringLiteral("setting ") + field});
}

void Document::setFrame(QRect frame) {
    if (frame == m_state.frame)
        return;
    m_history->perform({UndoHistory::tr("Move frame"), {FrameEdit{frame}}, QStringLiteral("frame")});
}

void Document::exchange(std::vector<Edit> &edits) {
    tell(document::exchange(m_state, edits));
    for (const Layer &layer : m_state.layers)
        m_nextLayer = std::max(m_nextLayer, layer.id + 1); // a layer may come from a journal
}

void Document::exchangeTiles(TilesEdit &edit, const QList<QRect> &areas) {
    Edit whole = std::move(edit);
    document::exchange(m_state, whole);
    edit = std::get<TilesEdit>(std::move(whole));
    for (const QRect &area : areas) {
        if (edit.raster == theMask)
            Q_EMIT maskChanged(area);
        else
            Q_EMIT changed(area);
    }
}

void Document::strokeBegins(BrushStroke *stroke) {
    endOpenStroke();
    m_stroke = stroke;
}

void Document::endOpenStroke() {
    if (m_stroke)
        m_stroke->end();
}

void Document::tell(const Touched &touched) {
    if (touched.layers)
        Q_EMIT layersChanged();
    if (!touched.pixels.isEmpty())
        Q_EMIT changed(touched.pixels);
    if (!touched.mask.isEmpty())
        Q_EMIT maskChanged(touched.mask);
    if (touched.frame)
        Q_EMIT frameChanged();
    if (touched.settings)
        Q_EMIT settingsChanged();
}

} // namespace sfumato::document
