// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/project_json.h"

#include <cmath>
#include <cstdlib>
#include <set>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

#include "app/document/project_file.h"
#include "core/base/limits.h"
#include "core/base/printable.h"

namespace sfumato::document::project {
namespace {

constexpr const char *formatName = "sfumato project";

QJsonArray numbers(const QRect &area) {
    return {area.x(), area.y(), area.width(), area.height()};
}

QJsonArray listed(const std::vector<Piece> &pieces) {
    QJsonArray list;
    for (const Piece &piece : pieces)
        list.append(QJsonObject{{"file", QString::fromStdString(piece.file)}, {"area", numbers(piece.area)}});
    return list;
}

/// Reads document.json; the first thing wrong is kept, and what follows reads harmless values.
class Reader {
public:
    explicit Reader(std::string file) : m_file(std::move(file)) {}

    Result<Contents> read(const std::string &text);

private:
    void wrong(std::string reason, ErrorCode code = ErrorCode::CorruptFile) {
        if (m_error.reason.empty())
            m_error = {code, m_file, "document.json: " + std::move(reason), {}};
    }
    bool ok() const { return m_error.reason.empty(); }

    void checkVersion(const QJsonObject &object);
    QString text(const QJsonObject &object, const char *key);
    std::vector<int> integers(const QJsonObject &object, const char *key, qsizetype count, int limit);
    QRect rectangle(const QJsonObject &object, const char *key);
    std::vector<Piece> pieces(const QJsonObject &object, const char *key);
    Layer layer(const QJsonObject &object);
    std::vector<NamedPicture> pictures(const QJsonValue &value);

