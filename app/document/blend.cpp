// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/blend.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include <QCoreApplication>

namespace sfumato::document {
namespace {

struct Names {
    const char *id;
    const char *name;
};

constexpr std::array<Names, blendModeCount> names = {{
    {"normal", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Normal")},
    {"multiply", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Multiply")},
    {"screen", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Screen")},
    {"overlay", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Overlay")},
    {"darken", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Darken")},
    {"lighten", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Lighten")},
    {"colour-dodge", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Colour dodge")},
    {"colour-burn", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Colour burn")},
    {"hard-light", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Hard light")},
    {"soft-light", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Soft light")},
    {"difference", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Difference")},
    {"exclusion", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Exclusion")},
    {"addition", QT_TRANSLATE_NOOP("sfumato::BlendMode", "Addition")},
}};

/// x / 255, rounded to nearest; exact for 0 <= x <= 255 * 255.
constexpr int over255(int x) {
    return (x + 128 + ((x + 128) >> 8)) >> 8;
}

// The modes: b is the backdrop's colour, s the source's, 0..255.
int normal(int, int s) { return s; }
int multiply(int b, int s) { return over255(b * s); }
int screen(int b, int s) { return b + s - over255(b * s); }
int hardLight(int b, int s) { return s < 128 ? multiply(b, 2 * s) : screen(b, 2 * s - 255); }
int overlay(int b, int s) { return hardLight(s, b); }
int darken(int b, int s) { return std::min(b, s); }
int lighten(int b, int s) { return std::max(b, s); }
int colourDodge(int b, int s) { return b == 0 ? 0 : (s == 255 ? 255 : std::min(255, b * 255 / (255 - s))); }
int colourBurn(int b, int s) { return b == 255 ? 255 : (s == 0 ? 0 : 255 - std::min(255, (255 - b) * 255 / s)); }
int difference(int b, int s) { return std::abs(b - s); }
int exclusion(int b, int s) { return b + s - 2 * over255(b * s); }
int addition(int b, int s) { return std::min(255, b + s); }

int softLight(int backdrop, int source) {
    const float b = static_cast<float>(backdrop) / 255.0F, s = static_cast<float>(source) / 255.0F;
    const float d = b <= 0.25F ? ((16 * b - 12) * b + 4) * b : std::sqrt(b);
    const float mixed = s <= 0.5F ? b - (1 - 2 * s) * b * (1 - b) : b + (2 * s - 1) * (d - b);
    return static_cast<int>(std::lround(mixed * 255.0F));
}

template <int (*mix)(int, int)>
void blendWith(uchar *to, const uchar *from, int count, int opacity) {
    for (int i = 0; i < count; ++i, to += 4, from += 4) {
        const int alpha = over255(from[3] * opacity);
        if (alpha == 0)
            continue;
        const int below = to[3];
        if (below == 255) {
            for (int c = 0; c < 3; ++c)
                to[c] = static_cast<uchar>(over255(to[c] * (255 - alpha) + mix(to[c], from[c]) * alpha));
            continue;
        }
        // The colours' shares: source alone, both, backdrop alone.
        const int alone = alpha * (255 - below), both = alpha * below, under = (255 - alpha) * below;
        const int whole = alone + both + under;
        for (int c = 0; c < 3; ++c)
            to[c] = static_cast<uchar>((alone * from[c] + both * mix(to[c], from[c]) + under * to[c] + whole / 2) / whole);
        to[3] = static_cast<uchar>(over255(whole));
    }
}

/// Most pixels of most layers are untouched or cover all; both are decided without arithmetic.
void blendNormal(uchar *to, const uchar *from, int count, int opacity) {
    if (opacity < 255)
        return blendWith<normal>(to, from, count, opacity);
    int i = 0;
    while (i < count) {
        const uchar alpha = from[4 * i + 3];
        int end = i + 1;
        while (end < count && from[4 * end + 3] == alpha)
            ++end;
        if (alpha == 255)
            std::memcpy(to + 4 * i, from + 4 * i, static_cast<std::size_t>(4 * (end - i)));
        else if (alpha != 0)
            blendWith<normal>(to + 4 * i, from + 4 * i, end - i, 255);
        i = end;
    }
}

} // namespace

QString blendModeName(BlendMode mode) {
    return QCoreApplication::translate("sfumato::BlendMode", names[std::size_t(mode)].name);
}

QString blendModeId(BlendMode mode) {
    return QString::fromLatin1(names[std::size_t(mode)].id);
}

std::optional<BlendMode> blendModeFromId(const QString &id) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (id == QLatin1String(names[i].id))
            return BlendMode(i);
    return std::nullopt;
}

void blendPixels(uchar *backdrop, const uchar *source, int count, BlendMode mode, int opacity) {
    switch (mode) {
    case BlendMode::Normal: return blendNormal(backdrop, source, count, opacity);
    case BlendMode::Multiply: return blendWith<multiply>(backdrop, source, count, opacity);
    case BlendMode::Screen: return blendWith<screen>(backdrop, source, count, opacity);
    case BlendMode::Overlay: return blendWith<overlay>(backdrop, source, count, opacity);
    case BlendMode::Darken: return blendWith<darken>(backdrop, source, count, opacity);
    case BlendMode::Lighten: return blendWith<lighten>(backdrop, source, count, opacity);
    case BlendMode::ColourDodge: return blendWith<colourDodge>(backdrop, source, count, opacity);
    case BlendMode::ColourBurn: return blendWith<colourBurn>(backdrop, source, count, opacity);
    case BlendMode::HardLight: return blendWith<hardLight>(backdrop, source, count, opacity);
    case BlendMode::SoftLight: return blendWith<softLight>(backdrop, source, count, opacity);
    case BlendMode::Difference: return blendWith<difference>(backdrop, source, count, opacity);
    case BlendMode::Exclusion: return blendWith<exclusion>(backdrop, source, count, opacity);
    case BlendMode::Addition: return blendWith<addition>(backdrop, source, count, opacity);
    }
}

void blendColour(uchar *backdrop, const uchar *coverage, int count, const QColor &colour) {
    constexpr int atOnce = 64;
    std::array<uchar, 4 * atOnce> source;
    for (int i = 0; i < atOnce; ++i) {
        source[std::size_t(4 * i)] = static_cast<uchar>(colour.red());
        source[std::size_t(4 * i + 1)] = static_cast<uchar>(colour.green());
        source[std::size_t(4 * i + 2)] = static_cast<uchar>(colour.blue());
    }
    for (int done = 0; done < count; done += atOnce) {
        const int now = std::min(atOnce, count - done);
        for (int i = 0; i < now; ++i)
            source[std::size_t(4 * i + 3)] = coverage[done + i];
        blendPixels(backdrop + std::ptrdiff_t(4) * done, source.data(), now, BlendMode::Normal, 255);
    }
}

} // namespace sfumato::document
