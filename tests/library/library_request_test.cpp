// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "app/service/library_request.h"
#include "app/service/model_library.h"
#include "tests/library/model_files.h"
#include "tests/session/waiting.h"

namespace sfumato::service {
namespace {

using testing::ModelFiles;

class LibraryRequest : public ::testing::Test {
protected:
    void scan() {
        ASSERT_TRUE(library.add(files.path(QStringLiteral("a1111"))).has_value());
        ASSERT_TRUE(testing::waitUntil([&] { return !library.scanning(); }));
    }
    std::string path(const char *name) const { return files.path(QLatin1String(name)).toStdString(); }

    ModelFiles files;
    QTemporaryDir data;
    ModelLibrary library{data.path()};
    GenerationRequest request;
};

TEST_F(LibraryRequest, NamesTheFolderThatHoldsAllLorasAndLeavesThePromptAsItIs) {
    files.lora(QStringLiteral("a1111/models/Lora/fox.safetensors"));
    files.lora(QStringLiteral("a1111/models/Lora/old/ink.safetensors"));
    files.embedding(QStringLiteral("a1111/embeddings/bad-hands.safetensors"));
    scan();
    request.prompt = "a <lora:fox:0.5> <lora:ink:1>";
    request.negative = "BAD-hands";
    nameFromLibrary(request, library);
    EXPECT_EQ(request.prompt, "a <lora:fox:0.5> <lora:ink:1>");
    EXPECT_EQ(request.adapter_folder, path("a1111/models/Lora"));
    EXPECT_EQ(request.embedding_folder, path("a1111/embeddings"));
    EXPECT_TRUE(request.adapters.empty());
}

TEST_F(LibraryRequest, TurnsTagsOfLorasThatLieApartIntoAdaptersOfTheSameWeights) {
    files.lora(QStringLiteral("a1111/models/Lora/fox.safetensors"));
    const QString ink = files.lora(QStringLiteral("elsewhere/ink.safetensors"));
    scan();
    ASSERT_TRUE(library.add(ink).has_value());
    ASSERT_TRUE(testing::waitUntil([&] { return !library.scanning(); }));
    request.prompt = "a <lora:fox:0.5>, ü <lora:ink:0.25:1>b";
    nameFromLibrary(request, library);
    EXPECT_EQ(request.prompt, "a , ü b");
    EXPECT_EQ(request.adapter_folder, "");
    ASSERT_EQ(request.adapters.size(), 2u);
    EXPECT_EQ(request.adapters[0].file, path("a1111/models/Lora/fox.safetensors"));
    EXPECT_EQ(request.adapters[0].weight, 0.5);
    EXPECT_FALSE(request.adapters[0].text_weight.has_value());
    EXPECT_EQ(request.adapters[1].weight, 1.0);
    EXPECT_EQ(request.adapters[1].text_weight, 0.25);
}

TEST_F(LibraryRequest, LeavesUnknownNamesAndChosenFoldersAlone) {
    files.lora(QStringLiteral("a1111/models/Lora/fox.safetensors"));
    scan();
    request.prompt = "<lora:fox:1> <lora:missing:1>";
    const GenerationRequest before = request;
    nameFromLibrary(request, library);
    EXPECT_EQ(request.prompt, before.prompt);
    EXPECT_EQ(request.adapter_folder, "");
    request.prompt = "<lora:fox:1>";
    request.adapter_folder = "/mine";
    nameFromLibrary(request, library);
    EXPECT_EQ(request.adapter_folder, "/mine");
}

} // namespace
} // namespace sfumato::service
