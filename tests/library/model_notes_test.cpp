// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "app/service/model_notes.h"
#include "tests/library/model_files.h"

namespace sfumato::service {
namespace {

using testing::ModelFiles;

TEST(ModelNotes, TakesTheMostFrequentTagsOfKohyasTrainingWhereNoTriggerWordsAreNamed) {
    const auto notes = notesIn({{"ss_tag_frequency", R"({"10_fox": {"red fox": 12, " forest": 3, "snow": 3}, "5_fox": {"forest": 9}})"}, {"ss_base_model_version", "sd_v1"}});
    EXPECT_EQ(notes.words, QStringList({QStringLiteral("forest"), QStringLiteral("red fox"), QStringLiteral("snow")}));
    EXPECT_EQ(notes.base, QStringLiteral("sd_v1"));
    EXPECT_EQ(notesIn({{"ss_tag_frequency", "{\"a\":{\"b\":1}}"}, {"modelspec.trigger_phrase", "my fox, den"}}).words,
              QStringList({QStringLiteral("my fox"), QStringLiteral("den")}));
}

TEST(ModelNotes, ReadsA1111sAndCivitaisFiles) {
    ModelFiles files;
    const QString own = files.write(QStringLiteral("a.json"), R"({"sd version": "SD1", "activation text": "foxy, tail", "preferred weight": 0.7, "description": "A <b>fox</b>"})");
    const QString site = files.write(QStringLiteral("a.civitai.info"), R"({"baseModel": "SD 1.5", "trainedWords": ["other"], "description": "<p>x</p>"})");
    const ModelNotes expected{{QStringLiteral("foxy"), QStringLiteral("tail")}, QStringLiteral("SD1"), QStringLiteral("A fox"), 0.7};
    EXPECT_EQ(notesBeside({own, site}), expected);
    EXPECT_EQ(notesBeside({site}).words, QStringList(QStringLiteral("other")));
}

TEST(ModelNotes, FilesOfAnotherKindSayNothing) {
    ModelFiles files;
    const QStringList odd = {files.write(QStringLiteral("a"), "no json"), files.write(QStringLiteral("b"), "[1,2]"), files.write(QStringLiteral("c"), R"({"description": 3, "trainedWords": {"x": 1}})"),
                             files.path(QStringLiteral("missing"))};
    EXPECT_EQ(notesBeside(odd), ModelNotes());
    EXPECT_EQ(notesIn({{"ss_tag_frequency", "{\"a\": [1]}"}, {"x", "y"}}), ModelNotes());
}

TEST(ModelNotes, HoldsTextsOfAFileToALengthAndToOneLine) {
    const auto notes = notesIn({{"modelspec.trigger_phrase", std::string(100000, 'a')}, {"modelspec.description", "a\nb\x1b[31m"}});
    EXPECT_LT(notes.words.value(0).size(), 200);
    EXPECT_FALSE(notes.description.contains(QLatin1Char('\n')));
    EXPECT_FALSE(notes.description.contains(QChar(0x1b)));
}

} // namespace
} // namespace sfumato::service
