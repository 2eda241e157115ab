// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer_reader.h"

#include <future>

#include <fmt/format.h>

#include "core/nn/initialiser.h"
#include "core/nn/weight_map.h"
#include "core/scenes/scene.h"
#include "core/scenes/styles/style.h"
#include "core/score/scene_reader.h"
#include "core/torch/device.h"
#include "core/torch/tensor_file.h"
#include "core/torch/tensor_image.h"
#include "core/train/run.h"
#include "core/train/scene_batch.h"

namespace sfumato::train {
namespace {

using score::SceneReader;

constexpr int64_t rendered_size = 256; // the model's own size: styles look different drawn smaller
constexpr int64_t batch = 32, fresh = 8, pool_start = 256, pool_size = 8192;
constexpr std::uint64_t first_scene = 1ULL << 34; // apart from what the model saw
constexpr int64_t nothing = -100; // the label that cross entropy passes over

int64_t place_of(const std::string &word, const std::vector<std::string> &words) {
    return std::find(words.begin(), words.end(), word) - words.begin();
}

/// Renders as the reader sees them and what is in them, stacked along the first dimension.
struct Lessons {
    at::Tensor pictures; ///< [B,3,128,128] u8
    at::Tensor masks;    ///< [B,1,32,32] u8, all objects together
    at::Tensor labels;   ///< [B,5] int64: kind, colour, setting, time, style

    Lessons at(const at::Tensor &places) const {
        return {pictures.index_select(0, places), masks.index_select(0, places), labels.index_select(0, places)};
    }
};

/// The scene of one seed. Which of two objects would be meant is anybody's guess, so there kind and colour go unlabelled.
Lessons lesson(std::uint64_t seed) {
    const auto scene = scenes::random_scene(seed);
    const auto rendering = scenes::render(scene, rendered_size);
    auto mask = at::zeros({1, 1, rendered_size, rendered_size}, at::kFloat);
    for (const auto &object : rendering.masks)
        mask = at::maximum(mask, tensor_from_mask(object));
    const auto &v = scenes::vocabulary();
    const bool one = scene.objects.size() == 1;
    const bool coloured = one && scenes::find_style(scene.style)->shows_colours;
    const std::vector<int64_t> labels = {one ? place_of(scene.objects[0].kind, v.kinds) : nothing,
                                         coloured ? place_of(scene.objects[0].colour, v.colours) : nothing,
                                         place_of(scene.setting, v.settings), place_of(scene.time, v.times),
                                         place_of(scene.style, v.styles)};
    return {score::reader_pictures(tensor_from_picture(rendering.picture, PixelRange::Unit)).mul_(255).round_().to(at::kByte),
            at::adaptive_avg_pool2d(mask, {SceneReader::mask_side, SceneReader::mask_side}).mul_(255).round_().to(at::kByte),
            at::tensor(labels, at::kLong).unsqueeze(0)};
}

Lessons lessons(std::uint64_t first, int64_t count) {
    std::vector<at::Tensor> pictures, masks, labels;
    for (int64_t i = 0; i < count; ++i) {
        const auto one = lesson(first + static_cast<std::uint64_t>(i));
        pictures.push_back(one.pictures);
        masks.push_back(one.masks);
        labels.push_back(one.labels);
    }
    return {at::cat(pictures), at::cat(masks), at::cat(labels)};
}

/// The last `pool_size` lessons.
class Pool {
public:
    explicit Pool(const Lessons &first)
        : lessons_{at::empty({pool_size, 3, SceneReader::side, SceneReader::side}, at::kByte),
                   at::empty({pool_size, 1, SceneReader::mask_side, SceneReader::mask_side}, at::kByte), at::empty({pool_size, 5}, at::kLong)} {
        add(first);
    }