    std::string m_file;
    Error m_error;
    std::set<std::string> m_files; ///< each may be used once: many layers of one file would be a bomb
    qint64 m_pixels = 0;
};

QString Reader::text(const QJsonObject &object, const char *key) {
    const QJsonValue value = object.value(QLatin1String(key));
    if (!value.isString())
        wrong(fmt::format("\"{}\" must be a text", key));
    return value.toString();
}

std::vector<int> Reader::integers(const QJsonObject &object, const char *key, qsizetype count, int limit) {
    const QJsonArray list = object.value(QLatin1String(key)).toArray();
    if (list.size() != count)
        wrong(fmt::format("\"{}\" must be a list of {} numbers", key, count));
    std::vector<int> values(std::size_t(count), 0);
    for (qsizetype i = 0; i < count && ok(); ++i) {
        const double value = list.at(i).toDouble(std::nan(""));
        if (!(std::abs(value) <= limit) || value != std::floor(value))
            wrong(fmt::format("\"{}\" must hold whole numbers from -{} to {}", key, limit, limit));
        else
            values[std::size_t(i)] = static_cast<int>(value);
    }
    return values;
}

QRect Reader::rectangle(const QJsonObject &object, const char *key) {
    const std::vector<int> n = integers(object, key, 4, maxCoordinate);
    if (n[2] < 0 || n[3] < 0)
        wrong(fmt::format("\"{}\" has a negative size", key));
    return {n[0], n[1], n[2], n[3]};
}

std::vector<Piece> Reader::pieces(const QJsonObject &object, const char *key) {
    std::vector<Piece> list;
    const QJsonValue value = object.value(QLatin1String(key));
    if (!value.isArray())
        wrong(fmt::format("\"{}\" must be a list", key));
    const QJsonArray entries = value.toArray();
    for (const auto &entry : entries) {
        if (!ok())
            break;
        const QJsonObject piece = entry.toObject();
        list.push_back({text(piece, "file").toStdString(), rectangle(piece, "area")});
        const QRect area = list.back().area;
        m_pixels += qint64(area.width()) * area.height();
        if (area.width() > limits::max_side || area.height() > limits::max_side || m_pixels > maxPixels)
            wrong(fmt::format("the pictures are larger than {} pixels in all or {} a side", maxPixels, limits::max_side),
                  ErrorCode::LimitExceeded);
        if (area.isEmpty())
            wrong(fmt::format("\"{}\" names a picture without pixels", key));
        if (!m_files.insert(list.back().file).second)
            wrong("uses " + in_quotes(list.back().file) + " twice");
    }
    return list;
}

Layer Reader::layer(const QJsonObject &object) {
    Layer layer;
    layer.id = static_cast<LayerId>(object.value(QLatin1String("id")).toInteger(0));
    if (layer.id == 0 || layer.id > (1LL << 53))
        wrong("a layer's \"id\" must be a whole number above 0");
    layer.name = text(object, "name");
    layer.opacity = object.value(QLatin1String("opacity")).toDouble(-1);
    if (!(layer.opacity >= 0 && layer.opacity <= 1))
        wrong("a layer's \"opacity\" must lie between 0 and 1");
    const QJsonValue visible = object.value(QLatin1String("visible"));
    if (!visible.isBool())
        wrong("a layer's \"visible\" must be true or false");
    layer.visible = visible.toBool();
    const QString blend = text(object, "blend");
    if (const std::optional<BlendMode> mode = blendModeFromId(blend))
        layer.blend = *mode;
    else
        wrong("this version knows no blend mode " + in_quotes(blend.toStdString()), ErrorCode::UnsupportedFormat);
    const std::vector<int> offset = integers(object, "offset", 2, maxCoordinate);
    layer.offset = {offset[0], offset[1]};
    layer.recipe = text(object, "recipe");
    layer.result = text(object, "result");
    return layer;
}

std::vector<NamedPicture> Reader::pictures(const QJsonValue &value) {
    std::vector<NamedPicture> list;
    if (!value.isUndefined() && !value.isArray())
        wrong("\"pictures\" must be a list");
    const QJsonArray entries = value.toArray();
    if (entries.size() > qsizetype(maxPictures))
        wrong(fmt::format("names {} pictures; at most {} are read", entries.size(), maxPictures), ErrorCode::LimitExceeded);
    for (const auto &entry : entries) {
        if (!ok())
            break;
        const QJsonObject picture = entry.toObject();
        list.push_back({text(picture, "path"), text(picture, "file").toStdString()});
        if (!m_files.insert(list.back().file).second)
            wrong("uses " + in_quotes(list.back().file) + " twice");
    }
    return list;
}

void Reader::checkVersion(const QJsonObject &object) {
    if (object.value(QLatin1String("format")).toString() != QLatin1String(formatName))
        return wrong("is not of a Sfumato project", ErrorCode::UnsupportedFormat);
    const QJsonValue value = object.value(QLatin1String("version"));
    const double found = value.toDouble(0);
    if (found > version) {
        wrong(fmt::format("was made by a later version of Sfumato (format {}; this one reads formats up to {})", found, version),
              ErrorCode::UnsupportedFormat);
        m_error.advice = "open it with a newer Sfumato; this one leaves the file as it is";
    } else if (found != version) {
        wrong("has no version that ever existed");
    }
}

Result<Contents> Reader::read(const std::string &bytes) {
    QJsonParseError problem;
    const QJsonDocument json = QJsonDocument::fromJson(QByteArray::fromStdString(bytes), &problem);
    if (!json.isObject())
        return fail(ErrorCode::CorruptFile, m_file,
                    fmt::format("document.json is no JSON object: {} (at byte {})", problem.errorString().toStdString(),
                                problem.offset));
    const QJsonObject object = json.object();
    checkVersion(object);
    if (!ok())
        return tl::unexpected<Error>(m_error);
    Contents contents;
    DocumentState &state = contents.outline;
    const std::vector<int> size = integers(object, "size", 2, limits::max_side);
    state.size = {size[0], size[1]};
    if (state.size.isEmpty())
        wrong("\"size\" must be above 0");
    state.frame = rectangle(object, "frame");
    const QJsonValue settings = object.value(QLatin1String("settings"));
    if (!settings.isObject())
        wrong("\"settings\" must be an object");
    state.settings = settings.toObject();
    contents.base = pieces(object, "base");
    contents.mask = pieces(object, "mask");
    contents.pictures = pictures(object.value(QLatin1String("pictures")));
    if (!object.value(QLatin1String("layers")).isArray())
        wrong("\"layers\" must be a list");
    const QJsonArray layers = object.value(QLatin1String("layers")).toArray();
    if (layers.size() > maxLayers)
        wrong(fmt::format("has {} layers; at most {} are read", layers.size(), maxLayers), ErrorCode::LimitExceeded);
    for (const auto &entry : layers) {
        if (!ok())
            break;
        const QJsonObject each = entry.toObject();
        Layer one = layer(each);
        if (state.indexOf(one.id) >= 0)
            wrong(fmt::format("two layers have the id {}", one.id));
        contents.layers.push_back(pieces(each, "pixels"));
        state.layers.push_back(std::move(one));
    }
    if (!ok())
        return tl::unexpected<Error>(m_error);
    return contents;
}

} // namespace

std::string toJson(const Contents &contents) {
    const DocumentState &state = contents.outline;
    QJsonArray layers;
    for (std::size_t i = 0; i < state.layers.size(); ++i) {
        const Layer &layer = state.layers[i];
        layers.append(QJsonObject{{"id", qint64(layer.id)},
                                  {"name", layer.name},
                                  {"opacity", layer.opacity},
                                  {"visible", layer.visible},
                                  {"blend", blendModeId(layer.blend)},
                                  {"offset", QJsonArray{layer.offset.x(), layer.offset.y()}},
                                  {"recipe", layer.recipe},
                                  {"result", layer.result},
                                  {"pixels", listed(contents.layers[i])}});
    }
    QJsonArray pictures;
    for (const NamedPicture &picture : contents.pictures)
        pictures.append(QJsonObject{{"path", picture.path}, {"file", QString::fromStdString(picture.file)}});
    const QJsonObject object{{"format", formatName},
                             {"version", version},
                             {"program", SFUMATO_VERSION},
                             {"size", QJsonArray{state.size.width(), state.size.height()}},
                             {"frame", numbers(state.frame)},
                             {"base", listed(contents.base)},
                             {"mask", listed(contents.mask)},
                             {"layers", layers},
                             {"pictures", pictures},
                             {"settings", state.settings}};
    return QJsonDocument(object).toJson(QJsonDocument::Indented).toStdString();
}

Result<Contents> fromJson(const std::string &text, const std::string &file) {
    return Reader(file).read(text);
}

} // namespace sfumato::document::project
