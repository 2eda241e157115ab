// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cmath>
#include <map>

#include "core/score/exam.h"

namespace sfumato::score {
namespace {

double psnr(const Image &a, const Image &b) {
    double squares = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        squares += std::pow(static_cast<double>(a.pixels[i]) - b.pixels[i], 2);
    return 10.0 * std::log10(255.0 * 255.0 * static_cast<double>(a.pixels.size()) / std::max(1.0, squares));
}

std::array<double, 3> mean_colour(const Image &picture, const Rect &box) {
    std::array<double, 3> sum{};
    for (int y = box.y0; y < box.y1; ++y)
        for (int x = box.x0; x < box.x1; ++x)
            for (std::size_t c = 0; c < 3; ++c)
                sum[c] += picture.row(y)[3 * x + static_cast<int>(c)];
    for (auto &value : sum)
        value /= std::max(1, box.width() * box.height());
    return sum;
}

} // namespace

Result<Rows> score_vae(const Exam &exam) {
    std::map<std::string, std::pair<double, int>> by_style;
    double all = 0, error = 0;
    for (const auto &scene : unseen_scenes(exam.count, exam.seed)) {
        const auto rendering = scenes::render(scene, picture_side);
        SFUMATO_TRY(const Image back, exam.roundtrip(rendering.picture));
        const double quality = psnr(rendering.picture, back);
        all += quality;
        auto &[sum, count] = by_style[scene.style];
        sum += quality;
        ++count;
        const auto before = mean_colour(rendering.picture, rendering.boxes.front()), after = mean_colour(back, rendering.boxes.front());
        for (std::size_t c = 0; c < 3; ++c)
            error += std::abs(before[c] - after[c]) / 3;
    }
    constexpr auto task = ScoreTask::Vae;
    Rows rows{{task, "PSNR, all styles", ScoreUnit::Decibel, all / exam.count, {}, exam.count},
              {task, "mean colour of objects off by", ScoreUnit::Levels, error / exam.count, {}, exam.count}};
    for (const auto &[style, sum] : by_style)
        rows.push_back({task, "PSNR, " + style, ScoreUnit::Decibel, sum.first / sum.second, {}, sum.second});
    return rows;
}

} // namespace sfumato::score
