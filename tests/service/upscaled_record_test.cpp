// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/upscaled_record.h"

#include <gtest/gtest.h>

#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

PictureMetadata saying(SourceType source) {
    PictureMetadata metadata;
    metadata.provenance.source = source;
    return metadata;
}

TEST(UpscaledRecord, MarksWhatAModelMadeOfAPicture) {
    const Enlargement network{"x4.pth", 4.0, {}}, resampled{{}, 2.0, {}}, workedOver{{}, 2.0, "dream"};
    EXPECT_EQ(recordOfEnlarged({}, network).source, SourceType::Composite) << "a person's photograph";
    EXPECT_EQ(recordOfEnlarged({}, workedOver).source, SourceType::Composite);
    EXPECT_EQ(recordOfEnlarged({}, resampled).source, SourceType::Unsaid);
    EXPECT_EQ(recordOfEnlarged(saying(SourceType::Synthetic), resampled).source, SourceType::Synthetic) << "the mark stays";
    EXPECT_EQ(recordOfEnlarged(saying(SourceType::Synthetic), network).source, SourceType::Synthetic);
    EXPECT_EQ(recordOfEnlarged(saying(SourceType::Composite), network).source, SourceType::Composite);
    EXPECT_EQ(recordOfEnlarged(saying(SourceType::Other), network).source, SourceType::Composite);
    PictureMetadata unmarked; // by a program that writes what it did but no mark
    unmarked.infotext = Infotext{"p", "", {{"Steps", "20"}}};
    EXPECT_EQ(recordOfEnlarged(unmarked, network).source, SourceType::Synthetic);
}

TEST(UpscaledRecord, CarriesTheRecipeAndHowItWasEnlarged) {
    PictureMetadata original;
    original.infotext = Infotext{"a house", "", {{"Steps", "20"}, {"Seed", "5"}}};
    original.request.emplace().prompt = "a house";
    const PictureRecord record = recordOfEnlarged(original, {"secret/x4.pth", 3.0, {}});
    const Infotext info = readInfotext(record.parameters);
    EXPECT_EQ(info.prompt, "a house");
    EXPECT_EQ(info.find("Seed"), "5");
    EXPECT_EQ(info.find("Postprocess upscaler"), "x4");
    const auto request = request_from_json(record.request, "record");
    ASSERT_TRUE(request) << describe(request.error());
    EXPECT_EQ(request->upscaler, "x4.pth");
    EXPECT_EQ(request->upscale, 3.0);
    EXPECT_EQ((record.parameters + record.request).find("secret"), std::string::npos);
}

} // namespace
} // namespace sfumato::service
