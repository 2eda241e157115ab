// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/caption_vocabulary.h"

#include <algorithm>
#include <map>

#include "core/scenes/scene.h"
#include "core/text/bpe_trainer.h"

namespace sfumato::train {

Result<int> write_caption_vocabulary(const std::filesystem::path &folder, int scenes, int vocab_size, std::uint64_t seed) {
    constexpr int captions_a_scene = 12;
    std::map<std::string, std::int64_t> counts;
    for (int i = 0; i < scenes; ++i)
        for (auto &caption : scenes::captions(scenes::random_scene(seed + static_cast<std::uint64_t>(i)), captions_a_scene))
            ++counts[std::move(caption)];
    std::vector<text::CountedCaption> captions;
    captions.reserve(counts.size());
    for (const auto &[caption, count] : counts)
        captions.push_back({caption, count});
    SFUMATO_TRY(const auto vocabulary, text::train_bpe(captions, {.vocab_size = vocab_size}));
    std::filesystem::create_directories(folder);
    SFUMATO_CHECK(text::write_vocabulary(vocabulary, folder));
    SFUMATO_TRY(const auto tokenizer, text::BpeTokenizer::load(folder));
    return tokenizer.vocab_size();
}

at::Tensor token_ids(const text::BpeTokenizer &tokenizer, const std::vector<std::string> &texts) {
    const auto length = static_cast<std::size_t>(tokenizer.max_length());
    auto ids = at::full({static_cast<int64_t>(texts.size()), tokenizer.max_length()}, tokenizer.pad(), at::kLong);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto words = tokenizer.encode(texts[i]);
        words.resize(std::min(words.size(), length - 2));
        auto *row = ids.data_ptr<int64_t>() + i * length;
        *row++ = tokenizer.bos();
        row = std::copy(words.begin(), words.end(), row);
        *row = tokenizer.eos();
    }
    return ids;
}

} // namespace sfumato::train
