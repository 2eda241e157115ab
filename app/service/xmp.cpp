// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/xmp.h"

#include <QByteArray>
#include <QString>
#include <QXmlStreamReader>

#include <exiv2/exiv2.hpp>

namespace sfumato::service {
namespace {

constexpr const char *iptcNamespace = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
constexpr const char *xmpNamespace = "http://ns.adobe.com/xap/1.0/";
constexpr const char *vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";
constexpr const char *synthetic = "trainedAlgorithmicMedia";
constexpr const char *composite = "compositeWithTrainedAlgorithmicMedia";
constexpr qsizetype maxValue = 4096;

/// Exiv2 knows IPTC's namespace under a prefix of its own; the usual one is registered once.
void prepareToolkit() {
    static const bool ready = [] {
        Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
        Exiv2::XmpParser::initialize();
        Exiv2::XmpProperties::registerNs(iptcNamespace, "Iptc4xmpExt");
        return true;
    }();
    (void)ready;
}

/// One property, whichever of XMP's ways it is written in: attribute, element text or rdf:resource.
void take(XmpStatement &statement, QStringView space, QStringView key, const QString &value) {
    const QString text = value.trimmed().left(maxValue);
    if (text.isEmpty())
        return;
    if (space == QLatin1String(iptcNamespace) && key == QLatin1String("DigitalSourceType")) {
        statement.sourceUri = text.toStdString();
        const QString term = text.section(QLatin1Char('/'), -1);
        statement.source = term == QLatin1String(synthetic)   ? SourceType::Synthetic
                           : term == QLatin1String(composite) ? SourceType::Composite
                                                              : SourceType::Other;
    } else if (space == QLatin1String(iptcNamespace) && key == QLatin1String("AISystemUsed")) {
        statement.model = text.toStdString();
    } else if (space == QLatin1String(xmpNamespace) && key == QLatin1String("CreatorTool")) {
        statement.creatorTool = text.toStdString();
    }
}

} // namespace

Result<std::string> xmpPacket(const XmpStatement &statement) {
    try {
        prepareToolkit();
        Exiv2::XmpData data;
        if (statement.source == SourceType::Synthetic || statement.source == SourceType::Composite)
            data["Xmp.Iptc4xmpExt.DigitalSourceType"] =
                std::string(vocabulary) + (statement.source == SourceType::Composite ? composite : synthetic);
        if (!statement.model.empty())
            data["Xmp.Iptc4xmpExt.AISystemUsed"] = statement.model;
        if (!statement.creatorTool.empty())
            data["Xmp.xmp.CreatorTool"] = statement.creatorTool;
        std::string packet;
        if (Exiv2::XmpParser::encode(packet, data, Exiv2::XmpParser::useCompactFormat) == 0)
            return packet;
    } catch (const std::exception &) {
    }
    return fail(ErrorCode::Internal, {}, "the provenance of the picture could not be written");
}

XmpStatement readXmp(std::string_view packet) {
    XmpStatement statement;
    QXmlStreamReader xml(QByteArray::fromRawData(packet.data(), static_cast<qsizetype>(packet.size())));
    xml.setEntityExpansionLimit(4096);
    QString space, key, text;
    while (!xml.atEnd()) {
        switch (xml.readNext()) {
        case QXmlStreamReader::StartElement: {
            space = xml.namespaceUri().toString();
            key = xml.name().toString();
            text.clear();
            const QXmlStreamAttributes attributes = xml.attributes();
            for (const QXmlStreamAttribute &attribute : attributes) {
                const bool resource = attribute.name() == QLatin1String("resource");
                take(statement, resource ? space : attribute.namespaceUri(), resource ? key : attribute.name(),
                     attribute.value().toString());
            }
            break;
        }
        case QXmlStreamReader::Characters:
            if (text.size() < maxValue)
                text += xml.text();
            break;
        case QXmlStreamReader::EndElement:
            take(statement, space, key, text);
            key.clear();
            break;
        default: break;
        }
    }
    return statement;
}

} // namespace sfumato::service
