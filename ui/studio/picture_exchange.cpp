// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/picture_exchange.h"

#include <algorithm>

#include <QMimeData>

#include "app/service/image_file.h"
#include "app/service/picture_record.h"
#include "core/engine/request_json.h"

namespace sfumato::ui {

QImage imageOf(const Image &image) {
    const auto format = image.channels == 4 ? QImage::Format_RGBA8888 : image.channels == 3 ? QImage::Format_RGB888 : QImage::Format_Grayscale8;
    return QImage(image.pixels.data(), image.width, image.height, static_cast<qsizetype>(image.stride()), format).copy();
}

Image imageOf(const QImage &picture) {
    const QImage rgba = picture.convertToFormat(QImage::Format_RGBA8888);
    Image image(rgba.width(), rgba.height(), 4);
    for (int y = 0; y < rgba.height(); ++y)
        std::copy_n(rgba.constScanLine(y), image.stride(), image.row(y));
    return image;
}

Image opaqueImageOf(const QImage &picture) {
    Image rgba = imageOf(picture);
    for (std::size_t i = 3; i < rgba.pixels.size(); i += 4)
        if (rgba.pixels[i] != 255)
            return rgba;
    Image rgb(rgba.width, rgba.height, 3);
    for (std::size_t from = 0, to = 0; from < rgba.pixels.size(); from += 4, to += 3)
        std::copy_n(rgba.pixels.begin() + static_cast<std::ptrdiff_t>(from), 3, rgb.pixels.begin() + static_cast<std::ptrdiff_t>(to));
    return rgb;
}

Result<ImportedPicture> importPicture(std::string_view bytes, const std::string &name, const service::RecipeMeans &means) {
    SFUMATO_TRY(const service::LoadedImage loaded, service::decodeImage(bytes, name));
    ImportedPicture imported{imageOf(loaded.pixels), loaded.notes, {}};
    if (auto recipe = service::recipeOf(bytes, name, means))
        imported.recipe = std::move(*recipe);
    return imported;
}

QByteArray pictureBytes(const QMimeData &data) {
    for (const char *type : {"image/png", "image/webp", "image/jpeg"}) // the first has transparency and recipes
        if (const QByteArray bytes = data.data(QLatin1String(type)); !bytes.isEmpty())
            return bytes;
    return {};
}

service::PictureRecord exportRecord(const document::DocumentState &state, QSize size, const Catalog &catalog) {
    service::PictureRecord record;
    record.source = service::SourceType::Unsaid;
    for (auto layer = state.layers.rbegin(); layer != state.layers.rend(); ++layer) {
        if (!layer->visible || layer->recipe.isEmpty())
            continue;
        const auto request = request_from_json(layer->recipe.toStdString(), "recipe");
        if (!request) { // of another version: that a model had a hand in it is still true
            record.source = service::SourceType::Composite;
            continue;
        }
        GeneratedImage made;
        made.seed = request->seed;
        made.picture.width = size.width(); // only its size is looked at
        made.picture.height = size.height();
        made.composite = true;
        return service::recordOf(made, *request, catalog);
    }
    return record;
}

service::PictureMetadata exportMetadata(const document::DocumentState &state, QSize size, const Catalog &catalog) {
    const service::PictureRecord record = exportRecord(state, size, catalog);
    service::PictureMetadata metadata;
    if (!record.parameters.empty())
        metadata.infotext = service::readInfotext(record.parameters);
    metadata.provenance.source = record.source;
    metadata.provenance.model = record.model;
    for (auto layer = state.layers.rbegin(); layer != state.layers.rend() && !metadata.request; ++layer)
        if (layer->visible && !layer->recipe.isEmpty())
            if (auto request = request_from_json(layer->recipe.toStdString(), "recipe"))
                metadata.request = std::move(*request);
    return metadata;
}

} // namespace sfumato::ui
