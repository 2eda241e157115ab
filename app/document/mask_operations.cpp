// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/mask_operations.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/document/layer_operations.h"
#include "app/document/pixels.h"
#include "app/document/undo_history.h"
#include "app/service/image_file.h"
#include "app/service/png_export.h"
#include "core/base/file_io.h"
#include "core/image/composite.h"
#include "core/image/mask_ops.h"

namespace sfumato::document {
namespace {

void setMask(Document &document, const TileImage &mask, const QString &stepName) {
    TilesEdit edit = difference(theMask, document.state().mask, mask);
    if (!edit.tiles.empty())
        document.history().perform({stepName, {std::move(edit)}, {}});
}

/// Where an operation that spreads by `reach` pixels can change something, and what it must see for that.
QRect around(const DocumentState &state, int reach) {
    const QRect used = state.mask.bounds();
    return used.adjusted(-reach, -reach, reach, reach) & (state.bounds() | used);
}

/// Replaces the mask within `area` by what `operation` makes of it.
template <typename Operation>
void change(Document &document, QRect area, const QString &stepName, Operation operation) {
    if (area.isEmpty())
        return;
    TileImage mask = document.state().mask;
    mask.paste(toQImage(operation(toPixels(mask.toImage(area)))), area.topLeft());
    setMask(document, mask, stepName);
}

QString combineName(MaskCombine how) {
    switch (how) {
    case MaskCombine::Replace: return UndoHistory::tr("Select");
    case MaskCombine::Add: return UndoHistory::tr("Add to mask");
    case MaskCombine::Subtract: return UndoHistory::tr("Subtract from mask");
    case MaskCombine::Intersect: return UndoHistory::tr("Intersect with mask");
    }
    return {};
}

uchar combined(uchar mask, uchar selected, MaskCombine how) {
    switch (how) {
    case MaskCombine::Replace: return selected;
    case MaskCombine::Add: return std::max(mask, selected);
    case MaskCombine::Subtract: return std::min(mask, static_cast<uchar>(255 - selected));
    case MaskCombine::Intersect: return std::min(mask, selected);
    }
    return mask;
}

} // namespace

void combine(Document &document, const Selection &selection, MaskCombine how, double feather) {
    const TileImage &before = document.state().mask;
    // Outside the selection it has no say in two of the ways, and clears in the others.
    const bool keepsRest = how == MaskCombine::Add || how == MaskCombine::Subtract;
    TileImage mask = keepsRest ? before : TileImage(1);
    // A pixel around it, because for feathering the border of a picture is no edge, but that of a selection is one.
    const QRect area = selection.area().adjusted(-1, -1, 1, 1) & document.state().bounds();
    if (!selection.coverage.isNull() && !area.isEmpty()) {
        Image selected = toPixels(selection.coverage.copy(area.translated(-selection.origin)));
        if (feather > 0)
            selected = image::composite_mask(selected, feather);
        Image values = toPixels(before.toImage(area));
        for (std::size_t i = 0; i < values.pixels.size(); ++i)
            values.pixels[i] = combined(values.pixels[i], selected.pixels[i], how);
        mask.paste(toQImage(values), area.topLeft());
    }
    setMask(document, mask, combineName(how));
}

void fillMask(Document &document) {
    change(document, document.frame(), UndoHistory::tr("Fill mask"),
           [](const Image &mask) { return Image(mask.width, mask.height, 1, 255); });
}

void clearMask(Document &document) {
    setMask(document, TileImage(1), UndoHistory::tr("Clear mask"));
}

void invertMask(Document &document) {
    change(document, document.state().bounds(), UndoHistory::tr("Invert mask"),
           [](const Image &mask) { return image::invert(mask); });
}

void growMask(Document &document, int px) {
    change(document, around(document.state(), std::abs(px) + 1),
           px > 0 ? UndoHistory::tr("Grow mask") : UndoHistory::tr("Shrink mask"),
           [&](const Image &mask) { return image::grow(mask, px); });
}

void featherMask(Document &document, double px) {
    change(document, around(document.state(), 1), UndoHistory::tr("Feather mask"),
           [&](const Image &mask) { return image::composite_mask(mask, px); });
}

void blurMask(Document &document, double sigma) {
    change(document, around(document.state(), static_cast<int>(std::ceil(3 * std::max(0.0, sigma))) + 1),
           UndoHistory::tr("Blur mask"), [&](const Image &mask) { return image::blur(mask, sigma); });
}

Result<Selection> loadMask(const DocumentState &state, const std::filesystem::path &file) {
    SFUMATO_TRY(const service::LoadedImage loaded, service::readMask(file));
    return selectMask(state, toQImage(loaded.pixels), display(file));
}

Result<Selection> selectMask(const DocumentState &state, const QImage &mask, const std::string &name) {
    const QSize size = state.size, frame = state.frame.size();
    if (mask.size() != size && mask.size() != frame)
        return fail(ErrorCode::InvalidArgument, name,
                    fmt::format("is {}x{} pixels; a mask has the size of the picture ({}x{}) or of the frame ({}x{})",
                                mask.width(), mask.height(), size.width(), size.height(), frame.width(), frame.height()),
                    "make it one of these sizes");
    return Selection{mask.size() == size ? QPoint() : state.frame.topLeft(), mask.convertToFormat(QImage::Format_Grayscale8)};
}

Result<void> saveMask(const DocumentState &state, const std::filesystem::path &file) {
    service::PictureRecord record;
    record.source = service::SourceType::Unsaid;
    return service::exportPng(file, toPixels(state.mask.toImage(QRect({}, state.size))), record, service::Overwrite::Yes);
}

} // namespace sfumato::document