    /// Lessons that divide the pool's size, so that the oldest are overwritten whole.
    void add(const Lessons &more) {
        const int64_t count = more.labels.size(0), from = added_ % pool_size;
        lessons_.pictures.narrow(0, from, count).copy_(more.pictures);
        lessons_.masks.narrow(0, from, count).copy_(more.masks);
        lessons_.labels.narrow(0, from, count).copy_(more.labels);
        added_ += count;
    }
    Lessons draw(at::Generator generator) const {
        return lessons_.at(at::randint(std::min(added_, pool_size), {batch}, generator, at::kLong));
    }

private:
    Lessons lessons_;
    int64_t added_ = 0;
};

at::Tensor as_input(const at::Tensor &pictures) {
    return pictures.to(at::kFloat).div_(127.5).sub_(1.0).contiguous(at::MemoryFormat::ChannelsLast);
}

/// A mirrored scene is a scene. Nothing is blurred: softness is what tells watercolour from pastel.
at::Tensor loss_of(const SceneReader &reader, const Lessons &batch_of, at::Generator generator, const Compute &compute) {
    auto pictures = as_input(batch_of.pictures);
    auto masks = batch_of.masks.to(at::kFloat).div_(255.0);
    for (auto *tensor : {&pictures, &masks}) {
        auto half = tensor->narrow(0, 0, tensor->size(0) / 2);
        half.copy_(half.flip({3}).clone());
    }
    pictures += 0.02 * at::randn(pictures.sizes(), generator, at::kFloat);
    const auto said = reader.forward(compute.batch(pictures));
    auto loss = 3.0 * at::binary_cross_entropy_with_logits(said.mask, masks.to(compute.device));
    const at::Tensor *words[] = {&said.kind, &said.colour, &said.setting, &said.time, &said.style};
    for (int64_t i = 0; i < 5; ++i) {
        const auto labels = batch_of.labels.select(1, i).to(compute.device);
        const auto labelled = labels.ne(nothing).sum().clamp_min(1);
        loss = loss + at::cross_entropy_loss(*words[i], labels, {}, at::Reduction::Sum, nothing) / labelled;
    }
    return loss;
}

/// How often the words are right on unseen renders, by attribute, and how well the masks fit.
void note_accuracy(const SceneReader &reader, const TrainingContext &context) {
    const at::NoGradGuard no_grad;
    constexpr int64_t measured = 512;
    std::array<int64_t, 5> right{}, labelled{};
    double overlap = 0;
    for (int64_t i = 0; i < measured; ++i) {
        const auto one = lesson(held_out_scene + static_cast<std::uint64_t>(i));
        const auto said = reader.forward(as_input(one.pictures));
        const at::Tensor *words[] = {&said.kind, &said.colour, &said.setting, &said.time, &said.style};
        for (std::size_t a = 0; a < 5; ++a) {
            const auto label = one.labels[0][static_cast<int64_t>(a)].item<int64_t>();
            labelled[a] += label != nothing;
            right[a] += words[a]->argmax().item<int64_t>() == label;
        }
        const auto truth = one.masks.gt(127), found = said.mask.gt(0);
        overlap += (truth & found).sum().item<double>() / std::max(1.0, (truth | found).sum().item<double>());
    }
    if (!context.on_note)
        return;
    const char *names[] = {"object", "colour", "setting", "time", "style"};
    for (std::size_t a = 0; a < 5; ++a)
        context.on_note(fmt::format("{:<8} {:5.1f} % of {}", names[a], 100.0 * static_cast<double>(right[a]) / static_cast<double>(std::max<int64_t>(1, labelled[a])), labelled[a]));
    context.on_note(fmt::format("mask     {:5.1f} % overlap", 100.0 * overlap / measured));
}

} // namespace

Result<TrainingOutcome> train_reader(const TrainingRequest &request, const TrainingContext &context, const Compute &compute) {
    const auto seed = static_cast<std::uint64_t>(request.seed);
    nn::Initialiser initialiser(make_generator(at::kCPU, seed));
    { const SceneReader begun{nn::Scope(initialiser)}; }
    const Parameters trained = compute.trainable(initialiser.parameters());
    nn::WeightMap source(trained);
    const SceneReader reader{nn::Scope(source)};
    Optimiser optimiser(trained, Optimiser::Options::of(request));
    SFUMATO_TRY(auto run, Run::begin(request, context, trained, optimiser));
    const auto drawn = [](std::int64_t step) {
        return std::async(std::launch::async, [step] { return lessons(first_scene + static_cast<std::uint64_t>(step * fresh), fresh); });
    };
    Pool pool(lessons(first_scene << 1, pool_start));
    auto next = drawn(run.step());
    while (!run.finished()) {
        const auto generator = make_generator(at::kCPU, seed * 1000003 + static_cast<std::uint64_t>(run.step()));
        auto loss = loss_of(reader, pool.draw(generator), generator, compute);
        loss.backward();
        SFUMATO_CHECK(run.advance(loss.item<double>(), batch));
        pool.add(next.get());
        next = drawn(run.step());
    }
    next.wait();
    SFUMATO_CHECK(run.save());
    const Parameters averages = on_cpu(optimiser.average());
    Parameters halves;
    for (const auto &[name, tensor] : averages)
        halves[name] = tensor.to(at::kHalf);
    nn::WeightMap measured(averages);
    note_accuracy(SceneReader{nn::Scope(measured)}, context);
    const auto made = std::filesystem::path(request.out) / "reader.safetensors";
    SFUMATO_CHECK(write_tensors(made, halves, SceneReader::words()));
    return TrainingOutcome{run.step(), run.seconds(), parameter_count(trained), {}, made.string()};
}

} // namespace sfumato::train
