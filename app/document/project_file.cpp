// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/project_file.h"

#include <QtEndian>

#include <fmt/format.h>

#include "app/document/pixels.h"
#include "app/document/project_json.h"
#include "app/document/zip_archive.h"
#include "app/service/image_file.h"
#include "app/service/picture_container.h"
#include "app/service/png_export.h"
#include "core/base/file_io.h"
#include "core/base/limits.h"
#include "core/base/printable.h"

namespace sfumato::document {
namespace {

constexpr qint64 maxJsonBytes = 16LL << 20;
constexpr const char *jsonName = "document.json", *mimeName = "mimetype";

/// Areas that together hold every pixel of a picture, each small enough for one PNG; usually one.
std::vector<QRect> areasOf(const TileImage &picture) {
    const QRect all = picture.bounds();
    if (all.isNull())
        return {};
    constexpr int side = limits::max_side;
    if (all.width() <= side && all.height() <= side && qint64(all.width()) * all.height() <= limits::max_pixels)
        return {all};
    constexpr int block = 8192;
    static_assert(qint64(block) * block <= limits::max_pixels);
    std::vector<QRect> areas;
    for (int y = all.top(); y <= all.bottom(); y += block)
        for (int x = all.left(); x <= all.right(); x += block) {
            const QRect area = QRect(x, y, block, block) & all;
            bool used = false;
            forEachTile(area, [&](QPoint tile, QRect) { used = used || picture.tiles().contains(tile); });
            if (used)
                areas.push_back(area);
        }
    return areas;
}

/// A picture's PNGs: `name`.png, name-2.png ...
std::vector<project::Piece> piecesOf(const TileImage &picture, const std::string &name) {
    std::vector<project::Piece> pieces;
    for (const QRect &area : areasOf(picture)) {
        const std::string number = pieces.empty() ? "" : fmt::format("-{}", pieces.size() + 1);
        pieces.push_back({name + number + ".png", area});
    }
    return pieces;
}

bool isOpaque(const QImage &picture) {
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            if (picture.constScanLine(y)[4 * x + 3] != 255)
                return false;
    return true;
}

/// Packs one picture after the other, and knows how far it is.
class Packer {
public:
    Packer(ZipWriter &zip, const std::function<void(double)> &progress) : m_zip(zip), m_progress(progress) {}

    void expect(const std::vector<project::Piece> &pieces) {
        for (const project::Piece &piece : pieces)
            m_all += pixelsOf(piece.area);
    }
    Result<void> pack(const TileImage &picture, const std::vector<project::Piece> &pieces) {
        service::PictureRecord record;
        record.source = service::SourceType::Unsaid;
        for (const project::Piece &piece : pieces) {
            QImage pixels = picture.toImage(piece.area);
            if (picture.channels() == 4 && isOpaque(pixels))
                pixels = pixels.convertToFormat(QImage::Format_RGB888);
            SFUMATO_TRY(std::string png, service::encodePng(toPixels(pixels), record, [&](int rows) { tell(qint64(rows) * piece.area.width()); }));
            m_zip.add(piece.file, std::move(png), ZipMethod::Store); // compressed already
            m_done += pixelsOf(piece.area);
        }
        return {};
    }

private:
    static qint64 pixelsOf(const QRect &area) { return qint64(area.width()) * area.height(); }
    void tell(qint64 ofThis) const {
        if (m_progress)
            m_progress(double(m_done + ofThis) / double(m_all));
    }

