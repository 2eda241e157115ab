// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/document/random_session.h"

#include <algorithm>

#include <QCryptographicHash>
#include <QJsonDocument>

#include "app/document/brush_stroke.h"
#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/undo_history.h"

namespace sfumato::document {

DocumentState RandomSession::start() {
    QImage base(257, 193, QImage::Format_RGB32);
    for (int y = 0; y < base.height(); ++y)
        for (int x = 0; x < base.width(); ++x)
            base.setPixelColor(x, y, QColor(x % 256, y, (x * y) % 256));
    return stateFromPicture(base);
}

QImage RandomSession::picture(QSize size) {
    QImage picture(size, QImage::Format_RGBA8888);
    picture.fill(QColor(number(0, 255), number(0, 255), number(0, 255), number(0, 255)));
    for (int i = 0; i < 50; ++i)
        picture.setPixelColor(number(0, size.width() - 1), number(0, size.height() - 1), QColor::fromRgba(QRgb(m_random())));
    return picture;
}

LayerId RandomSession::anyLayer(const Document &document) {
    if (document.layers().empty())
        return theMask;
    return document.layers()[std::size_t(number(0, int(document.layers().size()) - 1))].id;
}

void RandomSession::act(Document &document) {
    const int kind = number(0, 99);
    if (kind < 30)
        stroke(document);
    else if (kind < 50)
        changeLayers(document);
    else if (kind < 65)
        changeMask(document);
    else if (kind < 80)
        changeSettings(document);
    else
        travel(document);
}

void RandomSession::stroke(Document &document) {
    Brush brush;
    brush.mode = number(0, 2) ? BrushMode::Paint : BrushMode::Erase;
    brush.size = number(1, 60);
    brush.hardness = number(0, 10) / 10.0;
    brush.opacity = number(1, 10) / 10.0;
    brush.pressureSize = number(0, 1);
    brush.pressureOpacity = number(0, 1);
    brush.colour = QColor::fromRgb(QRgb(m_random()));
    BrushStroke stroke(document, number(0, 1) ? theMask : anyLayer(document), brush);
    stroke.begin({point(), number(0, 10) / 10.0});
    for (int n = number(0, 6); n > 0; --n)
        stroke.extend({point(), number(0, 10) / 10.0});
    if (number(0, 9))
        stroke.end();
    else
        stroke.abandon();
}

void RandomSession::changeLayers(Document &document) {
    const LayerId layer = anyLayer(document);
    const int kind = document.layers().size() > 7 ? 2 : number(0, 9);
    if (kind == 0 || layer == theMask) {
        addPictureLayer(document, QStringLiteral("picture"), picture({number(1, 150), number(1, 150)}), area().topLeft());
    } else if (kind == 1) {
        const QRect frame = area();
        QImage mask(frame.size(), QImage::Format_Grayscale8);
        mask.fill(number(0, 255));
        keepResult(document, {picture(frame.size()), frame, mask, "kept", "{\"seed\": 1}", "result"});
    } else if (kind == 2) {
        number(0, 1) ? removeLayer(document, layer) : mergeDown(document, layer);
    } else if (kind == 3) {
        duplicateLayer(document, layer);
    } else if (kind == 4) {
        reorderLayer(document, layer, number(0, int(document.layers().size()) - 1));
    } else {
        changeLayer(document, layer);
    }
}

void RandomSession::changeLayer(Document &document, LayerId layer) {
    switch (number(0, 5)) {
    case 0: return renameLayer(document, layer, QString::number(number(0, 1000)));
    case 1: return setLayerVisible(document, layer, number(0, 1));
    case 2: return setLayerBlend(document, layer, BlendMode(number(0, blendModeCount - 1)));
    case 3: return setLayerOpacity(document, layer, number(0, 100) / 100.0);
    case 4:
        return fillLayer(document, layer, selectSimilar(document.state(), area().topLeft(), number(0, 100), image::WandReach::Connected),
                         QColor::fromRgb(QRgb(m_random())), number(0, 10) / 10.0);
    default: return setLayerOffset(document, layer, area().topLeft());
    }
}

void RandomSession::changeMask(Document &document) {
    const QRect bounds = document.state().bounds();
    const auto how = MaskCombine(number(0, 3));
    switch (number(0, 9)) {
    case 0: return combine(document, selectRectangle(area(), bounds), how, number(0, 8));
    case 1: return combine(document, selectEllipse(area(), bounds), how, number(0, 8));
    case 2: return combine(document, selectPolygon({{point(), point(), point(), point()}}, bounds), how);
    case 3:
        return combine(document, selectSimilar(document.state(), area().topLeft(), number(0, 100), image::WandReach::Connected), how);
    case 4: return growMask(document, number(-9, 9));
    case 5: return featherMask(document, number(0, 9));
    case 6: return blurMask(document, number(0, 40) / 10.0);
    case 7: return invertMask(document);
    case 8: return fillMask(document);
    default: return clearMask(document);
    }
}

void RandomSession::changeSettings(Document &document) {
    switch (number(0, 3)) {
    case 0: return document.setFrame(area());
    case 1: return document.setSetting("prompt", document.settings().value("prompt").toString() + QChar('a' + number(0, 25)), "Edit prompt");
    case 2: return document.setSetting("steps", number(1, 50), "Change steps");
    default: return document.setSetting("steps", QJsonValue::Undefined, "Reset steps");
    }
}

void RandomSession::travel(Document &document) {
    UndoHistory &history = document.history();
    switch (number(0, 9)) {
    case 0: return history.jumpTo(number(std::max(0, history.position() - 20), history.stepCount()));
    case 1: return history.endMerging();
    case 2: return document.setSaved();
    case 3:
    case 4: return history.redo();
    default: return history.undo();
    }
}

QByteArray fingerprint(const DocumentState &state) {
    QCryptographicHash hash(QCryptographicHash::Sha1);
    const auto add = [&](const QVariantList &values) {
        for (const QVariant &value : values)
            hash.addData(value.toString().toUtf8() + '\n');
    };
    const auto addPixels = [&](const TileImage &picture) {
        const QRect area = picture.bounds();
        add({area.x(), area.y(), area.width(), area.height()});
        const QImage pixels = picture.toImage(area);
        for (int y = 0; y < pixels.height(); ++y)
            hash.addData(QByteArrayView(pixels.constScanLine(y), area.width() * picture.channels()));
    };
    addPixels(state.base);
    addPixels(state.mask);
    for (const Layer &layer : state.layers) {
        add({layer.id, layer.name, layer.opacity, layer.visible, blendModeId(layer.blend), layer.offset.x(), layer.offset.y(),
             layer.recipe, layer.result});
        addPixels(layer.pixels);
    }
    add({state.frame.x(), state.frame.y(), state.frame.width(), state.frame.height()});
    hash.addData(QJsonDocument(state.settings).toJson(QJsonDocument::Compact));
    return hash.result();
}

} // namespace sfumato::document
