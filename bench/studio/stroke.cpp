// SPDX-License-Identifier: GPL-3.0-or-later
// From a pointer event to updated tiles on a 6000x4000 document: the milliseconds between two frames of a screen are 16.
// Times are the thread's own on a processor, so that other programs do not disturb them.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include <time.h>

#include "app/document/brush_stroke.h"
#include "app/document/layer_operations.h"
#include "app/document/undo_history.h"

using namespace sfumato::document;

namespace {

constexpr int width = 6000, height = 4000;
constexpr double frameMilliseconds = 16;

double milliseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

double percentile(std::vector<double> values, double share) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// Strokes across the whole document, with events as a hand gives them: every 8 ms, up to a quarter of the brush apart or 60 pixels.
void measure(const char *name, Document &document, LayerId raster, Brush brush, bool flatten) {
    std::vector<double> events, ends;
    std::mt19937 random(1);
    for (int stroke = 0; stroke < 12; ++stroke) {
        BrushStroke line(document, raster, brush);
        double x = double(random() % width), y = double(random() % height), direction = 0;
        const double stride = std::max(20.0, std::min(60.0, brush.size / 4));
        for (int i = 0; i < 60; ++i) {
            direction += (static_cast<double>(random() % 100) - 50) / 100;
            x = std::clamp(x + stride * std::cos(direction), 0.0, double(width));
            y = std::clamp(y + stride * std::sin(direction), 0.0, double(height));
            const double start = milliseconds();
            const StrokePoint point{{x, y}, 0.5 + static_cast<double>(random() % 50) / 100};
            const QRect dirty = i == 0 ? line.begin(point) : line.extend(point);
            if (flatten && !dirty.isEmpty())
                (void)document.flattened(dirty);
            events.push_back(milliseconds() - start);
        }
        const double start = milliseconds();
        line.end();
        ends.push_back(milliseconds() - start);
    }
    const double p95 = percentile(events, 0.95);
    std::printf("%-44s p50 %6.2f  p95 %6.2f  max %6.2f  end %6.2f ms   %5.1f %% of a frame\n", name, percentile(events, 0.5), p95,
                percentile(events, 1.0), percentile(ends, 0.95), 100 * p95 / frameMilliseconds);
}

} // namespace

int main() {
    QImage photo(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            reinterpret_cast<QRgb *>(photo.scanLine(y))[x] = qRgb(x * y, x ^ y, x + y);
    Document document(stateFromPicture(photo));
    const LayerId below = addPictureLayer(document, "below", photo, {});
    setLayerBlend(document, below, BlendMode::Multiply);
    const LayerId paint = addEmptyLayer(document, "paint");

    for (const double size : {20.0, 100.0, 300.0, 1000.0}) {
        char name[64];
        const Brush brush{.size = size, .hardness = 0.5, .opacity = 0.8, .pressureSize = true, .colour = QColor(200, 80, 40)};
        std::snprintf(name, sizeof name, "mask, %g px", size);
        measure(name, document, theMask, brush, false);
        std::snprintf(name, sizeof name, "layer, %g px, with three pictures flattened", size);
        measure(name, document, paint, brush, true);
    }
    std::printf("undo steps hold %.1f MB\n", static_cast<double>(document.history().bytesInMemory()) / 1048576);
    return 0;
}