    ZipWriter &m_zip;
    const std::function<void(double)> &m_progress;
    qint64 m_all = 0, m_done = 0;
};

/// What a PNG says of its size, without decoding it.
Result<QSize> pngSize(const std::string &png, const std::string &name) {
    if (service::pictureFormatOf(png) != service::PictureFormat::Png)
        return fail(ErrorCode::CorruptFile, name, "is no PNG picture");
    SFUMATO_TRY(const std::vector<service::Segment> chunks, service::segmentsOf(png, name));
    const std::string_view header = chunks.front().data; // segmentsOf() has made sure that it is the header
    return QSize(static_cast<int>(qFromBigEndian<quint32>(header.data())), static_cast<int>(qFromBigEndian<quint32>(header.data() + 4)));
}

Result<void> checkLimits(const DocumentState &state, const std::string &file) {
    const auto beyond = [&](std::string what) { return fail(ErrorCode::LimitExceeded, file, std::move(what)); };
    if (state.layers.size() > std::size_t(project::maxLayers))
        return beyond(fmt::format("a project holds at most {} layers, this one has {}", project::maxLayers, state.layers.size()));
    const int limit = project::maxCoordinate;
    if (!QRect(QPoint(-limit, -limit), QPoint(limit, limit)).contains(state.bounds()))
        return beyond(fmt::format("nothing may lie farther than {} pixels from the picture", limit));
    qint64 pixels = 0;
    const auto add = [&](const TileImage &picture) {
        for (const QRect &area : areasOf(picture))
            pixels += qint64(area.width()) * area.height();
    };
    add(state.base);
    add(state.mask);
    for (const Layer &layer : state.layers)
        add(layer.pixels);
    if (pixels > project::maxPixels)
        return beyond(fmt::format("a project holds at most {} pixels, this one has {}", project::maxPixels, pixels));
    return {};
}

Result<TileImage> unpack(const ZipReader &zip, const std::vector<project::Piece> &pieces, int channels, const std::string &file) {
    TileImage picture(channels);
    for (const project::Piece &piece : pieces) {
        const std::string name = file + ", part " + in_quotes(piece.file);
        SFUMATO_TRY(const std::string png, zip.read(piece.file, limits::max_image_file_bytes));
        SFUMATO_TRY(const QSize size, pngSize(png, name));
        if (size != piece.area.size())
            return fail(ErrorCode::CorruptFile, name,
                        fmt::format("is {}x{} pixels, but document.json says {}x{}", size.width(), size.height(),
                                    piece.area.width(), piece.area.height()));
        SFUMATO_TRY(const service::LoadedImage loaded, service::decodeImage(png, name));
        picture.paste(toQImage(loaded.pixels), piece.area.topLeft());
    }
    return picture;
}

} // namespace

Result<void> saveProject(const DocumentState &state, const std::filesystem::path &file, const std::function<void(double)> &progress) {
    SFUMATO_CHECK(checkLimits(state, display(file)));
    project::Contents contents{state, piecesOf(state.base, "base"), piecesOf(state.mask, "mask"), {}, project::picturesIn(state.settings)};
    for (const Layer &layer : state.layers)
        contents.layers.push_back(piecesOf(layer.pixels, fmt::format("layers/{}", layer.id)));
    ZipWriter zip;
    zip.add(mimeName, project::mimeType, ZipMethod::Store);
    project::packPictures(contents.pictures, zip);
    zip.add(jsonName, project::toJson(contents), ZipMethod::Deflate);
    Packer packer(zip, progress);
    packer.expect(contents.base);
    packer.expect(contents.mask);
    for (const auto &pieces : contents.layers)
        packer.expect(pieces);
    SFUMATO_CHECK(packer.pack(state.base, contents.base));
    SFUMATO_CHECK(packer.pack(state.mask, contents.mask));
    for (std::size_t i = 0; i < state.layers.size(); ++i)
        SFUMATO_CHECK(packer.pack(state.layers[i].pixels, contents.layers[i]));
    SFUMATO_TRY(const std::string bytes, zip.finish());
    return write_file(file, bytes);
}

Result<DocumentState> openProject(const std::filesystem::path &file, const KeepPicture &keep) {
    SFUMATO_TRY(const ZipReader zip, ZipReader::open(file));
    const std::string name = display(file);
    SFUMATO_TRY(const std::string mime, zip.contains(mimeName) ? zip.read(mimeName, 64) : Result<std::string>(""));
    if (mime != project::mimeType)
        return fail(ErrorCode::UnsupportedFormat, name, "is no Sfumato project (a zip file of another kind)");
    SFUMATO_TRY(const std::string json, zip.read(jsonName, maxJsonBytes));
    SFUMATO_TRY(project::Contents contents, project::fromJson(json, name));
    DocumentState &state = contents.outline;
    SFUMATO_TRY(state.base, unpack(zip, contents.base, 4, name));
    SFUMATO_TRY(state.mask, unpack(zip, contents.mask, 1, name));
    for (std::size_t i = 0; i < state.layers.size(); ++i) {
        SFUMATO_TRY(state.layers[i].pixels, unpack(zip, contents.layers[i], 4, name));
    }
    if (keep)
        SFUMATO_CHECK(project::unpackPictures(contents.pictures, zip, keep, state.settings));
    return std::move(state);
}

} // namespace sfumato::document
