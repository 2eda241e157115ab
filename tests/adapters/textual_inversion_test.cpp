// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/CPUGeneratorImpl.h>

#include "core/adapters/textual_inversion.h"
#include "core/torch/tensor_file.h"
#include "tests/adapters/tiny_model.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::golden_tensors;
using testing::relative_error;
using testing::tiny_model;
using Tensors = std::map<std::string, at::Tensor>;

at::Tensor random(at::IntArrayRef shape, uint64_t seed) { return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat); }

class Embeddings : public ::testing::Test {
protected:
    std::filesystem::path file(const Tensors &tensors, const std::string &name = "word.safetensors") {
        EXPECT_TRUE(write_tensors(folder_.path() / name, tensors));
        return folder_.path() / name;
    }
    Error refusal(const Tensors &tensors, const std::vector<int> &widths = {32}) {
        const auto result = adapters::read_embedding(file(tensors), widths);
        EXPECT_FALSE(result);
        return result ? Error{} : result.error();
    }

    test::TemporaryFolder folder_;
};

at::Tensor context_of(const pipeline::Parts &parts, const std::string &prompt) {
    conditioning::PromptEncoder encoder(pipeline::speakers(*parts.model, parts.words), {}, {});
    std::vector<std::string> issues;
    return encoder.encode(prompt, issues).context;
}

TEST_F(Embeddings, StandWhereTheirNameIsSaidAsInTheReference) {
    pipeline::Parts parts;
    parts.model = tiny_model("sd1");
    const auto word = adapters::read_embedding(golden("adapters/my-style.safetensors"), {32});
    ASSERT_TRUE(word) << describe(word.error());
    EXPECT_EQ(word->name, "my-style");
    EXPECT_EQ(word->count(), 2);
    parts.words = {*word};
    const auto expected = golden_tensors("adapters/textual_inversion.safetensors").at("context");
    for (const char *prompt : {"a house in my-style at night", "a house in My-Style at night", "a house in embedding:my-style at night"})
        EXPECT_LT(relative_error(context_of(parts, prompt), expected), 2e-5) << prompt;
    parts.words.clear();
    EXPECT_GT(relative_error(context_of(parts, "a house in my-style at night"), expected), 1e-3);
}

TEST_F(Embeddings, AreReadInEveryLayout) {
    const auto vectors = random({3, 32}, 1);
    for (const char *key : {"emb_params", "<my-word>", "string_to_param.*", "clip_l"}) {
        const auto word = adapters::read_embedding(file({{key, vectors}}), {32});
        ASSERT_TRUE(word) << key << ": " << describe(word.error());
        EXPECT_TRUE(word->vectors[0].equal(vectors)) << key;
    }
    const auto single = adapters::read_embedding(file({{"<one>", vectors[0].clone()}}), {32});
    ASSERT_TRUE(single);
    EXPECT_EQ(single->count(), 1);
    const auto wide = random({3, 40}, 2);
    const auto both = adapters::read_embedding(file({{"clip_l", vectors}, {"clip_g", wide}}), {32, 40});
    ASSERT_TRUE(both) << describe(both.error());
    EXPECT_TRUE(both->vectors[1].equal(wide));
}

TEST_F(Embeddings, ThatDoNotFitAreRefused) {
    EXPECT_EQ(refusal({{"emb_params", random({2, 123}, 1)}}).code, ErrorCode::ShapeMismatch);
    EXPECT_EQ(refusal({{"emb_params", random({3000, 32}, 1)}}).code, ErrorCode::LimitExceeded);
    EXPECT_EQ(refusal({{"emb_params", at::zeros({2, 32}, at::kByte)}}).code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refusal({{"emb_params", random({2, 32}, 1) * NAN}}).code, ErrorCode::CorruptFile);
    EXPECT_EQ(refusal({{"clip_l", random({2, 32}, 1)}, {"clip_g", random({3, 40}, 1)}}, {32, 40}).code, ErrorCode::ShapeMismatch);
    EXPECT_EQ(refusal({{"<a>", random({2, 32}, 1)}, {"<b>", random({2, 32}, 1)}}).code, ErrorCode::UnsupportedFormat);
}

TEST_F(Embeddings, OfAFolderAreReadWhenThePromptNamesThem) {
    file({{"emb_params", random({1, 32}, 1)}}, "ink.safetensors");
    file({{"emb_params", random({1, 99}, 1)}}, "wrong.safetensors");
    GenerationRequest request;
    request.embedding_folder = folder_.path().string();
    std::vector<std::string> warnings;
    request.prompt = "a fox in Ink";
    const auto words = adapters::embeddings_of(request, {}, {32}, warnings);
    ASSERT_TRUE(words);
    ASSERT_EQ(words->size(), 1U);
    EXPECT_EQ(words->front().name, "ink");
    EXPECT_TRUE(warnings.empty());
    request.negative = "wrong";
    EXPECT_TRUE(adapters::embeddings_of(request, {}, {32}, warnings));
    EXPECT_EQ(warnings.size(), 1U) << "a file of the folder that cannot be used is no reason to stop";
}

TEST_F(Embeddings, BundledWithALoraComeAlong) {
    const auto path = file({{"bundle_emb.ink.emb_params", random({2, 32}, 1)},
                            {"bundle_emb.sun.string_to_param.*", random({1, 32}, 2)},
                            {"unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.lora_A.weight", random({1, 16}, 1)},
                            {"unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.lora_B.weight", random({16, 1}, 1)}});
    std::vector<std::string> warnings;
    const auto words = adapters::embeddings_of({}, {path}, {32}, warnings);
    ASSERT_TRUE(words);
    ASSERT_EQ(words->size(), 2U);
    EXPECT_EQ((*words)[0].name, "ink");
    EXPECT_EQ((*words)[1].name, "sun");
    const auto changes = adapters::apply(testing::networks_of(*tiny_model("sd1")), {{path, 1, 1}}, {});
    ASSERT_TRUE(changes) << describe(changes.error());
    EXPECT_TRUE(changes->warnings.empty()) << changes->warnings.front();
}

} // namespace
} // namespace sfumato
