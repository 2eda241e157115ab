// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/scene_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file_io.h"
#include "core/nn/weight_loader.h"
#include "core/scenes/scene.h"
#include "core/torch/tensor_image.h"

namespace sfumato::score {
namespace {

constexpr std::array<int64_t, 4> widths = {16, 32, 48, 64};
constexpr std::array<int, 4> blocks = {0, 1, 2, 1};
constexpr int64_t groups = 8;
constexpr double eps = 1e-5;
constexpr int64_t mask_width = widths[1];
constexpr int64_t object_width = mask_width + widths[2] + widths[3];
constexpr int64_t whole_width = widths[0] + widths[1] + widths[3];
constexpr int64_t pixel_width = 16, hidden = 48;

int64_t count(const std::vector<std::string> &words) { return static_cast<int64_t>(words.size()); }

/// The mean of x over where the mask lies. x: [B,C,h,w]; mask: [B,1,32,32] -> [B,C].
at::Tensor mean_under(const at::Tensor &mask, const at::Tensor &x) {
    const auto weight = x.size(2) <= mask.size(2) ? at::adaptive_avg_pool2d(mask, {x.size(2), x.size(3)})
                                                  : at::upsample_bilinear2d(mask, {x.size(2), x.size(3)}, false);
    return (x * weight).sum({2, 3}) / (weight.sum({2, 3}) + 1e-3);
}

const std::string &word_of(const at::Tensor &logits, const std::vector<std::string> &words) {
    return words[static_cast<std::size_t>(logits.argmax().item<int64_t>())];
}

} // namespace

at::Tensor reader_pictures(const at::Tensor &pictures) {
    return at::adaptive_avg_pool2d(pictures, {SceneReader::side, SceneReader::side});
}

at::Tensor SceneReader::Level::operator()(const at::Tensor &x) const {
    auto h = norm.with_silu(conv(x));
    for (const auto &block : blocks)
        h = block(h, {});
    return h;
}

SceneReader::Level SceneReader::level(const nn::Scope &scope, int64_t in, int64_t out, int blocks) {
    Level level{{scope / "conv", in, out, 3, 2, 1}, {scope / "norm", groups, out, eps}, {}};
    for (int i = 0; i < blocks; ++i)
        level.blocks.emplace_back(scope / "blocks" / i, out, out, 0, groups, eps);
    return level;
}

SceneReader::SceneReader(const nn::Scope &scope)
    : mask_block_(scope / "mask_block", mask_width, mask_width, 0, groups, eps), mask_(scope / "mask", mask_width, 1, 1),
      pixel_(scope / "pixel", 3, pixel_width, 1), object_(scope / "object", object_width, hidden),
      shade_(scope / "shade", pixel_width + object_width + whole_width, hidden) {
    const auto &v = scenes::vocabulary();
    for (std::size_t i = 0; i < widths.size(); ++i)
        levels_.push_back(level(scope / "levels" / static_cast<int64_t>(i), i ? widths[i - 1] : 3, widths[i], blocks[i]));
    for (std::size_t i = 1; i < widths.size(); ++i)
        sideways_.emplace_back(scope / "sideways" / static_cast<int64_t>(i), widths[i], mask_width, 1);
    kind_ = {scope / "kind", hidden, count(v.kinds)};
    colour_ = {scope / "colour", hidden, count(v.colours)};
    setting_ = {scope / "setting", whole_width, count(v.settings)};
    time_ = {scope / "time", whole_width, count(v.times)};
    style_ = {scope / "style", whole_width, count(v.styles)};
}

Logits SceneReader::forward(const at::Tensor &pictures) const {
    std::vector<at::Tensor> seen; // by level
    for (const auto &level : levels_)
        seen.push_back(level(seen.empty() ? pictures : seen.back()));
    at::Tensor found; // coarse levels know what it is, fine ones where it ends
    for (std::size_t i = seen.size() - 1; i >= 1; --i) {
        const auto here = sideways_[i - 1](seen[i]);
        found = found.defined() ? here + at::upsample_nearest2d(found, {here.size(2), here.size(3)}) : here;
    }
    found = mask_block_(found, {});
    Logits said;
    said.mask = mask_(found);
    const auto under = said.mask.detach().sigmoid();
    const auto object = at::cat({mean_under(under, found), mean_under(under, seen[2]), mean_under(under, seen[3])}, 1);
    const auto whole = at::cat({seen[0].mean({2, 3}), seen[1].mean({2, 3}), seen[3].mean({2, 3})}, 1);
    const auto pixels = at::silu(pixel_(at::avg_pool2d(pictures, 2)));
    said.kind = kind_(at::silu(object_(object)));
    said.colour = colour_(at::silu(shade_(at::cat({mean_under(under, pixels), object, whole}, 1))));
    said.setting = setting_(whole);
    said.time = time_(whole);
    said.style = style_(whole);
    return said;
}

Reading SceneReader::read(const Image &picture) const {
    const auto &v = scenes::vocabulary();
    const auto said = forward(reader_pictures(tensor_from_picture(picture, PixelRange::Signed)));
    Reading reading{word_of(said.kind, v.kinds), word_of(said.colour, v.colours), word_of(said.setting, v.settings),
                    word_of(said.time, v.times), word_of(said.style, v.styles), {}, said.mask[0][0].sigmoid(), 0};
    const auto cells = reading.mask.gt(0.5).to(at::kFloat);
    reading.covered = cells.mean().item<double>();
    const auto across = (at::arange(mask_side, at::kFloat) + 0.5) / mask_side;
    const double x = reading.covered > 0 ? (cells.mean(0) * across).sum().item<double>() / (reading.covered * mask_side) : 0.5;
    reading.place = x < 0.38 ? "left" : x > 0.62 ? "right" : "centre"; // half way between where scenes put things
    return reading;
}

std::map<std::string, std::string> SceneReader::words() {
    const auto &v = scenes::vocabulary();
    const auto listed = [](const std::vector<std::string> &words) { return fmt::format("{}", fmt::join(words, ",")); };
    return {{"kinds", listed(v.kinds)}, {"colours", listed(v.colours)}, {"settings", listed(v.settings)},
            {"times", listed(v.times)}, {"styles", listed(v.styles)}};
}

Result<SceneReader> SceneReader::load(const std::filesystem::path &file) {
    SFUMATO_TRY(const auto source, modelio::TensorSource::open(file));
    const auto &metadata = source.files().front()->metadata();
    for (const auto &[attribute, known] : words()) {
        const auto stored = metadata.find(attribute);
        if (stored == metadata.end() || stored->second != known)
            return fail(ErrorCode::Conflict, display(file), "was made for other " + attribute + " than the scenes have now",
                        "make it anew with sfumato-train reader");
    }
    nn::WeightLoader loader(source, at::TensorOptions(at::kFloat));
    SceneReader reader{nn::Scope(loader)};
    SFUMATO_CHECK(loader.finish());
    return reader;
}

} // namespace sfumato::score
