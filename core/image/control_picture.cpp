// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/control_picture.h"

#include <algorithm>
#include <cctype>

#include <opencv2/imgproc.hpp>

#include "core/base/nearest_name.h"
#include "core/base/printable.h"
#include "core/image/mat_view.h"

namespace sfumato::image {
namespace {

Image picture_of(const cv::Mat &mat) {
    Image made(mat.cols, mat.rows, 3);
    cv::Mat pixels = view(made);
    if (mat.channels() == 1)
        cv::cvtColor(mat, pixels, cv::COLOR_GRAY2RGB);
    else
        mat.copyTo(pixels);
    return made;
}

cv::Mat grey_of(const Image &rgb) {
    cv::Mat grey;
    cv::cvtColor(view(rgb), grey, cv::COLOR_RGB2GRAY);
    return grey;
}

cv::Mat blurred(const cv::Mat &picture, double sigma) {
    cv::Mat soft;
    cv::GaussianBlur(picture, soft, {0, 0}, sigma);
    return soft;
}

/// The smallest of the three channels of each pixel.
cv::Mat least_channel(const cv::Mat &rgb) {
    std::vector<cv::Mat> channels;
    cv::split(rgb, channels);
    return cv::min(cv::min(channels[0], channels[1]), channels[2]);
}

/// The median of the values above `floor`, or 0 where there are none.
float median_above(const cv::Mat &values, float floor) {
    std::vector<float> above;
    for (auto it = values.begin<float>(); it != values.end<float>(); ++it)
        if (*it > floor)
            above.push_back(*it);
    if (above.empty())
        return 0.0f;
    const auto middle = above.begin() + static_cast<std::ptrdiff_t>(above.size() / 2);
    std::nth_element(above.begin(), middle, above.end());
    return *middle;
}

Image canny(const Image &rgb) {
    cv::Mat edges;
    cv::Canny(grey_of(rgb), edges, 100, 200);
    return picture_of(edges);
}

/// The steepest of the three channels' slopes at two scales: wide, graded edges like those of a trained detector.
Image soft_edge(const Image &rgb) {
    cv::Mat sum = cv::Mat::zeros(rgb.height, rgb.width, CV_32F), picture;
    view(rgb).convertTo(picture, CV_32FC3);
    for (const double sigma : {1.0, 2.5}) {
        std::vector<cv::Mat> channels;
        cv::split(blurred(picture, sigma), channels);
        cv::Mat steepest = cv::Mat::zeros(rgb.height, rgb.width, CV_32F);
        for (const cv::Mat &channel : channels) {
            cv::Mat dx, dy, slope;
            cv::Sobel(channel, dx, CV_32F, 1, 0);
            cv::Sobel(channel, dy, CV_32F, 0, 1);
            cv::magnitude(dx, dy, slope);
            steepest = cv::max(steepest, slope);
        }
        sum += steepest * sigma;
    }
    const float typical = std::max(64.0f, median_above(sum, 32.0f));
    cv::Mat edges;
    sum.convertTo(edges, CV_8U, 96.0 / typical);
    return picture_of(edges);
}

/// What is darker than its surroundings, as light lines. Source: ControlNet's annotator "lineart standard".
Image lineart(const Image &rgb) {
    cv::Mat picture;
    view(rgb).convertTo(picture, CV_32FC3);
    const cv::Mat darker = cv::max(least_channel(blurred(picture, 6.0) - picture), 0.0);
    cv::Mat lines;
    darker.convertTo(lines, CV_8U, 127.0 / std::max(16.0f, median_above(darker, 8.0f)));
    return picture_of(lines);
}

/// Bold lines, on or off, by a difference of Gaussians. Source: ControlNet's annotator "scribble xdog", threshold 32.
Image scribble(const Image &rgb) {
    cv::Mat picture;
    view(rgb).convertTo(picture, CV_32FC3);
    const cv::Mat difference = least_channel(blurred(picture, 5.0) - blurred(picture, 0.5));
    return picture_of(difference * 2.0 > 32.0);
}

/// The picture without its fine detail, an eighth of the resolution enlarged again, as tile networks were trained with.
Image tile(const Image &rgb) {
    cv::Mat small = view(rgb).clone(), soft;
    for (int i = 0; i < 3 && std::min(small.cols, small.rows) > 8; ++i)
        cv::pyrDown(small, small);
    cv::resize(small, soft, {rgb.width, rgb.height}, 0, 0, cv::INTER_CUBIC);
    return picture_of(soft);
}

/// One colour for each 64 x 64 pixels. Source: the T2I-Adapter's colour grid.
Image colour(const Image &rgb) {
    cv::Mat small, grid;
    cv::resize(view(rgb), small, {std::max(1, rgb.width / 64), std::max(1, rgb.height / 64)}, 0, 0, cv::INTER_AREA);
    cv::resize(small, grid, {rgb.width, rgb.height}, 0, 0, cv::INTER_NEAREST);
    return picture_of(grid);
}

/// The picture as it is; the mask's place is taken out where it is known.
Image as_it_is(const Image &rgb) { return rgb; }

/// Dark lines on paper become light lines on black.
Image invert(const Image &rgb) {
    Image made = rgb;
    for (auto &value : made.pixels)
        value = static_cast<std::uint8_t>(255 - value);
    return made;
}

} // namespace

const std::vector<Preprocessor> &preprocessors() {
    static const std::vector<Preprocessor> all = {
        {"canny", "Canny edges", {}, "Canny 1986, thresholds 100 and 200", canny},
        {"soft_edge", "Soft edges", {"softedge", "hed"}, "colour gradients at two scales, without a trained detector", soft_edge},
        {"lineart", "Line art", {"lineart_standard"}, "ControlNet annotator, lineart standard", lineart},
        {"scribble", "Scribble", {"scribble_xdog"}, "ControlNet annotator, XDoG", scribble},
        {"tile", "Tile (blurred)", {"tile_resample"}, "lllyasviel/control_v11f1e_sd15_tile", tile},
        {"colour", "Colour grid", {"color"}, "T2I-Adapter colour grid", colour},
        {"invert", "Inverted", {}, "255 minus each value", invert},
        {"inpaint", "Without what is masked", {"inpaint_only"}, "lllyasviel/control_v11p_sd15_inpaint", as_it_is, true},
    };
    return all;
}

Result<const Preprocessor *> find_preprocessor(const std::string &name) {
    std::string wanted = name;
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::vector<std::string> names;
    for (const Preprocessor &one : preprocessors()) {
        if (one.id == wanted || std::find(one.aliases.begin(), one.aliases.end(), wanted) != one.aliases.end())
            return &one;
        names.push_back(one.id);
    }
    return fail(ErrorCode::InvalidArgument, "--control-preprocess", "there is no " + in_quotes(name), did_you_mean(name, names));
}

} // namespace sfumato::image
