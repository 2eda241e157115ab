// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/model_words.h"

#include <QCoreApplication>
#include <QLocale>

namespace sfumato::ui {
namespace {

using modelio::ModelKind;

QString translated(const char *text) { return QCoreApplication::translate("Library", text); }

} // namespace

QString kindName(ModelKind kind) {
    switch (kind) {
    case ModelKind::Model: return translated(QT_TRANSLATE_NOOP("Library", "Model"));
    case ModelKind::Lora: return translated(QT_TRANSLATE_NOOP("Library", "LoRA"));
    case ModelKind::Embedding: return translated(QT_TRANSLATE_NOOP("Library", "Embedding"));
    case ModelKind::Vae: return translated(QT_TRANSLATE_NOOP("Library", "Autoencoder (VAE)"));
    case ModelKind::TinyVae: return translated(QT_TRANSLATE_NOOP("Library", "Small autoencoder"));
    case ModelKind::TextEncoder: return translated(QT_TRANSLATE_NOOP("Library", "Text encoder"));
    case ModelKind::ControlNet: return translated(QT_TRANSLATE_NOOP("Library", "Control network"));
    case ModelKind::T2iAdapter: return translated(QT_TRANSLATE_NOOP("Library", "T2I-Adapter"));
    case ModelKind::IpAdapter: return translated(QT_TRANSLATE_NOOP("Library", "IP-Adapter"));
    case ModelKind::Upscaler: return translated(QT_TRANSLATE_NOOP("Library", "Upscaler"));
    case ModelKind::Hypernetwork: return translated(QT_TRANSLATE_NOOP("Library", "Hypernetwork"));
    default: return translated(QT_TRANSLATE_NOOP("Library", "Other file"));
    }
}

QString kindName(const service::ModelEntry &entry) {
    switch (entry.trait) {
    case service::ModelTrait::UnionControl: return translated(QT_TRANSLATE_NOOP("Library", "Control network (union)"));
    case service::ModelTrait::ImageEncoder: return translated(QT_TRANSLATE_NOOP("Library", "Image encoder"));
    default: return kindName(entry.kind);
    }
}

QString kindPlural(ModelKind kind) {
    switch (kind) {
    case ModelKind::Model: return translated(QT_TRANSLATE_NOOP("Library", "Models"));
    case ModelKind::Lora: return translated(QT_TRANSLATE_NOOP("Library", "LoRAs"));
    case ModelKind::Embedding: return translated(QT_TRANSLATE_NOOP("Library", "Embeddings"));
    case ModelKind::Vae: return translated(QT_TRANSLATE_NOOP("Library", "Autoencoders"));
    case ModelKind::ControlNet: return translated(QT_TRANSLATE_NOOP("Library", "Control"));
    case ModelKind::Upscaler: return translated(QT_TRANSLATE_NOOP("Library", "Upscalers"));
    default: return translated(QT_TRANSLATE_NOOP("Library", "Others"));
    }
}

QString familyBadge(const QString &family) {
    if (family == QLatin1String("unknown") || family == QLatin1String("small"))
        return {};
    const auto name = modelio::family_name(family.toStdString());
    QString text = name == "unknown" ? family : QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    return text.replace(QStringLiteral("Stable Diffusion XL"), QStringLiteral("SDXL")).replace(QStringLiteral("Stable Diffusion"), QStringLiteral("SD"));
}

QString partName(const QString &part) {
    constexpr std::pair<const char *, const char *> names[] = {
        {"unet", QT_TRANSLATE_NOOP("Library", "U-Net")},
        {"vae", QT_TRANSLATE_NOOP("Library", "autoencoder (VAE)")},
        {"text_encoder", QT_TRANSLATE_NOOP("Library", "text encoder")},
        {"text_encoder_2", QT_TRANSLATE_NOOP("Library", "second text encoder")},
        {"tokenizer", QT_TRANSLATE_NOOP("Library", "vocabulary")},
        {"tokenizer_2", QT_TRANSLATE_NOOP("Library", "second vocabulary")},
        {"vocabulary", QT_TRANSLATE_NOOP("Library", "vocabulary")},
        {"scheduler", QT_TRANSLATE_NOOP("Library", "noise schedule")},
    };
    for (const auto &[id, name] : names)
        if (part == QLatin1String(id))
            return translated(name);
    return part;
}

QString sizeText(qint64 bytes) { return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat); }

QString parametersText(quint64 parameters) {
    constexpr double billion = 1e9, million = 1e6, thousand = 1e3;
    const auto count = static_cast<double>(parameters);
    const QLocale locale;
    if (count >= billion)
        return QCoreApplication::translate("Library", "%1 B", "billions of parameters").arg(locale.toString(count / billion, 'f', 1));
    if (count < million / 10)
        return QCoreApplication::translate("Library", "%1 k", "thousands of parameters").arg(locale.toString(count / thousand, 'f', count < 10 * thousand ? 1 : 0));
    return QCoreApplication::translate("Library", "%1 M", "millions of parameters").arg(locale.toString(count / million, 'f', count < 10 * million ? 1 : 0));
}

QString factsText(const service::ModelEntry &entry) {
    QStringList facts;
    if (const QString badge = familyBadge(entry.family); !badge.isEmpty())
        facts << badge;
    if (entry.parameters > 0)
        facts << parametersText(entry.parameters);
    if (!entry.type.isEmpty())
        facts << entry.type;
    return facts.join(QStringLiteral(" · "));
}

QString problemText(const service::ModelEntry &entry) {
    if (entry.missing.isEmpty())
        return entry.problem;
    QStringList parts;
    for (const QString &part : entry.missing)
        parts << partName(part);
    return QCoreApplication::translate("Library", "Missing: %1").arg(parts.join(QStringLiteral(", ")));
}

} // namespace sfumato::ui
